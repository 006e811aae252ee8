// What is said about the connection: the first one is not one that came back.
import { act } from 'react';
import { expect, it } from 'vitest';
import { open } from '../../../test/desk.tsx';
import { byTestId, click, get, until } from '../../../test/dom.tsx';
import { consultation } from '../../../test/samples.ts';

const says = (words: string): boolean => document.body.textContent?.includes(words) === true;

it('is connected again only when it was connected before', async () => {
  const { server } = open({ mine: [consultation('a')] });
  server.hold();
  await until(() => byTestId('connection-bar') !== null, 'the bar of a slow start');
  expect(says('Connection lost')).toBe(false);
  await act(async () => server.release());
  await until(() => byTestId('connection-bar') === null, 'the connection');
  expect(says('Connected again')).toBe(false);

  server.webSocket = 'refuse';
  server.http = 'down';
  await act(async () => server.disconnect('agent-1'));
  await until(() => says('Connection lost'), 'the loss');
  server.webSocket = 'open';
  server.http = 'up';
  await until(() => byTestId('retry-now') !== null, 'the wait for the next try');
  await click(get('[data-testid=retry-now]'));
  await until(() => says('Connected again'), 'the good news');
});
