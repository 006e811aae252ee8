/** The types are part of the API: what must compile does, and what must not is refused (checked by `npm run types`). */
import { expectTypeOf, test } from 'vitest';
import { type Client, createClient, type Message, type OutgoingMessage, type StateChange } from '../src';
import { useMessages } from '../src/react';

test('events know their names and their payloads', () => {
  const check = (client: Client) => {
    client.on('state', (change) => expectTypeOf(change).toEqualTypeOf<StateChange>());
    client.on('message', ({ message, recovered }) => {
      expectTypeOf(message).toEqualTypeOf<Message>();
      expectTypeOf(recovered).toEqualTypeOf<boolean>();
    });
    client.on('notice', (notice) => {
      if (notice.kind === 'consultation') expectTypeOf(notice.queuePosition).toBeNumber();
      // @ts-expect-error: only a consultation has a place in the queue
      notice.queuePosition;
    });
    expectTypeOf(client.on('synced', () => {})).toEqualTypeOf<() => void>();
    // @ts-expect-error: no such event
    client.on('stat', () => {});
    // @ts-expect-error: a state change has no text
    client.once('state', ({ text }) => text);
  };
  expectTypeOf(check).toBeFunction();
});

test('options, content and snapshots refuse what makes no sense', () => {
  const check = () => {
    const client = createClient({ url: '', getToken: async () => '', device: { id: 'x' } });
    // @ts-expect-error: a device is needed
    createClient({ url: '', getToken: () => '' });
    // @ts-expect-error: a televison is no terminal
    createClient({ url: '', getToken: () => '', device: { id: 'x', terminal: 'television' } });
    const conversation = client.conversation('c');
    expectTypeOf(conversation.send({ type: 'text', text: '' })).toEqualTypeOf<OutgoingMessage>();
    // @ts-expect-error: only the server writes system events
    conversation.send({ type: 'system', event: 'consultation_opened' });
    const { messages } = conversation.getSnapshot();
    // @ts-expect-error: a snapshot is not for changing
    messages.push({});
    expectTypeOf(useMessages('c').messages).toEqualTypeOf<readonly Message[]>();
    expectTypeOf<Message['status']>().toEqualTypeOf<
      'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed' | 'cancelled' | 'received'
    >();
  };
  expectTypeOf(check).toBeFunction();
});
