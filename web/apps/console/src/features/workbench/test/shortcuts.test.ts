// Shortcuts lie on physical keys; a key that writes a character belongs to the text it is pressed in.
import { describe, expect, it } from 'vitest';
import { nextAfter } from '../desk-context.tsx';
import { type Command, commandOf, type KeyStroke, neighbour, type Surroundings } from '../keyboard/shortcuts.ts';

type Modifier = 'Alt' | 'Ctrl' | 'Meta' | 'Shift' | 'AltGraph';

function stroke(code: string, key: string, ...held: Modifier[]): KeyStroke {
  const is = (modifier: Modifier): boolean => held.includes(modifier);
  return {
    code,
    key,
    altKey: is('Alt'),
    ctrlKey: is('Ctrl'),
    metaKey: is('Meta'),
    shiftKey: is('Shift'),
    altGraph: is('AltGraph'),
  };
}
const place = (fields: Partial<Surroundings> = {}): Surroundings => ({
  inText: false,
  emptyText: false,
  mac: false,
  plainKey: undefined,
  ...fields,
});
const TEXT = place({ inText: true });
const TEXT_ON_MAC = place({ inText: true, mac: true });

it.each<[string, KeyStroke, Surroundings]>([
  ['Option+E of a German Mac', stroke('KeyE', '€', 'Alt'), TEXT_ON_MAC],
  ['the same, where the system is not known', stroke('KeyE', '€', 'Alt'), TEXT],
  ['Option+J of an American Mac', stroke('KeyJ', '∆', 'Alt'), TEXT_ON_MAC],
  ['Option+A, a letter', stroke('KeyA', 'å', 'Alt'), TEXT_ON_MAC],
  ['Option+K, a letter of its own that has no other form', stroke('KeyK', 'k', 'Alt'), TEXT_ON_MAC],
  ['Option+U, which only prepares a character', stroke('KeyU', 'Dead', 'Alt'), TEXT_ON_MAC],
  ['a dead key elsewhere', stroke('KeyE', 'Dead', 'Alt'), TEXT],
  ['AltGr+E as Ctrl and Alt', stroke('KeyE', '€', 'Ctrl', 'Alt', 'AltGraph'), TEXT],
  ['Ctrl+Alt+E that stands for AltGr', stroke('KeyE', 'ę', 'Ctrl', 'Alt'), TEXT],
  ['AltGr alone', stroke('KeyE', '€', 'AltGraph'), TEXT],
  ['what an input method has taken', stroke('KeyE', 'Process', 'Alt'), TEXT],
])('leaves %s to the text', (_name, pressed, surroundings) => {
  expect(commandOf(pressed, surroundings)).toBeNull();
});

it('takes no third-level key as Ctrl and Alt, wherever the caret is', () => {
  expect(commandOf(stroke('KeyE', '€', 'Ctrl', 'Alt', 'AltGraph'), place())).toBeNull();
});

it.each<[string, KeyStroke, Surroundings, Command]>([
  ['Alt+E, which writes nothing', stroke('KeyE', 'e', 'Alt'), TEXT, 'resolve'],
  ['Alt+E with caps lock', stroke('KeyE', 'E', 'Alt'), TEXT, 'resolve'],
  [
    'Alt and the same physical key of a Russian layout',
    stroke('KeyE', 'у', 'Alt'),
    place({ inText: true, plainKey: 'у' }),
    'resolve',
  ],
  ['Ctrl+Alt+E, which writes nothing', stroke('KeyE', 'e', 'Ctrl', 'Alt'), TEXT, 'resolve-next'],
  ['⌘+Option+E', stroke('KeyE', '€', 'Meta', 'Alt'), TEXT_ON_MAC, 'resolve-next'],
  ['Ctrl+/', stroke('Slash', '/', 'Ctrl'), TEXT, 'shortcut-sheet'],
])('takes %s in a text', (_name, pressed, surroundings, command) => {
  expect(commandOf(pressed, surroundings)).toBe(command);
});

describe('outside a text', () => {
  it('the physical key counts, whatever it would write', () => {
    expect(commandOf(stroke('KeyJ', 'j', 'Alt'), place())).toBe('next');
    expect(commandOf(stroke('KeyE', '€', 'Alt'), place({ mac: true }))).toBe('resolve');
    expect(commandOf(stroke('KeyU', 'Dead', 'Alt'), place({ mac: true }))).toBe('next-unread');
  });

  it('plain keys and those of the browser are left alone', () => {
    expect(commandOf(stroke('KeyA', 'a'), place())).toBeNull();
    expect(commandOf(stroke('KeyA', 'a', 'Ctrl'), place())).toBeNull();
    expect(commandOf(stroke('KeyA', 'A', 'Alt', 'Shift'), place())).toBeNull();
    // The key of the American slash writes a hyphen in Germany, and Ctrl with it makes the page smaller.
    expect(commandOf(stroke('Slash', '-', 'Ctrl'), place())).toBeNull();
    expect(commandOf(stroke('Digit7', '/', 'Ctrl', 'Shift'), place())).toBe('shortcut-sheet');
  });

  it('Ctrl+Z undoes, in a text only where there is nothing to undo in it', () => {
    const undo = stroke('KeyZ', 'z', 'Ctrl');
    expect(commandOf(undo, place())).toBe('undo');
    expect(commandOf(undo, TEXT)).toBeNull();
    expect(commandOf(undo, place({ inText: true, emptyText: true }))).toBe('undo');
  });
});

it('walks the list and stops at its ends', () => {
  expect(neighbour(['a', 'b', 'c'], 'b', 1)).toBe('c');
  expect(neighbour(['a', 'b', 'c'], 'c', 1)).toBeNull();
  expect(neighbour(['a', 'b', 'c'], null, -1)).toBe('c');
  expect(neighbour([], null, 1)).toBeNull();
  expect(nextAfter([{ id: 'a' }, { id: 'b' }], 'b')).toBe('a');
  expect(nextAfter([{ id: 'a' }], 'a')).toBeNull();
});
