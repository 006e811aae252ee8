/** The frames of the conformance vectors, as the server writes them, are all understood. */
import { describe, expect, test, vi } from 'vitest';
import frames from '../../../../proto/vectors/frames.json';
import type { Frame } from '../src/generated/frame';
import { setUp } from './setup';

interface Vector {
  name: string;
  json: Frame;
}

const PUSHES = ['message', 'mark', 'typing', 'presence', 'notice'] as const;
const vectors = frames as unknown as Vector[];
const pushes = vectors.filter(({ json }) => PUSHES.some((push) => json?.[push]));

test('there are vectors for every push', () => {
  expect(new Set(pushes.flatMap(({ json }) => PUSHES.filter((push) => json[push])))).toEqual(new Set(PUSHES));
});

describe('pushes', () => {
  test.each(pushes)('$name', async ({ json }) => {
    const { clock, server, online } = setUp();
    const warn = vi.fn();
    const ann = await online('ann', { logger: { warn } });
    const { message, mark, typing, notice } = json;
    const id = (message ?? mark ?? typing)?.conversationId;
    if (id) server.world.addConversation(id, ['ann']);
    const heard: unknown[] = [];
    ann.on('notice', (event) => heard.push(event));
    server.push('ann', json);
    await clock.flush();
    expect(ann.state).toBe('online');
    expect(warn).not.toHaveBeenCalled();
    if (message && id) {
      // As the newest of a conversation that nobody loaded, it is confirmed or asked for, never dropped in silence.
      const { lastSeq } = ann.conversation(id).getSnapshot();
      expect(lastSeq).toBe(Number(message.seq ?? 0));
    }
    if (typing && id) expect(ann.conversation(id).getSnapshot().typing).toEqual(typing.typing ? [typing.uid] : []);
    if (notice) expect(heard).toHaveLength(Object.keys(notice).length);
    await ann.close();
  });
});
