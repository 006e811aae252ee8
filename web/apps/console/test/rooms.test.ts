// Rooms stay apart: a feature can be added, changed and taken away without looking into another one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { breaches, roomOf, SHARED } from './rooms.ts';

const SOURCE = join(import.meta.dirname, '../src');
const sources = (readdirSync(SOURCE, { recursive: true }) as string[])
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => /\.(tsx?|css)$/.test(path))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), 'utf8') }));

it('no room knows what it must not', () => {
  expect(breaches(sources)).toEqual([]);
});

it('every folder is a room that has its place', () => {
  const rooms = new Set(sources.map(({ path }) => roomOf(path)).filter((room) => !room.startsWith('features/')));
  expect([...rooms].sort()).toEqual(['app', ...SHARED].sort());
});

it.each([
  ['features/monitor/wall.tsx', "import { Row } from '../workbench/list/row.tsx';", 'do not know each other'],
  ['features/monitor/wall.tsx', "import '../workbench/manifest.ts';", 'do not know each other'],
  ['features/monitor/a/b.ts', "import type { Row } from '../../workbench/list/row.tsx';", 'do not know each other'],
  ['features/monitor/manifest.ts', "lazily(() => import('../workbench/page.tsx'))", 'do not know each other'],
  ['features/monitor/wall.test.tsx', "import { Row } from '../workbench/list/row.tsx';", 'do not know each other'],
  [
    'features/monitor/wall.module.css',
    '.a { composes: b from "../workbench/x.module.css"; }',
    'do not know each other',
  ],
  ['features/monitor/wall.tsx', "export { Rail } from '../../app/rail/rail.tsx';", 'only the shell'],
  ['features/monitor/wall.tsx', "import { x } from '../../../harness/data.ts';", 'outside'],
  ['features/monitor/wall.tsx', "import { x } from '../../lost/x.ts';", 'no room'],
  ['app/features.ts', "import { Page } from '../features/monitor/page.tsx';", 'the manifest'],
  ['desk/queries.ts', "import { monitor } from '../features/monitor/manifest.ts';", 'knows no feature'],
  ['kit/dialog.tsx', "import { useMe } from '../desk/queries.ts';", 'stands below'],
])('finds it when %s says %s', (path, text, words) => {
  const found = breaches([{ path, text }]);
  expect(found).toHaveLength(1);
  expect(found[0]).toContain(words);
});

it.each([
  ['features/monitor/wall.tsx', "import { Button } from '../../kit/button.tsx';"],
  ['features/monitor/a/b.ts', "import { Row } from '../row.tsx';"],
  ['features/monitor/test/wall.test.tsx', "import { open } from '../../../../test/desk.tsx';"],
  ['features/monitor/test/wall.test.tsx', "import { App } from '../../../app/app.tsx';"],
  ['app/features.ts', "import { monitor } from '../features/monitor/manifest.ts';"],
  ['desk/queries.ts', "import { useServices } from '../seam/services.tsx';"],
  ['main.tsx', "import { App } from './app/app.tsx';"],
])('is content when %s says %s', (path, text) => {
  expect(breaches([{ path, text }])).toEqual([]);
});
