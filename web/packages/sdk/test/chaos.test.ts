/** Seeded chaos: whatever the network does, nothing is lost, doubled or out of order, and a status never goes back. */
import { expect, test } from 'vitest';
import { memoryStorage } from '../src';
import { seededRandom } from '../src/testing';
import type { Client, MessageStatus } from '../src/types';
import { setUp, texts } from './setup';

const RANK: MessageStatus[] = ['queued', 'sending', 'sent', 'delivered', 'read'];
const MESSAGES = 60;
const SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

/** Follows every row of a client and complains about one that goes back or is shown out of order. */
function watch(client: Client): string[] {
  const complaints: string[] = [];
  const last = new Map<string, MessageStatus>();
  const talk = client.conversation('talk');
  const heard: number[] = [];
  client.on('message', ({ message }) => {
    if (message.seq <= (heard.at(-1) ?? 0)) complaints.push(`event ${message.seq} after ${heard.at(-1)}`);
    heard.push(message.seq);
  });
  talk.subscribe(() => {
    const { messages } = talk.getSnapshot();
    const keys = new Set(messages.map(({ key }) => key));
    if (keys.size !== messages.length) complaints.push('a row is doubled');
    const seqs = messages.map(({ seq }) => seq).filter((seq) => seq > 0);
    seqs.forEach((seq, index) => {
      const before = seqs[index - 1];
      if (before !== undefined && seq <= before) complaints.push(`${seq} shown after ${before}`);
    });
    for (const { key, own, status } of messages) {
      const before = last.get(key);
      if (own && before && RANK.indexOf(status) < RANK.indexOf(before)) complaints.push(`${before} became ${status}`);
      last.set(key, status);
    }
  });
  return complaints;
}

test.each(SEEDS)('seed %i', async (seed) => {
  const random = seededRandom(seed);
  const chance = (of: number) => random() < of;
  const { clock, server, makeClient } = setUp(undefined, seed + 1_000);
  const storage = memoryStorage();
  const clients = [
    makeClient('ann', { storage }),
    makeClient('ann', { device: { id: 'ann-phone', terminal: 'ios' }, storage: memoryStorage() }),
    makeClient('bob'),
  ];
  const complaints = clients.map(watch);
  for (const client of clients) client.connect().catch(() => {});
  await clock.flush();

  server.intercept = () => {
    if (chance(0.08)) return 'drop';
    if (chance(0.08)) return 'duplicate';
    return chance(0.15) ? { delayMs: Math.floor(random() * 3_000) } : 'pass';
  };
  const written: string[] = [];
  const byDevice = new Map<Client, string[]>();
  for (let index = 0; index < MESSAGES; index++) {
    const from = clients[Math.floor(random() * clients.length)] as Client;
    const value = `m${index}`;
    written.push(value);
    byDevice.set(from, [...(byDevice.get(from) ?? []), value]);
    from.conversation('talk').send({ type: 'text', text: value });
    if (chance(0.1)) server.disconnect(chance(0.5) ? 'ann' : undefined);
    if (chance(0.1)) server.webSocket = (['open', 'refuse', 'stall'] as const)[Math.floor(random() * 3)] ?? 'open';
    if (chance(0.05))
      server.httpAnswers.push({ method: chance(0.5) ? 'GET' : 'POST', status: chance(0.5) ? 410 : 503 });
    if (chance(0.05)) server.goAway('bob', { reason: 'GO_AWAY_REASON_DRAIN', spreadMs: 2_000 });
    if (chance(0.2)) clients[2]?.conversation('talk').markRead();
    await clock.advance(Math.floor(random() * 1_500));
  }
  server.intercept = () => 'pass';
  server.webSocket = 'open';
  server.httpAnswers.length = 0;
  await clock.advance(180_000);
  for (const client of clients) client.conversation('talk').markRead();
  await clock.advance(1_000);

  const log = (server.world.conversations.get('talk')?.log ?? []).map(({ content }) => content?.text?.text ?? '');
  expect([...log].sort()).toEqual([...written].sort());
  for (const own of byDevice.values()) expect(log.filter((value) => own.includes(value))).toEqual(own);
  for (const client of clients) {
    expect(client.state).toBe('online');
    const { messages, unread } = client.conversation('talk').getSnapshot();
    expect(texts(client)).toEqual(log);
    expect(messages.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
    expect(new Set(messages.filter(({ own }) => own).map(({ status }) => status))).toEqual(new Set(['read']));
    expect(unread).toBe(0);
  }
  expect(complaints).toEqual([[], [], []]);
  expect(await storage.list('https://chat.fake.test|ann')).toEqual([]);
});
