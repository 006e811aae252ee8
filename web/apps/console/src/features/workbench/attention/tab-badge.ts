/** What the browser tab says: how many conversations are unread, in the title and as a dot on the icon. */

const PLAIN = '/console/favicon.svg';
const DOTTED = '/console/favicon-unread.svg';

export function titleWith(unread: number, title: string): string {
  return unread > 0 ? `(${unread > 99 ? '99+' : unread}) ${title}` : title;
}

export function showTabBadge(unread: number, title: string): void {
  document.title = titleWith(unread, title);
  const icon = document.getElementById('favicon');
  const href = unread > 0 ? DOTTED : PLAIN;
  if (icon && icon.getAttribute('href') !== href) icon.setAttribute('href', href);
}
