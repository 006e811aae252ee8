// @vitest-environment happy-dom
/** Parts that are loaded later: nothing is shown before its styles are there, and a failure is not for ever. */
import { beforeEach, expect, test, vi } from 'vitest';
import { withStyles } from '../src/frame/platform/with-styles';

/** Caught before they are in the document, where this one would go and look for them. */
let sheets: HTMLLinkElement[];
const answer = (type: 'load' | 'error') => sheets.at(-1)?.dispatchEvent(new Event(type));
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  sheets = [];
  vi.spyOn(document.head, 'append').mockImplementation((link) => void sheets.push(link as HTMLLinkElement));
});

test('a part without styles is just loaded', async () => {
  await expect(withStyles(async () => 'texts')).resolves.toBe('texts');
  expect(sheets).toEqual([]);
});

test('waits for its styles, and asks for them once', async () => {
  const load = vi.fn(async () => 'form');
  const first = withStyles(load, ['assets/form.css']);
  const second = withStyles(load, ['assets/form.css']);
  await settled();
  expect(load).not.toHaveBeenCalled();
  expect(sheets.map((link) => link.getAttribute('href'))).toEqual(['/widget/assets/form.css']);
  answer('load');
  await expect(Promise.all([first, second])).resolves.toEqual(['form', 'form']);
});

test('styles that did not come are asked for again', async () => {
  const failed = withStyles(async () => 'grid', ['assets/grid.css']);
  answer('error');
  await expect(failed).rejects.toThrow('assets/grid.css');
  const again = withStyles(async () => 'grid', ['assets/grid.css']);
  expect(sheets.length).toBe(2);
  answer('load');
  await expect(again).resolves.toBe('grid');
});
