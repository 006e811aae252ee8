// Rich sample data of the harness: every kind of name, text and state that has broken a chat screen before.
import type { Consultation, Customer, Product } from '../src/api/types.ts';

export const ME_UID = 'agent-fang';
export const now = Date.now();
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const ago = (ms: number): number => now - ms;

export const team = { id: 'team-presale', name: '售前组' };
const aftersale = { id: 'team-aftersale', name: '售后组' };
const agent = { uid: ME_UID, name: '王芳' };

const hokkaido: Product = {
  id: 'p-883',
  title: '北海道 7 日亲子游 · 札幌 + 富良野 · 含温泉酒店',
  price: '¥6,980 起',
  imageUrl: '/sample/hokkaido.svg',
  url: 'https://shop.example.com/tour/883',
};

export interface SampleMessage {
  from: 'customer' | 'agent' | 'other' | 'system';
  text: string;
  atMs: number;
}

export interface Sample {
  consultation: Consultation;
  unread: number;
  messages: SampleMessage[];
}

let counter = 0;

function sample(
  name: string,
  options: Partial<Consultation> & { uid?: string; unread?: number; verified?: boolean; online?: boolean },
  messages: SampleMessage[],
): Sample {
  counter += 1;
  const { uid, unread = 0, verified = false, online = true, ...rest } = options;
  const last = [...messages].reverse().find((message) => message.from !== 'system');
  const customerUid = uid ?? `customer-${counter}`;
  return {
    unread,
    messages,
    consultation: {
      id: `consultation-${counter}`,
      conversationId: `conversation-${counter}`,
      number: 1,
      state: 'assigned',
      team,
      customer: { uid: customerUid, name, verified, online },
      agent,
      clue: { channel: 'web', pageUrl: 'https://shop.example.com/', pageTitle: '首页' },
      queuePosition: 0,
      waitEstimateS: null,
      agentsOnline: null,
      wait: null,
      openedAtMs: messages[0]?.atMs ?? ago(5 * MINUTE),
      assignedAtMs: (messages[0]?.atMs ?? ago(5 * MINUTE)) + 4 * SECOND,
      firstResponseAtMs: (messages[0]?.atMs ?? ago(5 * MINUTE)) + 12 * SECOND,
      firstResponseMs: 12 * SECOND,
      firstResponseAfterAssignmentMs: 8 * SECOND,
      responseTargetMs: MINUTE,
      resolvedAtMs: null,
      resolvedBy: null,
      mergedInto: null,
      rating: null,
      canRate: false,
      lastMessage: last
        ? {
            seq: messages.length,
            senderUid: last.from === 'agent' ? ME_UID : customerUid,
            text: last.text,
            timeMs: last.atMs,
          }
        : null,
      customerWaitingSinceMs: null,
      silenceDeadlineMs: null,
      assignmentReason: { strategy: 'even', rule: 'last_agent', load: 3, capacity: 6, candidates: 4 },
      ...rest,
    },
  };
}

const customer = (text: string, atMs: number): SampleMessage => ({ from: 'customer', text, atMs });
const mine = (text: string, atMs: number): SampleMessage => ({ from: 'agent', text, atMs });
const other = (text: string, atMs: number): SampleMessage => ({ from: 'other', text, atMs });
const system = (text: string, atMs: number): SampleMessage => ({ from: 'system', text, atMs });

const history: SampleMessage[] = [];
for (let index = 0; index < 90; index += 1) {
  const at = ago(40 * DAY) + index * 40 * SECOND;
  history.push(
    index % 3 === 1
      ? other(`第 ${index} 条：好的，已经为您记录，稍后会有同事联系您。`, at)
      : customer(`第 ${index} 条：想再确认一下京都酒店的入住时间。`, at),
  );
}

