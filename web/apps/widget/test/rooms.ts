// Which room of the widget may know which, and a reader of imports that finds what breaks it.
import { dirname, join, normalize } from 'node:path/posix';

/** Each room of the frame may know those before it. Features know all of these, and no other feature. */
export const SHARED = ['bridge', 'theme', 'frame/platform', 'frame/session', 'frame/model', 'frame/kit'] as const;

/** What lives on the stranger's page: it shares with the frame what both say to each other, and the colours. */
export const ON_THE_PAGE = ['loader', 'panel'] as const;

/** All that the shell, or anybody else outside, may know of a feature. */
const MANIFEST = 'manifest';

export interface Source {
  /** Below `src`. */
  path: string;
  text: string;
}

/** `from '…'`, `import '…'`, `import('…')` and what CSS takes in. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+)(['"])(\.{1,2}\/[^'"]+)\1/g;

/** `frame/features/queue` for a file of a feature, else the folder; what lies in `frame` itself is the shell. */
export function roomOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] !== 'frame') return parts[0] ?? '';
  if (parts[1] === 'features') return parts.slice(0, 3).join('/');
  return parts.length === 2 ? 'frame/app' : parts.slice(0, 2).join('/');
}

const isFeature = (room: string): boolean => room.startsWith('frame/features/');
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);
const at = (list: readonly string[], room: string): number => list.indexOf(room);

function complaint(from: string, to: string): string | null {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return null;
  if (at(ON_THE_PAGE, room) >= 0) {
    return ['bridge', 'theme', ...ON_THE_PAGE].includes(other) ? null : 'only the frame knows this';
  }
  if (at(ON_THE_PAGE, other) >= 0) return 'the frame knows nothing of the page';
  if (isFeature(other)) {
    if (isFeature(room)) return 'features do not know each other; what both need is a shared room';
    if (room !== 'frame/app') return 'a shared room knows no feature';
    return to === join(other, MANIFEST) ? null : 'the shell knows the manifest of a feature and nothing else of it';
  }
  if (other === 'frame/app') {
    // A test may open the whole frame.
    return isTest(from) ? null : 'only the shell knows itself';
  }
  if (other === 'styles') return room === 'frame/app' ? null : 'a feature brings its own styles';
  const place = at(SHARED, other);
  if (place < 0) return `"${other}" is no room; say in test/rooms.ts what it stands on`;
  if (isFeature(room) || room === 'frame/app') return null;
  return place < at(SHARED, room) ? null : `"${room}" stands below "${other}"`;
}

/** One line for each import that is not allowed. */
export function breaches(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    [...text.matchAll(IMPORTS)].flatMap(([, , target = '']) => {
      const to = normalize(join(dirname(path), target));
      // Tests use what lies beside `src`; nothing else leaves it.
      const wrong = to.startsWith('../') ? (isTest(path) ? null : 'outside of src') : complaint(path, to);
      return wrong === null ? [] : [`${path} imports ${to}: ${wrong}`];
    }),
  );
}
