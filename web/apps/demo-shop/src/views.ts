/** The three screens: front page, product, order. */
import { type Customer, findProduct, type Locale, PRODUCTS, type Product } from './catalogue';
import { h } from './dom';
import type { Texts } from './texts';

export interface Shop {
  locale: Locale;
  t: Texts;
  customer: Customer | null;
  /** The product that was just booked. */
  booked: string | null;
  ask: () => void;
  book: (product: Product) => void;
}

export function priceOf(product: Product, locale: Locale): string {
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: 'CNY',
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 0,
  }).format(product.price);
}

const art = (id: string, className: string) =>
  h('img', { src: `/art/${id}.svg`, alt: '', class: className, width: '640', height: '420' });

export function home({ locale, t }: Shop): HTMLElement {
  return h(
    'main',
    { 'data-testid': 'shop-home' },
    h(
      'section',
      { class: 'hero' },
      art('hero', 'hero-art'),
      h(
        'div',
        { class: 'hero-text' },
        h('h1', {}, t.heroTitle),
        h('p', {}, t.heroText),
        h('a', { class: 'button', href: '#/tours' }, t.heroAction),
      ),
    ),
    h(
      'section',
      { class: 'promises' },
      ...t.promises.map(([title, text]) => h('div', {}, h('b', {}, title), h('span', {}, text))),
    ),
    shelf(
      'tours',
      t.tours,
      PRODUCTS.filter(({ kind }) => kind === 'tour'),
      locale,
    ),
    shelf(
      'gear',
      t.gear,
      PRODUCTS.filter(({ kind }) => kind === 'gear'),
      locale,
    ),
  );
}

function shelf(id: string, title: string, products: readonly Product[], locale: Locale): HTMLElement {
  return h(
    'section',
    { class: 'shelf', id },
    h('h2', {}, title),
    h(
      'div',
      { class: 'cards' },
      ...products.map((product) =>
        h(
          'a',
          { class: 'product-card', href: `#/product/${product.id}`, 'data-testid': `product-${product.id}` },
          art(product.id, 'card-art'),
          h(
            'div',
            { class: 'card-text' },
            h('small', {}, product.place[locale]),
            h('b', {}, product.title[locale]),
            h('span', { class: 'price' }, priceOf(product, locale), ' ', h('i', {}, product.unit[locale])),
          ),
        ),
      ),
    ),
  );
}

export function productPage(product: Product, { locale, t, booked, ask, book }: Shop): HTMLElement {
  return h(
    'main',
    { class: 'product', 'data-testid': 'shop-product' },
    h('a', { class: 'crumb', href: '#/' }, `‹ ${t.back}`),
    h(
      'div',
      { class: 'product-top' },
      art(product.id, 'product-art'),
      h(
        'div',
        { class: 'product-text' },
        h('small', {}, product.place[locale]),
        h('h1', {}, product.title[locale]),
        h('p', {}, product.story[locale]),
        h('ul', { class: 'facts' }, ...product.facts.map((fact) => h('li', {}, fact[locale]))),
        h('p', { class: 'price big' }, priceOf(product, locale), ' ', h('i', {}, product.unit[locale])),
        h(
          'div',
          { class: 'actions' },
          h(
            'button',
            { class: 'button', type: 'button', 'data-testid': 'book', onclick: () => book(product) },
            product.kind === 'tour' ? t.book : t.buy,
          ),
          h('button', { class: 'button ghost', type: 'button', 'data-testid': 'ask', onclick: ask }, t.ask),
        ),
        booked === product.id ? h('p', { class: 'note', role: 'status' }, t.booked) : null,
      ),
    ),
    h(
      'section',
      { class: 'plan' },
      h('h2', {}, product.kind === 'tour' ? t.plan : t.details),
      h(
        'ol',
        {},
        ...product.plan.map((day) => h('li', {}, h('b', {}, day.title[locale]), h('span', {}, day.text[locale]))),
      ),
    ),
  );
}

export function orderPage({ locale, t, customer, ask }: Shop): HTMLElement {
  const product = customer === null ? undefined : findProduct(customer.order.productId);
  if (customer === null || product === undefined) {
    return h(
      'main',
      { class: 'order', 'data-testid': 'shop-order' },
      h('h1', {}, t.orderTitle),
      h('p', { class: 'note' }, t.orderSignIn),
    );
  }
  const { order } = customer;
  return h(
    'main',
    { class: 'order', 'data-testid': 'shop-order' },
    h('h1', {}, t.orderTitle),
    h(
      'article',
      { class: 'order-card' },
      art(product.id, 'order-art'),
      h(
        'div',
        { class: 'order-text' },
        h('b', {}, product.title[locale]),
        h(
          'dl',
          {},
          h('dt', {}, t.orderId),
          h('dd', {}, order.id),
          h('dt', {}, t.travellers),
          h('dd', {}, order.people[locale]),
        ),
        h(
          'ol',
          { class: 'steps' },
          ...t.steps.map((step, index) =>
            h('li', { class: index < order.step ? 'done' : index === order.step ? 'now' : '' }, step),
          ),
        ),
        h('button', { class: 'button ghost', type: 'button', 'data-testid': 'ask-order', onclick: ask }, t.askOrder),
      ),
    ),
  );
}
