/** The product of the page, at the front door and above the box: the visitor sees what the agent will see. */
import { useWidget } from '../../kit/context';
import { Icon } from '../../kit/icon';
import type { Texts } from './texts/en';

export function Viewing() {
  const { state, controller, t } = useWidget<Texts>();
  const product = state.clue.value.product;
  if (product === undefined) return null;
  return (
    <section class="card viewing" data-testid="home-product">
      <span class="viewing-icon">
        <Icon name="package" />
      </span>
      <div class="entry-words">
        <small>{t('product.viewing')}</small>
        <b dir="auto">{product.title}</b>
        {product.price !== undefined && <span class="price">{product.price}</span>}
      </div>
      <button type="button" class="secondary" data-testid="ask-about" onClick={controller.showChat}>
        {t('product.ask')}
      </button>
    </section>
  );
}

/** While the next message begins a consultation. */
export function About() {
  const { state, t } = useWidget<Texts>();
  const product = state.clue.value.product;
  const consultation = state.consultation.value;
  if (product === undefined || (consultation !== null && consultation.state !== 'resolved')) return null;
  return (
    <p class="about" data-testid="about-product">
      <Icon name="package" size={16} />
      <span dir="auto">{t('product.about', { title: product.title })}</span>
    </p>
  );
}
