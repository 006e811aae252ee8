/** Where a key press goes: into a text, or to the page. */

const WITHOUT_TEXT = new Set(['button', 'checkbox', 'color', 'file', 'image', 'radio', 'range', 'reset', 'submit']);

/** True when the innermost target takes characters, also inside a shadow root. */
export function goesIntoText(event: Event): boolean {
  const target = event.composedPath()[0] ?? event.target;
  if (target instanceof HTMLInputElement) return !WITHOUT_TEXT.has(target.type);
  if (target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.getAttribute('role') === 'textbox');
}

/** Option writes characters there. */
export const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.platform);

/** Nothing is written there that could be undone. */
export function isEmptyText(event: Event): boolean {
  const target = event.composedPath()[0] ?? event.target;
  return (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.value === '';
}
