// Which room of the console may know which, and a reader of imports that finds what breaks it.
import { dirname, join, normalize } from 'node:path/posix';

/** Each room may know those before it. Features know all of these, and no other feature. */
export const SHARED = [
  'generated',
  'api',
  'clock',
  'preferences',
  'session',
  'i18n',
  'kit',
  'seam',
  'chat',
  'desk',
] as const;

/** All that the shell, or anybody else outside, may know of a feature. */
const MANIFEST = 'manifest.ts';

export interface Source {
  /** Below `src`. */
  path: string;
  text: string;
}

/** `from '…'`, `import '…'`, `import('…')` and what CSS takes in. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|@import\s+|\bcomposes:[^;]*\bfrom\s+)(['"])(\.{1,2}\/[^'"]+)\1/g;

/** `features/monitor` for a file of a feature, otherwise the first folder; `main.tsx` is the shell. */
export function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  if (first === 'features') return `${first}/${second}`;
  return path.includes('/') ? first : 'app';
}

const isFeature = (room: string): boolean => room.startsWith('features/');
const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path);

function complaint(from: string, to: string): string | null {
  const [room, other] = [roomOf(from), roomOf(to)];
  if (room === other) return null;
  if (isFeature(other)) {
    if (isFeature(room)) return 'features do not know each other; what both need is a shared room';
    if (room !== 'app') return 'a shared room knows no feature';
    return to === join(other, MANIFEST) ? null : 'the shell knows the manifest of a feature and nothing else of it';
  }
  if (other === 'app') {
    // A test may open the whole console.
    return isTest(from) ? null : 'only the shell knows itself';
  }
  const place = SHARED.indexOf(other as (typeof SHARED)[number]);
  if (place < 0) return `"${other}" is no room; say in test/rooms.ts what it stands on`;
  if (isFeature(room) || room === 'app') return null;
  return place < SHARED.indexOf(room as (typeof SHARED)[number]) ? null : `"${room}" stands below "${other}"`;
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
