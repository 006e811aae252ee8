/** English: the words of all rooms as one catalogue, which is one file for the visitor. A room is found by its folder. */
import type { Catalogue } from '@skein/ui';

const rooms = import.meta.glob<Catalogue>(['../../kit/texts/en.ts', '../../features/*/texts/en.ts'], {
  eager: true,
  import: 'texts',
});

export const texts: Catalogue = Object.assign({}, ...Object.values(rooms));
