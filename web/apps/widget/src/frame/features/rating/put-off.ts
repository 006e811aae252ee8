/** The consultation whose rating the visitor put off; forgotten with the visitor. */
import type { State } from '../../model/state';

export const putOff = (state: State) => state.personal<string>('putOff');
