/** Whether a key press sends: Enter does, but never the Enter that chooses a word in an input method. */

export interface KeyPress {
  key: string;
  keyCode: number;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

/** The key code browsers give to keys an input method took. */
const TAKEN_BY_INPUT_METHOD = 229;

export function isSendKey(press: KeyPress): boolean {
  if (press.isComposing || press.keyCode === TAKEN_BY_INPUT_METHOD) return false;
  return press.key === 'Enter' && !press.shiftKey && !press.altKey && !press.ctrlKey && !press.metaKey;
}