export const MINE: Sample[] = [
  sample(
    '李雷',
    {
      uid: 'customer-lilei',
      number: 3,
      verified: true,
      unread: 1,
      openedAtMs: ago(4 * MINUTE),
      assignedAtMs: ago(4 * MINUTE) + 2 * SECOND,
      firstResponseAtMs: ago(4 * MINUTE) + 10 * SECOND,
      customerWaitingSinceMs: ago(18 * SECOND),
      clue: {
        channel: 'h5',
        pageUrl: 'https://shop.example.com/tour/883',
        pageTitle: '北海道 7 日亲子游',
        referrer: 'https://www.example-search.com/',
        campaign: '秋季亲子专题',
        product: hokkaido,
      },
    },
    [
      system('opened:past-1', ago(40 * DAY) - MINUTE),
      ...history,
      system('resolved:past-1:agent', ago(40 * DAY) + HOUR + 5 * MINUTE),
      system('rated:past-1', ago(40 * DAY) + HOUR + 6 * MINUTE),
      system('opened', ago(4 * MINUTE)),
      system('assigned', ago(4 * MINUTE) + 2 * SECOND),
      customer('你好，这个线路 **10 月 3 日**还有位置吗？两大一小', ago(4 * MINUTE) + 4 * SECOND),
      mine('李先生您好！10 月 3 日还有 6 个位置，小朋友 12 岁以下可享 8 折 👌', ago(3 * MINUTE)),
      mine('行程详情在这里：https://shop.example.com/tour/883', ago(3 * MINUTE) + 20 * SECOND),
      customer('好的，我看一下', ago(2 * MINUTE)),
      customer('那出发前几天退可以全额呀？', ago(18 * SECOND)),
    ],
  ),
  sample(
    '周敏',
    {
      unread: 2,
      team: aftersale,
      customerWaitingSinceMs: ago(72 * SECOND),
      firstResponseAtMs: null,
      clue: { channel: 'app', order: '8830', pageTitle: '订单 8830' },
      assignmentReason: { strategy: 'even', rule: 'fewest_consultations', load: 2, capacity: 6, candidates: 3 },
    },
    [
      system('opened', ago(80 * SECOND)),
      system('assigned', ago(79 * SECOND)),
      customer('在吗？', ago(75 * SECOND)),
      customer('订单一直显示待确认，能帮我看一下吗', ago(72 * SECOND)),
    ],
  ),
  sample(
    'Katarzyna Wiśniewska-Nowakowska z Bielska-Białej',
    {
      unread: 1,
      verified: true,
      customerWaitingSinceMs: ago(41 * SECOND),
      clue: {
        channel: 'web',
        pageUrl: 'https://shop.example.com/tour/883?lang=en',
        pageTitle: 'Hokkaido with children, 7 days',
      },
    },
    [
      system('opened', ago(9 * MINUTE)),
      system('assigned', ago(9 * MINUTE)),
      customer('Hello! Is the hotel pick-up included?', ago(8 * MINUTE)),
      mine('Good morning! Yes, for all hotels in Sapporo. Here is the code to show: `PICK-UP-883`', ago(7 * MINUTE)),
      customer('And what about Furano? Is the hotel pick-up included there too?', ago(41 * SECOND)),
    ],
  ),
  sample('陈一诺', { clue: { channel: 'web', pageTitle: '签证' } }, [
    system('opened', ago(20 * MINUTE)),
    system('assigned', ago(20 * MINUTE)),
    customer('签证材料交了', ago(5 * MINUTE)),
    mine('已经为您登记，稍后短信通知', ago(3 * MINUTE)),
  ]),
  sample('访客 #A91F', { online: false, clue: null, silenceDeadlineMs: now + 6 * MINUTE }, [
    system('opened', ago(30 * MINUTE)),
    system('assigned', ago(30 * MINUTE)),
    customer('这款目前还有吗？', ago(13 * MINUTE)),
    mine('您好，请问您想看哪个日期呢？', ago(12 * MINUTE)),
  ]),
  sample('محمد عبد الرحمن', { unread: 104, customerWaitingSinceMs: ago(4 * SECOND) }, [
    system('opened', ago(6 * MINUTE)),
    system('assigned', ago(6 * MINUTE)),
    mine('Hello, how can I help you?', ago(5 * MINUTE)),
    customer('مرحبا، هل الرحلة متاحة في أكتوبر؟', ago(4 * SECOND)),
  ]),
  sample('🦊 Fuchs & Söhne GmbH', {}, [
    system('opened', ago(3 * HOUR)),
    system('assigned', ago(3 * HOUR)),
    customer('🎉🎉🎉', ago(70 * MINUTE)),
    mine('😄', ago(65 * MINUTE)),
  ]),
  sample('欧阳上官司马诸葛·阿不都热西提·买买提江·古丽', { verified: true }, [
    system('opened', ago(5 * HOUR)),
    system('assigned', ago(5 * HOUR)),
    customer(`${'超长单词'.repeat(2)}${'Donaudampfschifffahrtsgesellschaft'.repeat(6)}`, ago(2 * HOUR)),
    mine('收到', ago(110 * MINUTE)),
  ]),
  sample('赵强', {}, [
    system('opened', ago(26 * HOUR)),
    system('assigned', ago(26 * HOUR)),
    customer('谢谢，明天再联系', ago(25 * HOUR)),
    mine('好的，随时找我', ago(25 * HOUR)),
  ]),
  sample('Nguyễn Thị Minh Khai', {}, [
    system('opened', ago(50 * HOUR)),
    system('assigned', ago(50 * HOUR)),
    customer('Cảm ơn bạn!', ago(49 * HOUR)),
    mine('You are welcome!', ago(49 * HOUR)),
  ]),
  sample('孙悦', {}, [
    system('opened', ago(3 * DAY)),
    system('assigned', ago(3 * DAY)),
    customer('发票开好了吗', ago(3 * DAY)),
    mine('已开具，请查收邮箱', ago(3 * DAY)),
  ]),
  sample('O’Connor, Siobhán', {}, [
    system('opened', ago(4 * DAY)),
    system('assigned', ago(4 * DAY)),
    customer('Thanks a million', ago(4 * DAY)),
    mine('My pleasure', ago(4 * DAY)),
  ]),
];

