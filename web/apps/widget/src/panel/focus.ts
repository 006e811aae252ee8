/** Where a visitor writes: the focus is never taken from there. */

const WRITTEN_IN =
  'input:not([type=button],[type=submit],[type=reset],[type=image],[type=checkbox],[type=radio]),textarea,select,iframe,[contenteditable]:not([contenteditable=false]),[contenteditable]:not([contenteditable=false]) *';

/** The innermost element with the focus, also within shadow roots that can be seen into. */
export function activeElement(page: Document): Element | null {
  let active = page.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

export function isWriting(active: Element | null): boolean {
  return active?.matches(WRITTEN_IN) ?? false;
}
