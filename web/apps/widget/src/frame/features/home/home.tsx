/** The front door: a greeting, the way into the chat, and what the visitor is looking at. */
import { SHAPES } from '@skein/ui';
import { Avatar } from '../../kit/avatar';
import { CloseButton } from '../../kit/close-button';
import { useWidget } from '../../kit/context';
import { Slot } from '../../kit/feature';
import { Icon, Shape } from '../../kit/icon';
import { isActive } from '../../model/consultation';
import { plainText } from '../../model/messages';
import type { Texts } from './texts/en';

export function Home() {
  const { state, t } = useWidget<Texts>();
  const config = state.config.value;
  const locale = state.locale.value;
  const name = state.session.value?.verified ? state.session.value.name : '';
  return (
    <main class="home" data-testid="home" tabIndex={-1} data-autofocus>
      <header class="hero">
        <Flight />
        <div class="hero-bar">
          <Shape name="goose" size={30} />
          <span class="hero-title">{config?.title[locale] || t('common.title')}</span>
          <CloseButton />
        </div>
        <h1 dir="auto">{config?.greeting[locale] || t('home.fallbackGreeting')}</h1>
        <p>{name === '' ? t('home.startHint') : t('home.hello', { name })}</p>
      </header>
      <div class="stack">
        <Entry />
        <Slot at="front" />
        <p class="home-note">
          <Icon name="history" size={16} />
          {t('home.keep')}
        </p>
      </div>
      <footer class="brand">
        <Shape name="goose" size={14} />
        {t('common.brand')}
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

/** Start, continue, or what stands in the way. */
function Entry() {
  const { state, controller, t } = useWidget<Texts>();
  const phase = state.phase.value;
  if (phase.name === 'failed' || phase.name === 'sign_in') return <Slot at="trouble" />;

  const conversation = state.conversation.value;
  const last = conversation?.messages.findLast(
    (message) => message.content.type !== 'system' && message.status !== 'cancelled',
  );
  const consultation = state.consultation.value;
  const settling =
    phase.name === 'starting' || (conversation !== null && !conversation.loaded && conversation.lastSeq > 0);
  if (settling && last === undefined && state.loadProblem.value !== null) return <Slot at="trouble" />;
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
  const preview = plainText(last) || t('common.unsupported');
  return (
    <section class="card entry" data-testid="home-continue">
      <div class="entry-last">
        <Avatar
          uid={consultation?.agentUid || last.senderUid}
          name={agentName || t('common.support')}
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