const QUEUE_NAMES = ['访客 #77C2', '吴越', 'Marie-Hélène Dupont', '郑成', '访客 #0B1D', 'Иван Петров'];

export const QUEUE: Sample[] = Array.from({ length: 26 }, (_, index) =>
  sample(
    QUEUE_NAMES[index] ?? `访客 #${(0xa000 + index * 311).toString(16).toUpperCase()}`,
    {
      state: 'waiting',
      agent: null,
      assignedAtMs: null,
      firstResponseAtMs: null,
      queuePosition: index + 1,
      waitEstimateS: index < 8 ? 60 + index * 45 : null,
      openedAtMs: ago((100 - index * 4) * SECOND),
      team: index % 3 === 0 ? aftersale : team,
      clue: { channel: (['web', 'h5', 'app', 'api'] as const)[index % 4] ?? 'web', pageTitle: '首页' },
    },
    [
      customer(
        ['请问有人在吗？', '我想改签', 'Bonjour, une question sur ma réservation', '价格可以优惠吗'][index % 4] ?? '',
        ago((100 - index * 4) * SECOND),
      ),
    ],
  ),
);

export const RESOLVED: Sample[] = [
  sample(
    '赵宁',
    {
      uid: 'customer-zhaoning',
      state: 'resolved',
      resolvedAtMs: ago(HOUR),
      resolvedBy: 'agent',
      rating: { score: 5, tags: ['专业'], comment: '很耐心，谢谢', atMs: ago(HOUR) },
      clue: { channel: 'app', product: hokkaido, pageTitle: '北海道 7 日亲子游' },
    },
    [
      system('opened', ago(2 * HOUR)),
      system('assigned', ago(2 * HOUR)),
      customer('帮我确认一下订单', ago(2 * HOUR)),
      mine('已确认，出行愉快！', ago(70 * MINUTE)),
      customer('谢谢，已经订好了！', ago(65 * MINUTE)),
      system('resolved:agent', ago(HOUR)),
      system('rated', ago(HOUR)),
    ],
  ),
  ...Array.from({ length: 45 }, (_, index) =>
    sample(
      ['何洁', 'Björn Ångström', '林小满', '访客 #9E0A'][index % 4] ?? '',
      {
        state: 'resolved',
        resolvedAtMs: ago((index + 3) * 5 * HOUR),
        resolvedBy: index % 3 === 0 ? 'silence' : 'agent',
        rating:
          index % 4 === 1
            ? { score: (index % 5) + 1, tags: [], comment: null, atMs: ago((index + 3) * 5 * HOUR) }
            : null,
      },
      [
        system('opened', ago((index + 3) * 5 * HOUR + 20 * MINUTE)),
        customer('好的，谢谢', ago((index + 3) * 5 * HOUR + 10 * MINUTE)),
        system(index % 3 === 0 ? 'resolved:silence' : 'resolved:agent', ago((index + 3) * 5 * HOUR)),
      ],
    ),
  ),
];

const lilei = MINE[0]?.consultation as Consultation;

/** An earlier consultation of the first customer; its start is far up in the history. */
export const PAST: Consultation[] = [
  {
    ...lilei,
    id: 'past-2',
    number: 2,
    state: 'resolved',
    agent: { uid: 'agent-qiang', name: '赵强' },
    clue: { channel: 'web', pageTitle: '签证材料咨询' },
    openedAtMs: ago(160 * DAY),
    resolvedAtMs: ago(160 * DAY) + 25 * MINUTE,
    resolvedBy: 'agent',
    rating: { score: 5, tags: [], comment: null, atMs: ago(160 * DAY) },
  },
  {
    ...lilei,
    id: 'past-1',
    number: 1,
    state: 'resolved',
    agent: { uid: 'agent-qiang', name: '赵强' },
    clue: { channel: 'app', pageTitle: '京都酒店入住' },
    openedAtMs: ago(40 * DAY) - MINUTE,
    resolvedAtMs: ago(40 * DAY) + HOUR + 5 * MINUTE,
    resolvedBy: 'agent',
    rating: { score: 2, tags: ['慢'], comment: '等了好久，酒店也没换成', atMs: ago(40 * DAY) + HOUR },
  },
];

export function customerOf(consultation: Consultation): Customer {
  const first = consultation.customer.uid === lilei.customer.uid;
  return {
    ...consultation.customer,
    traits: first ? { 会员: 'VIP 2', 城市: '深圳', 手机: '138 •••• 2188', 成交: '3 单 · ¥21,460' } : {},
    locale: first ? 'zh-CN' : 'en',
    terminals: consultation.customer.online ? (first ? ['h5', 'web'] : ['web']) : [],
    firstSeenAtMs: ago(200 * DAY),
    lastSeenAtMs: consultation.customer.online ? now : ago(11 * MINUTE),
    consultations: first ? [consultation, ...PAST] : [consultation],
  };
}
