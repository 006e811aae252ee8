/** What the visitor looks at on the page. */
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { click, find, screen, show } from '../../../../../test/screen';

const look = () =>
  act(() => {
    screen.state.clue.value = { product: { id: 'p1', title: 'Red bag', price: '¥ 99' } };
  });

test('it is shown at the front door, and leads to the talk', async () => {
  await show('home');
  await act(() => {
    screen.state.clue.value = {};
  });
  expect(find('home-product')).toBeNull();
  await look();
  expect(find('home-product').textContent).toContain('Red bag¥ 99');
  await click('ask-about');
  expect(find('about-product').textContent).toBe('About: Red bag');
});

test('above the box it is said while the next message begins a consultation', async () => {
  await show('chat');
  await look();
  expect(find('about-product')).toBeNull();
  const held = screen.state.consultation.value;
  if (held === null) throw new Error('the scene has a consultation');
  await act(() => {
    screen.state.consultation.value = { ...held, state: 'resolved' };
  });
  expect(find('about-product').textContent).toBe('About: Red bag');
});
