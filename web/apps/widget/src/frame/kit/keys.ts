/** What a key means while an input method may be at work: its own Enter and Escape belong to it. */

type Key = Pick<KeyboardEvent, 'key' | 'isComposing' | 'keyCode'>;

/** Safari ends the composition before the key event, where only the key code 229 still tells. */
const composing = (event: Key) => event.isComposing || event.keyCode === 229;

/** While an input method composes, Enter picks a candidate. */
export function sendsOnKey(event: Key & Pick<KeyboardEvent, 'shiftKey'>): boolean {
  return event.key === 'Enter' && !event.shiftKey && !composing(event);
}

/** Dialogs and menus use Escape themselves, and say so; in an input method it drops the candidates. */
export function closesOnKey(event: Key & Pick<KeyboardEvent, 'defaultPrevented'>): boolean {
  return event.key === 'Escape' && !event.defaultPrevented && !composing(event);
}
