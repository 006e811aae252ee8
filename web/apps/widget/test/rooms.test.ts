// Rooms stay apart: a feature can be added, changed and taken away without looking into another one.
// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { breaches, ON_THE_PAGE, roomOf, SHARED } from './rooms';

const SOURCE = join(import.meta.dirname, '../src');
const sources = (readdirSync(SOURCE, { recursive: true }) as string[])
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(tsx?|css)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));

test('no room knows what it must not', () => {
  expect(breaches(sources)).toEqual([]);
});

test('every folder is a room that has its place', () => {
  const rooms = new Set(sources.map(({ path }) => roomOf(path)).filter((room) => !room.startsWith('frame/features/')));
  expect([...rooms].sort()).toEqual(['frame/app', 'styles', ...ON_THE_PAGE, ...SHARED].sort());
});

test('every feature is in the list, and has a manifest and words in both languages if it has any', () => {
  const list = readFileSync(join(SOURCE, 'frame/app/features.ts'), 'utf8');
  for (const name of readdirSync(join(SOURCE, 'frame/features'))) {
    expect(list).toContain(`'../features/${name}/manifest'`);
    const own = sources.filter(({ path }) => path.startsWith(`frame/features/${name}/`));
    const texts = own.filter(({ path }) => path.includes('/texts/')).map(({ path }) => path.split('/').at(-1));
    expect([[], ['en.ts', 'zh-CN.ts']]).toContainEqual(texts.sort());
    expect(
      own.some(({ path }) => /\.test\.tsx?$/.test(path)),
      `${name} has tests`,
    ).toBe(true);
  }
});

const FEATURE = 'frame/features/faq';
test.each([
  [`${FEATURE}/list.tsx`, "import { Log } from '../talk/log/log';", 'do not know each other'],
  [`${FEATURE}/list.tsx`, "import '../talk/manifest';", 'do not know each other'],
  [`${FEATURE}/a/b.ts`, "import type { Row } from '../../talk/log/rows';", 'do not know each other'],
  [`${FEATURE}/manifest.ts`, "import('../rating/rating-form')", 'do not know each other'],
  [`${FEATURE}/test/list.test.tsx`, "import { Row } from '../../talk/log/rows';", 'do not know each other'],
  [`${FEATURE}/list.css`, '@import "../rating/rating.css";', 'do not know each other'],
  [`${FEATURE}/list.tsx`, "import { App } from '../../app/app';", 'only the shell'],
  [`${FEATURE}/list.tsx`, "import { scenes } from '../../../../dev/scenes';", 'outside'],
  [`${FEATURE}/list.tsx`, "import { x } from '../../lost/x';", 'no room'],
  [`${FEATURE}/list.tsx`, "import '../../../styles/cards.css';", 'its own styles'],
  [`${FEATURE}/list.tsx`, "import { startWidget } from '../../../loader/widget';", 'nothing of the page'],
  ['frame/app/features.ts', "import { List } from '../features/faq/list';", 'the manifest'],
  ['frame/main.tsx', "import { List } from './features/faq/list';", 'the manifest'],
  ['frame/model/chat.ts', "import { faq } from '../features/faq/manifest';", 'knows no feature'],
  ['frame/session/api.ts', "import type { State } from '../model/state';", 'stands below'],
  ['frame/model/visit.ts', "import { useWidget } from '../kit/context';", 'stands below'],
  ['loader/widget.ts', "import { passes } from '../frame/session/api';", 'only the frame'],
  ['panel/panel.ts', "import { en } from '../frame/app/texts/en';", 'only the frame'],
  ['bridge/messages.ts', "import { find } from '../loader/elements';", 'nothing of the page'],
])('finds it when %s says %s', (path, text, words) => {
  const found = breaches([{ path, text }]);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
});

test.each([
  [`${FEATURE}/list.tsx`, "import { Icon } from '../../kit/icon';"],
  [`${FEATURE}/list.tsx`, "import { parseClue } from '../../../bridge/clue';"],
  [`${FEATURE}/a/b.ts`, "import { Row } from '../row';"],
  [`${FEATURE}/test/list.test.tsx`, "import { show } from '../../../../../test/screen';"],
  [`${FEATURE}/test/list.test.tsx`, "import { App } from '../../../app/app';"],
  ['frame/app/features.ts', "import { faq } from '../features/faq/manifest';"],
  ['frame/kit/feature.tsx', "import type { State } from '../model/state';"],
  ['frame/main.tsx', "import { App } from './app/app';"],
  ['panel/panel.ts', "import type { LoaderTexts } from '../loader/texts';"],
])('is content when %s says %s', (path, text) => {
  expect(breaches([{ path, text }])).toEqual([]);
});
