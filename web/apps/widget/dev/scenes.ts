/** Invented situations, one for every state the widget can be in. Times hang on one fixed moment so that pictures compare. */
import type { Signal } from '@preact/signals';
import type { Content, ConversationSnapshot, Message, MessageStatus, SystemEventName } from '@skein/sdk';
import type { Locale } from '../src/bridge/messages';
import type { ConsultationView } from '../src/frame/model/consultation';
import type { State } from '../src/frame/model/state';
import { ApiError } from '../src/frame/session/api';

export const NOW = new Date(2026, 8, 21, 10, 26).getTime();
const MINUTE = 60_000;
const CUSTOMER = 'visitor-1';
const AGENT = 'wang-fang';
const LIMITS = { maxFrameBytes: 65_536, maxTextChars: 4_000, maxPage: 100, maxInFlight: 8 };

type Talk = { 'zh-CN': string; en: string };
const pick = (locale: Locale, talk: Talk) => talk[locale];
const agentName = (locale: Locale) => pick(locale, { 'zh-CN': '王芳', en: 'Fang Wang' });

interface Line {
  by?: 'me' | 'agent';
  text?: Talk;
  event?: SystemEventName;
  reason?: string;
  agoMin: number;
  status?: MessageStatus;
}

function messages(locale: Locale, lines: readonly Line[]): Message[] {
  return lines.map((line, index) => {
    const stored = line.status !== 'queued' && line.status !== 'sending' && line.status !== 'failed';
    const name = agentName(locale);
    const content: Content =
      line.event === undefined
        ? { type: 'text', text: line.text === undefined ? '' : pick(locale, line.text) }
        : {
            type: 'system',
            event: line.event,
            actorUid: AGENT,
            actorName: name,
            subjectUid: AGENT,
            subjectName: name,
            reason: line.reason ?? '',
            consultationId: 'c1',
          };
    const own = line.by === 'me';
    return {
      key: `m${index}`,
      conversationId: 't1',
      seq: stored ? index + 1 : 0,
      senderUid: line.event !== undefined ? '' : own ? CUSTOMER : AGENT,
      clientMsgId: `m${index}`,
      timeMs: NOW - line.agoMin * MINUTE,
      content,
      own,
      status: own ? (line.status ?? 'read') : 'received',
    };
  });
}

function talk(state: State, locale: Locale, lines: readonly Line[], more: Partial<ConversationSnapshot> = {}): void {
  const held = messages(locale, lines);
  state.phase.value = { name: 'ready' };
  state.connection.value = { state: 'online', code: 'synced', limits: LIMITS };
  state.conversation.value = {
    id: 't1',
    kind: 'thread',
    title: '',
    lastSeq: held.filter((one) => one.seq > 0).length,
    readSeq: held.length,
    unread: 0,
    updatedAtMs: NOW,
    members: [
      { uid: CUSTOMER, name: '', role: 'customer', readSeq: 0, receivedSeq: 0 },
      { uid: AGENT, name: agentName(locale), role: 'agent', readSeq: 0, receivedSeq: 0 },
    ],
    memberCount: 2,
    messages: held,
    hasMoreBefore: false,
    loaded: true,
    loading: false,
    typing: [],
    ...more,
  };
}

function consult(state: State, locale: Locale, more: Partial<ConsultationView> = {}): void {
  const agent = more.state !== 'waiting';
  state.consultation.value = {
    id: 'c1',
    state: 'assigned',
    agentUid: agent ? AGENT : '',
    agentName: agent ? agentName(locale) : '',
    teamName: pick(locale, { 'zh-CN': '售前顾问', en: 'Trip advisors' }),
    queuePosition: 0,
    queueStart: 0,
    waitEstimateS: 0,
    agentsOnline: null,
    canRate: false,
    ...more,
  };
  state.agentOnline.value = agent ? true : null;
}

