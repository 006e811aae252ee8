/** The shop: routes by the address, remembers language and customer, and tells the widget what the visitor looks at. */
import './shop.css';
import { CUSTOMERS, type Customer, findProduct, type Locale } from './catalogue';
import { h } from './dom';
import { onChange, recall, remember } from './memory';
import { embed, identify, skein } from './skein';
import { texts } from './texts';
import { home, orderPage, priceOf, productPage, type Shop } from './views';

/** Until it is known that there is none. */
let hasChat = true;
const wanted = recall('locale') ?? navigator.language;
const locale: Locale = wanted.startsWith('zh') ? 'zh-CN' : 'en';
const t = texts[locale];
const shop: Shop = {
  locale,
  t,
  customer: findCustomer(recall('customer')),
  booked: null,
  ask: () => (hasChat ? skein('open') : sayNoChat()),
  book(product) {
    shop.booked = product.id;
    draw();
  },
};
document.documentElement.lang = locale;

function switchLanguage(): void {
  remember('locale', locale === 'en' ? 'zh-CN' : 'en');
  // The widget reads its language when it is loaded, as on any page with languages of its own.
  location.reload();
}

function findCustomer(uid: string | null): Customer | null {
  return CUSTOMERS.find((customer) => customer.uid === uid) ?? null;
}

function signIn(uid: string): void {
  shop.customer = findCustomer(uid);
  remember('customer', shop.customer?.uid ?? null);
  if (shop.customer === null) skein('logout');
  else void nameCustomer();
  draw();
}

/** The shop goes on without the chat, whatever its own server says. */
async function nameCustomer(): Promise<void> {
  try {
    if (shop.customer !== null) await identify(shop.customer);
  } catch (error) {
    console.warn('The chat does not know the customer:', error);
  }
}

/** Once, where the chat would be. */
function sayNoChat(): void {
  hasChat = false;
  if (document.querySelector('.no-chat') === null)
    document.body.append(h('p', { class: 'no-chat', role: 'status' }, t.offline));
}

function header(): HTMLElement {
  const select = h(
    'select',
    {
      'aria-label': t.signInAs,
      'data-testid': 'sign-in-as',
      onchange: (event) => signIn((event.target as HTMLSelectElement).value),
    },
    h('option', { value: '' }, t.guest),
    ...CUSTOMERS.map(({ uid, name }) => h('option', { value: uid }, name)),
  );
  select.value = shop.customer?.uid ?? '';
  return h(
    'header',
    { class: 'top' },
    h(
      'a',
      { class: 'brand', href: '#/' },
      h('img', { src: '/art/goose.svg', alt: '', width: '28', height: '28' }),
      t.brand,
    ),
    h(
      'nav',
      {},
      h('a', { href: '#/tours' }, t.tours),
      h('a', { href: '#/gear' }, t.gear),
      h('a', { href: '#/order', 'data-testid': 'orders' }, t.orders),
    ),
    h(
      'div',
      { class: 'top-tools' },
      h('button', { type: 'button', 'data-testid': 'language', onclick: switchLanguage }, t.switchTo),
      h('label', {}, h('span', {}, t.signInAs), select),
    ),
  );
}

/** The page, and the clue that belongs to it: what an agent sees before the first word. */
function view(): { page: HTMLElement; title: string; clue: object } {
  const [, name, id = ''] = location.hash.split('/');
  const product = name === 'product' ? findProduct(id) : undefined;
  if (product !== undefined) {
    const title = product.title[locale];
    const clue = { product: { id: product.id, title, price: priceOf(product, locale), url: location.href } };
    return { page: productPage(product, shop), title, clue };
  }
  if (name === 'order') {
    const order = shop.customer?.order.id;
    return { page: orderPage(shop), title: t.orderTitle, clue: order === undefined ? {} : { order } };
  }
  return { page: home(shop), title: t.heroTitle, clue: {} };
}

function draw(): void {
  const { page, title, clue } = view();
  document.title = `${title} · ${t.brand}`;
  document.getElementById('shop')?.replaceChildren(header(), page, h('footer', { class: 'bottom' }, t.footer));
  skein('clue', { pageUrl: location.href, pageTitle: document.title, ...clue });
}

window.addEventListener('hashchange', () => {
  shop.booked = null;
  draw();
  const shelf = document.getElementById(location.hash.slice(2));
  if (shelf === null) scrollTo({ top: 0 });
  else shelf.scrollIntoView({ behavior: 'smooth' });
});

// One sign-in for all tabs of the shop; the chat follows by itself.
onChange('customer', (uid) => {
  shop.customer = findCustomer(uid);
  draw();
});

const embedding = embed(locale);
draw();
void nameCustomer();
skein('on', 'identity_needed', () => void nameCustomer());
skein('on', 'error', (code: unknown) => {
  if (/^(site_unknown|origin_not_allowed|blocked_by_policy|frame_failed)$/.test(String(code))) sayNoChat();
});
if (!(await embedding)) sayNoChat();
