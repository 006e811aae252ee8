/** A feature is a folder and a line in the list: one that does not exist gets a screen, a card, an item and a life. */
import { expect, test, vi } from 'vitest';
import { FEATURES } from '../src/frame/app/features';
import { useWidget } from '../src/frame/kit/context';
import type { Feature } from '../src/frame/kit/feature';
import { click, find, screen, show } from './screen';

const run = vi.fn();

function Card() {
  const { state } = useWidget();
  return (
    <button
      type="button"
      data-testid="faq-card"
      onClick={() => {
        state.view.value = 'faq';
      }}
    >
      Questions
    </button>
  );
}

const faq: Feature = {
  'screen:faq': () => <main data-testid="faq">Answers</main>,
  front: Card,
  log: () => <i data-testid="faq-in-log" />,
  menu: ({ state }) =>
    state.hosted.value ? { key: 'faq', icon: 'chat', label: 'Questions', run: () => undefined } : null,
  run,
};

test('it is shown where it says, behind what is there', async () => {
  await show('home-back', {}, [...FEATURES, faq]);
  await click('faq-card');
  expect(find('faq').textContent).toBe('Answers');
  expect(find('home')).toBeNull();
});

test('it stands in the log and in the menu of the talk', async () => {
  await show('queue', {}, [...FEATURES, faq]);
  const parts = [...screen.root.querySelectorAll('[data-testid=queue-card], [data-testid=faq-in-log]')];
  expect(parts.map((part) => part.getAttribute('data-testid'))).toEqual(['queue-card', 'faq-in-log']);
  await click('menu');
  expect(find('menu-faq')).not.toBeNull();
});

test.each(FEATURES.map((feature, index) => [index, feature] as const))(
  'without feature %i the others are there',
  async (_, feature) => {
    const rest = FEATURES.filter((other) => other !== feature);
    await show('chat', {}, rest);
    if (!('screen:chat' in feature)) expect(find('composer')).not.toBeNull();
  },
);