const QUESTION: Talk = {
  'zh-CN': '你好，这个线路 10 月 3 日还有位置吗？两大一小',
  en: 'Hi, is there still room on this tour on October 3? Two adults and a child',
};
const CHAT: readonly Line[] = [
  {
    by: 'me',
    text: { 'zh-CN': '请问签证材料要准备哪些？', en: 'Which documents do I need for the visa?' },
    agoMin: 1500,
  },
  { event: 'consultation_assigned', agoMin: 1499 },
  {
    by: 'agent',
    text: {
      'zh-CN':
        '护照、两张照片和在职证明就够了：\n- 护照有效期 **6 个月以上**\n- 照片 35×45 mm，白底\n\n模板在这里：[在职证明](https://example.com/form)',
      en: 'Passport, two photos and a letter from your employer:\n- the passport is valid for **6 months** or more\n- photos 35×45 mm, white background\n\nHere is a [template](https://example.com/form)',
    },
    agoMin: 1498,
  },
  { event: 'consultation_resolved', reason: 'silence', agoMin: 1440 },
  { by: 'me', text: QUESTION, agoMin: 5 },
  { event: 'consultation_assigned', agoMin: 5 },
  {
    by: 'agent',
    text: { 'zh-CN': '李先生您好！', en: 'Hello Emma!' },
    agoMin: 4,
  },
  {
    by: 'agent',
    text: {
      'zh-CN': '10 月 3 日还有 6 个位置，小朋友 12 岁以下可享 8 折 👌',
      en: 'There are 6 places left on October 3, and children under 12 get 20 % off 👌',
    },
    agoMin: 4,
  },
  { by: 'me', text: { 'zh-CN': '太好了', en: 'Great' }, agoMin: 2, status: 'read' },
  {
    by: 'me',
    text: { 'zh-CN': '那出发前几天退可以全额呀？', en: 'How late can I cancel for a full refund?' },
    agoMin: 2,
    status: 'delivered',
  },
];

const PRODUCT = (locale: Locale) => ({
  product: {
    id: 'kanas',
    title: pick(locale, { 'zh-CN': '北疆秋色 · 喀纳斯禾木 7 日', en: 'Autumn in Kanas and Hemu, 7 days' }),
    price: pick(locale, { 'zh-CN': '¥6,980 起', en: 'from ¥6,980' }),
  },
});

type Scene = (state: State, locale: Locale, online: Signal<boolean>) => void;

const chat: Scene = (state, locale) => {
  talk(state, locale, CHAT, { typing: [AGENT] });
  consult(state, locale);
  state.view.value = 'chat';
};

