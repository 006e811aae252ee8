/** The front door: a greeting, the way into the chat, and what the visitor is looking at. */
import { SHAPES } from '@skein/ui';
import { isActive } from '../model/consultation';
import { plainText } from '../model/rows';
import { Avatar } from './avatar';
import { useWidget } from './context';
import { Icon, Shape } from './icon';
import { ProblemCard } from './problem';

export function Home() {
  const { state, t } = useWidget();
  const config = state.config.value;
  const locale = state.locale.value;
  const name = state.session.value?.verified ? state.session.value.name : '';
  return (
    <main class="home" data-testid="home" tabIndex={-1} data-autofocus>
      <header class="hero">
        <Flight />
        <div class="hero-bar">
          <Shape name="goose" size={30} />
          <span class="hero-title">{config?.title[locale] || t('home.fallbackTitle')}</span>
          <CloseButton />
        </div>
        <h1 dir="auto">{config?.greeting[locale] || t('home.fallbackGreeting')}</h1>
        <p>{name === '' ? t('home.startHint') : t('home.hello', { name })}</p>
      </header>
      <div class="stack">
        <Entry />
        <Viewing />
        <p class="home-note">
          <Icon name="history" size={16} />
          {t('home.keep')}
        </p>
      </div>
      <footer class="brand">
        <Shape name="goose" size={14} />
        {t('product.name')}
      </footer>
    </main>
  );
}

/** Wild geese in formation: the mark of the product, faint behind the greeting. */
function Flight() {
  const places = [
    [0, 30, 1],
    [-30, 14, 0.86],
    [-24, 54, 0.86],
    [-60, 0, 0.74],
    [-50, 78, 0.74],
    [-92, -10, 0.62],
    [-78, 100, 0.62],
  ] as const;
  return (
    <svg class="flight" viewBox="0 0 160 140" width="160" height="140" aria-hidden="true">
      {places.map(([x, y, scale]) => (
        <path key={`${x}`} transform={`translate(${112 + x} ${12 + y}) scale(${scale})`} d={SHAPES.goose} />
      ))}
    </svg>
  );
}

export function CloseButton() {
  const { state, controller, t } = useWidget();
  if (!state.hosted.value) return null;
  return (
    <button
      type="button"
      class="tool close"
      data-testid="close"
      aria-label={t('common.close')}
      onClick={controller.close}
    >
      <Icon name="close" />
    </button>
  );
}

/** Start, continue, or what stands in the way. */
function Entry() {
  const { state, controller, t } = useWidget();
  const phase = state.phase.value;
  if (phase.name === 'failed' || phase.name === 'sign_in') return <ProblemCard />;

  const conversation = state.conversation.value;
  const last = conversation?.messages.findLast(
    (message) => message.content.type !== 'system' && message.status !== 'cancelled',
  );
  const consultation = state.consultation.value;
  const settling =
    phase.name === 'starting' || (conversation !== null && !conversation.loaded && conversation.lastSeq > 0);
  if (settling && last === undefined && state.loadProblem.value !== null) return <ProblemCard />;
  if (settling && last === undefined)
    return (
      <div class="card entry skeleton" data-testid="home-loading" role="status" aria-label={t('common.loading')} />
    );

  if (last === undefined) {
    return (
      <section class="card entry">
        <button type="button" class="primary" data-testid="start-chat" onClick={controller.showChat}>
          <Icon name="chat" />
          {t('home.start')}
        </button>
      </section>
    );
  }

  const unread = state.unreadCount.value;
  const author = last.own ? '' : state.nameOf(last.senderUid);
  const agentName = consultation?.agentName || author;
  const preview = plainText(last) || t('log.unsupported');
  return (
    <section class="card entry" data-testid="home-continue">
      <div class="entry-last">
        <Avatar
          uid={consultation?.agentUid || last.senderUid}
          name={agentName || t('log.support')}
          online={state.agentOnline.value}
        />
        <div class="entry-words">
          <b>
            {consultation?.state === 'waiting'
              ? t('home.waiting')
              : agentName === ''
                ? t('home.continue')
                : t('home.continueWith', { agent: agentName })}
          </b>
          <span dir="auto">{last.own ? t('home.you', { text: preview }) : preview}</span>
        </div>
        {unread > 0 && (
          <span class="count" role="status" aria-label={t('home.unread', { count: unread })}>
            {unread > 99 ? '99+' : unread}
          </span>
        )}
      </div>
      <button type="button" class="primary" data-testid="start-chat" onClick={controller.showChat}>
        <Icon name="chat" />
        {isActive(consultation) ? t('home.open') : t('home.continue')}
      </button>
    </section>
  );
}

/** The product of the page: shows the visitor what the agent will see. */
function Viewing() {
  const { state, controller, t } = useWidget();
  const product = state.clue.value.product;
  if (product === undefined) return null;
  return (
    <section class="card viewing" data-testid="home-product">
      <span class="viewing-icon">
        <Icon name="package" />
      </span>
      <div class="entry-words">
        <small>{t('home.viewing')}</small>
        <b dir="auto">{product.title}</b>
        {product.price !== undefined && <span class="price">{product.price}</span>}
      </div>
      <button type="button" class="secondary" data-testid="ask-about" onClick={controller.showChat}>
        {t('home.askAbout')}
      </button>
    </section>
  );
}
