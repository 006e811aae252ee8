// The console over sample data. The query chooses the scene: ?scene=…&theme=…&locale=…&density=…
import type { Content, SystemEventName } from '@skein/sdk';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '../src/app/app.css';
import { App } from '../src/app/app.tsx';
import { setPreference } from '../src/preferences/preferences.ts';
import { createServices } from '../src/seam/services.tsx';
import { takeSetupCode } from '../src/session/setup-link.ts';
import { customerOf, ME_UID, MINE, QUEUE, RESOLVED, type Sample, type SampleMessage } from './data.ts';
import { createFakeClient, type FakeConversation } from './fake-client.ts';
import { createFakeRest } from './fake-rest.ts';

const query = new URLSearchParams(location.search);
const scene = query.get('scene') ?? 'desk';

for (const key of ['theme', 'locale', 'density'] as const) {
  const value = query.get(key);
  if (value) setPreference(key, value as never);
}

function contentOf(message: SampleMessage, sample: Sample): Content {
  if (message.from !== 'system') return { type: 'text', text: message.text };
  const [event, ...rest] = message.text.split(':');
  const past = rest[0]?.startsWith('past');
  const reason = (past ? rest[1] : rest[0]) ?? '';
  const { customer, id } = sample.consultation;
  const byCustomer = event === 'opened' || event === 'rated';
  const desk = past ? ['agent-qiang', '赵强'] : [ME_UID, '王芳'];
  const silent = reason === 'silence';
  return {
    type: 'system',
    event: `consultation_${event}` as SystemEventName,
    actorUid: byCustomer ? customer.uid : silent || event === 'assigned' ? '' : (desk[0] ?? ''),
    actorName: byCustomer ? customer.name : silent || event === 'assigned' ? '' : (desk[1] ?? ''),
    subjectUid: event === 'assigned' ? (desk[0] ?? '') : '',
    subjectName: event === 'assigned' ? (desk[1] ?? '') : '',
    reason,
    consultationId: past ? (rest[0] ?? '') : id,
  };
}

function conversationOf(sample: Sample): FakeConversation {
  const { consultation } = sample;
  const sender = { customer: consultation.customer.uid, agent: ME_UID, other: 'agent-qiang', system: '' };
  return {
    id: consultation.conversationId,
    title: consultation.customer.name,
    unread: sample.unread,
    members: [
      { uid: ME_UID, name: '王芳', role: 'agent', readSeq: 0, receivedSeq: 0 },
      { uid: 'agent-qiang', name: '赵强', role: 'agent', readSeq: 0, receivedSeq: 0 },
      {
        uid: consultation.customer.uid,
        name: consultation.customer.name,
        role: 'customer',
        readSeq: 0,
        receivedSeq: 0,
      },
    ],
    messages: sample.messages.map((message) => ({
      senderUid: sender[message.from],
      content: contentOf(message, sample),
      timeMs: message.atMs,
    })),
  };
}

const samples = [...MINE, ...RESOLVED];
const empty = scene === 'empty' || scene === 'empty-offline';
const rest = createFakeRest(
  {
    mine: empty ? [] : MINE.map((sample) => sample.consultation),
    queue: empty ? [] : QUEUE.map((sample) => sample.consultation),
    resolved: empty ? [] : RESOLVED.map((sample) => sample.consultation),
    customers: new Map(
      [...MINE, ...RESOLVED, ...QUEUE].map(({ consultation }) => [consultation.customer.uid, customerOf(consultation)]),
    ),
    setupCode: 'sample-code',
  },
  scene === 'slow' ? 60_000 : 20,
);
if (scene === 'empty-offline' && rest.state.me.agent)
  rest.state.me.agent = { ...rest.state.me.agent, status: 'offline', load: 0 };
if (scene === 'error') rest.state.failures.set('/v1/desk/', { status: 500, code: 'internal' });
if (scene === 'limited')
  rest.state.failures.set('/v1/console/login', { status: 429, code: 'rate_limited', retryAfterS: 42 });
if (scene === 'full' && rest.state.me.agent) rest.state.me.agent = { ...rest.state.me.agent, load: 6 };

const client = createFakeClient(ME_UID, samples.map(conversationOf));
rest.state.signedIn = !['login', 'setup', 'limited'].includes(scene);

const services = createServices({
  baseUrl: location.origin,
  fetch: rest.fetch,
  setupCode: takeSetupCode(location, history),
  createChat: () => client,
});

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App services={services} />
    </StrictMode>,
  );
}

// Scenes that are a moment in time, played after the first paint.
const first = MINE[0]?.consultation;
if (first) {
  if (scene === 'desk') setTimeout(() => client.type(first.conversationId, [first.customer.uid]), 500);
  if (scene === 'reconnecting') {
    setTimeout(
      () => client.setConnection({ state: 'reconnecting', code: 'disconnected', retryAtMs: Date.now() + 9_500 }),
      200,
    );
  }
  if (scene === 'replaced') {
    setTimeout(() => client.setConnection({ state: 'closed', code: 'replaced', deviceName: 'Chrome on Windows' }), 400);
  }
  if (scene === 'statuses') {
    const conversation = client.conversation(first.conversationId);
    for (const [index, outcome] of (['sent', 'delivered', 'read', 'queued', 'failed'] as const).entries()) {
      const send = (): void => {
        client.outcome = outcome;
        conversation.send({ type: 'text', text: `${outcome}: 出行前 7 天（含）取消可全额退款。` });
      };
      setTimeout(send, 600 + index * 120);
    }
  }
}
Object.assign(window, { harness: { client, rest } });
