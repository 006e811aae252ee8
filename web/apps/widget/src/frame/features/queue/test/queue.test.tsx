/** How long it may take. */
import { act } from 'preact/test-utils';
import { expect, test } from 'vitest';
import { find, screen, show } from '../../../../../test/screen';

test('says how many are ahead and for how long', async () => {
  await show('queue');
  expect(find('queue-position').textContent).toBe('3');
  expect(find('queue-card').textContent).toContain('2 people ahead of you');
  expect(find('queue-card').textContent).toContain('About 3 minutes');
  expect(find('message-status').textContent).toContain('waiting for an agent');
});

test('says that somebody else will come when the agent had to leave', async () => {
  await show('queue-again');
  expect(find('queue-position').textContent).toBe('1');
  expect(find('queue-again').textContent).toContain('Your agent had to leave');
  expect(find('chat-state').textContent).toBe('In the queue');
  await show('queue');
  expect(find('queue-again')).toBeNull();
});

test('says that nobody is there and what happens then, instead of a place and a ring', async () => {
  await show('queue');
  const held = screen.state.consultation.value;
  if (held === null) throw new Error('the scene has a consultation');
  await act(() => {
    screen.state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0, agentsOnline: false };
  });
  const words = find('queue-card').textContent;
  expect(words).toContain('Nobody is here right now');
  expect(words).toContain('Your question is kept');
  expect(words).not.toContain('You are next');
  expect(find('queue-card').querySelector('.ring')).toBeNull();
  await act(() => {
    screen.state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0, agentsOnline: true };
  });
  expect(find('queue-card').textContent).toContain('You are next');
});

test('moves with the notices, and the ring only ever fills', async () => {
  await show('queue');
  const filled = () => -Number(find('queue-card').querySelector('.arc')?.getAttribute('stroke-dashoffset'));
  const before = filled();
  const held = screen.state.consultation.value;
  if (held === null) throw new Error('the scene has a consultation');
  await act(() => {
    screen.state.consultation.value = { ...held, queuePosition: 1, waitEstimateS: 0 };
  });
  expect(find('queue-card').textContent).toContain('You are next');
  expect(find('queue-card').textContent).not.toContain('minute');
  expect(filled()).toBeGreaterThan(before);
  await act(() => {
    screen.state.consultation.value = { ...held, state: 'assigned' };
  });
  expect(find('queue-card')).toBeNull();
});