export const scenes: Record<string, Scene> = {
  'home-new': (state, locale) => {
    talk(state, locale, []);
    state.clue.value = PRODUCT(locale);
  },
  'home-back': (state, locale) => {
    talk(state, locale, CHAT.slice(0, 8), { readSeq: 6 });
    consult(state, locale);
    state.session.value = {
      token: '',
      lifeMs: 0,
      uid: CUSTOMER,
      name: pick(locale, { 'zh-CN': '李雷', en: 'Emma' }),
      verified: true,
      visitorToken: null,
    };
  },
  'home-loading': (state) => {
    state.phase.value = { name: 'starting' };
  },
  'home-failed': (state) => {
    state.phase.value = { name: 'failed', problem: new ApiError('server', 'internal', '01JC8T6Q4M') };
  },
  'home-sign-in': (state) => {
    state.phase.value = { name: 'sign_in', expired: false };
  },
  empty: (state, locale) => {
    talk(state, locale, []);
    state.clue.value = PRODUCT(locale);
    state.view.value = 'chat';
  },
  queue: (state, locale) => {
    talk(state, locale, [{ by: 'me', text: QUESTION, agoMin: 1, status: 'sent' }]);
    consult(state, locale, { state: 'waiting', queuePosition: 3, queueStart: 6, waitEstimateS: 170 });
    state.view.value = 'chat';
  },
  'queue-next': (state, locale) => {
    talk(state, locale, [{ by: 'me', text: QUESTION, agoMin: 1, status: 'sent' }]);
    consult(state, locale, { state: 'waiting', queuePosition: 1, queueStart: 6, waitEstimateS: 40 });
    state.view.value = 'chat';
  },
  'queue-again': (state, locale) => {
    talk(state, locale, CHAT);
    consult(state, locale, { state: 'waiting', queuePosition: 1, queueStart: 1 });
    state.view.value = 'chat';
  },
  'queue-nobody': (state, locale) => {
    talk(state, locale, [{ by: 'me', text: QUESTION, agoMin: 1, status: 'sent' }]);
    consult(state, locale, { state: 'waiting', queuePosition: 1, queueStart: 1, agentsOnline: false });
    state.view.value = 'chat';
  },
  'chat-refused': (state) => {
    state.phase.value = { name: 'failed', problem: new ApiError('forbidden', 'forbidden', null) };
    state.view.value = 'chat';
  },
  'home-refused': (state) => {
    state.phase.value = { name: 'failed', problem: new ApiError('forbidden', 'forbidden', null) };
  },
  chat,
  statuses: (state, locale) => {
    talk(state, locale, [
      ...CHAT.slice(4, 8),
      { by: 'me', text: { 'zh-CN': '好的👍', en: 'Fine 👍' }, agoMin: 3, status: 'read' },
      { by: 'me', text: { 'zh-CN': '🎉🎉', en: '🎉🎉' }, agoMin: 2, status: 'sent' },
      {
        by: 'me',
        text: { 'zh-CN': '我再问一下儿童票', en: 'One more thing about child tickets' },
        agoMin: 1,
        status: 'sending',
      },
      {
        by: 'me',
        text: { 'zh-CN': '1 米 2 以下免票吗', en: 'Are they free under 1.2 m?' },
        agoMin: 1,
        status: 'queued',
      },
      { by: 'me', text: { 'zh-CN': '这条没发出去', en: 'This one did not make it' }, agoMin: 0, status: 'failed' },
    ]);
    consult(state, locale);
    state.view.value = 'chat';
  },
  reconnecting: (state, locale) => {
    chat(state, locale, state.online as Signal<boolean>);
    state.connection.value = {
      state: 'reconnecting',
      code: 'disconnected',
      limits: LIMITS,
      retryInMs: 8_000,
      retryAtMs: NOW + 8_000,
    };
  },
  offline: (state, locale, online) => {
    talk(state, locale, [
      ...CHAT.slice(4, 8),
      {
        by: 'me',
        text: { 'zh-CN': '在地铁里，信号不好', en: 'On the metro, bad signal' },
        agoMin: 0,
        status: 'queued',
      },
    ]);
    consult(state, locale);
    state.view.value = 'chat';
    state.connection.value = { state: 'reconnecting', code: 'disconnected', limits: LIMITS };
    online.value = false;
  },
  replaced: (state, locale, online) => {
    chat(state, locale, online);
    state.connection.value = { state: 'closed', code: 'replaced', limits: LIMITS };
  },
  rating: (state, locale) => {
    talk(state, locale, [...CHAT.slice(4), { event: 'consultation_resolved', reason: 'agent', agoMin: 0 }]);
    consult(state, locale, { state: 'resolved', canRate: true });
    state.view.value = 'chat';
  },
  rated: (state, locale) => {
    talk(state, locale, [
      ...CHAT.slice(4),
      { event: 'consultation_resolved', reason: 'customer', agoMin: 0 },
      { event: 'consultation_rated', agoMin: 0 },
    ]);
    consult(state, locale, { state: 'resolved' });
    state.view.value = 'chat';
  },
  'chat-loading': (state, locale) => {
    talk(state, locale, [], { loaded: false, lastSeq: 12 });
    consult(state, locale);
    state.view.value = 'chat';
  },
  'load-failed': (state, locale) => {
    talk(state, locale, [], { loaded: false, lastSeq: 12 });
    consult(state, locale);
    state.loadProblem.value = new ApiError('server', 'internal', null);
    state.view.value = 'chat';
  },
  'chat-failed': (state) => {
    state.phase.value = { name: 'failed', problem: new ApiError('network', 'unreachable', null) };
    state.view.value = 'chat';
  },
  stress: (state, locale) => {
    const long = 'W'.repeat(200);
    talk(state, locale, [
      { by: 'me', text: { 'zh-CN': long, en: long }, agoMin: 9 },
      { by: 'agent', text: { 'zh-CN': 'مرحبا بكم في خدمة العملاء', en: 'مرحبا بكم في خدمة العملاء' }, agoMin: 8 },
      {
        by: 'agent',
        text: {
          'zh-CN':
            '`npm run build` 👨‍👩‍👧‍👦 https://example.com/a/very/long/path/that/goes/on/and/on?with=query&and=more',
          en: '`npm run build` 👨‍👩‍👧‍👦 https://example.com/a/very/long/path/that/goes/on/and/on?with=query&and=more',
        },
        agoMin: 8,
      },
    ]);
    consult(state, locale, {
      agentName: 'Maximiliana-Alexandrina von und zu Hohenstein-Wolfenbüttel',
      teamName: '欧洲长线与定制游高级顾问组 European Long-haul Desk',
    });
    state.view.value = 'chat';
  },
};

export const SCENE_NAMES = Object.keys(scenes);
