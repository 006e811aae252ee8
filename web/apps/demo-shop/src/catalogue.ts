/** What the shop sells, and the order that a signed-in customer finds. Invented. */

export type Locale = 'zh-CN' | 'en';
export type Words = Record<Locale, string>;

export interface Product {
  id: string;
  kind: 'tour' | 'gear';
  title: Words;
  place: Words;
  story: Words;
  /** In yuan. */
  price: number;
  unit: Words;
  facts: Words[];
  plan: { title: Words; text: Words }[];
}

const perPerson: Words = { 'zh-CN': '/ 人起', en: 'per person' };
const each: Words = { 'zh-CN': '', en: '' };

export const PRODUCTS: readonly Product[] = [
  {
    id: 'kanas-autumn',
    kind: 'tour',
    title: { 'zh-CN': '北疆秋色 · 喀纳斯与禾木 7 日', en: 'Autumn in Kanas and Hemu, 7 days' },
    place: { 'zh-CN': '新疆 · 9 月至 10 月', en: 'Xinjiang · September to October' },
    story: {
      'zh-CN': '白桦林转黄的两周里，湖水是一年中最绿的时候。清晨在禾木的木屋外看炊烟，傍晚沿着湖边走回营地。',
      en: 'In the two weeks when the birches turn, the lake is at its greenest. Watch the smoke rise over Hemu at dawn and walk back to camp along the shore at dusk.',
    },
    price: 6980,
    unit: perPerson,
    facts: [
      { 'zh-CN': '2 至 10 人小团', en: 'Groups of 2 to 10' },
      { 'zh-CN': '12 岁以下 8 折', en: '20 % off under 12' },
      { 'zh-CN': '出发前 7 天可全额退', en: 'Full refund until 7 days before' },
    ],
    plan: [
      {
        title: { 'zh-CN': '第 1 – 2 天', en: 'Days 1 – 2' },
        text: {
          'zh-CN': '乌鲁木齐集合，穿越准噶尔盆地到布尔津',
          en: 'Meet in Urumqi, cross the Junggar basin to Burqin',
        },
      },
      {
        title: { 'zh-CN': '第 3 – 5 天', en: 'Days 3 – 5' },
        text: {
          'zh-CN': '喀纳斯三湾徒步，住图瓦人木屋',
          en: 'Walk the three bays of Kanas, sleep in a Tuvan log house',
        },
      },
      {
        title: { 'zh-CN': '第 6 – 7 天', en: 'Days 6 – 7' },
        text: { 'zh-CN': '禾木看日出，返回乌鲁木齐', en: 'Sunrise over Hemu, back to Urumqi' },
      },
    ],
  },
  {
    id: 'li-river',
    kind: 'tour',
    title: { 'zh-CN': '漓江慢游 · 竹筏与山水 4 日', en: 'Slow days on the Li River, 4 days' },
    place: { 'zh-CN': '广西 · 全年', en: 'Guangxi · all year' },
    story: {
      'zh-CN': '从兴坪上筏，一路漂到遇龙河。雨天也别失望，云雾里的山比晴天更像画。',
      en: 'Board a bamboo raft at Xingping and drift on to the Yulong River. Do not mind the rain: in the mist the hills look even more like a painting.',
    },
    price: 2380,
    unit: perPerson,
    facts: [
      { 'zh-CN': '私家小团', en: 'Private group' },
      { 'zh-CN': '含竹筏与骑行', en: 'Raft and bicycles included' },
      { 'zh-CN': '出发前 3 天可全额退', en: 'Full refund until 3 days before' },
    ],
    plan: [
      {
        title: { 'zh-CN': '第 1 天', en: 'Day 1' },
        text: { 'zh-CN': '桂林接站，住江边客栈', en: 'Pick-up in Guilin, an inn by the river' },
      },
      {
        title: { 'zh-CN': '第 2 – 3 天', en: 'Days 2 – 3' },
        text: { 'zh-CN': '兴坪竹筏，遇龙河骑行', en: 'Rafting at Xingping, cycling along the Yulong' },
      },
      {
        title: { 'zh-CN': '第 4 天', en: 'Day 4' },
        text: { 'zh-CN': '早市米粉，返程', en: 'Noodles at the morning market, home' },
      },
    ],
  },
  {
    id: 'dunhuang-dunes',
    kind: 'tour',
    title: { 'zh-CN': '敦煌 · 沙丘星空与石窟 5 日', en: 'Dunes, stars and caves of Dunhuang, 5 days' },
    place: { 'zh-CN': '甘肃 · 4 月至 10 月', en: 'Gansu · April to October' },
    story: {
      'zh-CN': '白天看一千年前的颜色，夜里躺在沙上看银河。莫高窟的票我们已经替您留好。',
      en: 'Colours a thousand years old by day, the Milky Way from the sand by night. Your tickets for the Mogao caves are reserved.',
    },
    price: 4260,
    unit: perPerson,
    facts: [
      { 'zh-CN': '含莫高窟门票', en: 'Mogao tickets included' },
      { 'zh-CN': '沙漠营地一晚', en: 'One night in a desert camp' },
      { 'zh-CN': '出发前 7 天可全额退', en: 'Full refund until 7 days before' },
    ],
    plan: [
      {
        title: { 'zh-CN': '第 1 天', en: 'Day 1' },
        text: { 'zh-CN': '抵达敦煌，沙州夜市', en: 'Arrive in Dunhuang, the night market' },
      },
      {
        title: { 'zh-CN': '第 2 – 3 天', en: 'Days 2 – 3' },
        text: { 'zh-CN': '莫高窟，鸣沙山营地看星', en: 'The caves, then stars from the camp on the Singing Sands' },
      },
      {
        title: { 'zh-CN': '第 4 – 5 天', en: 'Days 4 – 5' },
        text: { 'zh-CN': '玉门关日落，返程', en: 'Sunset at the Jade Gate, home' },
      },
    ],
  },
  {
    id: 'tea-terraces',
    kind: 'tour',
    title: { 'zh-CN': '武夷春茶 · 采青与制茶 3 日', en: 'Spring tea in Wuyi, 3 days' },
    place: { 'zh-CN': '福建 · 4 月至 5 月', en: 'Fujian · April to May' },
    story: {
      'zh-CN': '跟着茶农上山采一筐青叶，看它在一夜之间变成岩茶。带走的那一罐，是您自己焙的。',
      en: 'Pick a basket of green leaves with the growers and see them become rock tea overnight. The tin you take home is the one you roasted.',
    },
    price: 1890,
    unit: perPerson,
    facts: [
      { 'zh-CN': '4 至 8 人小团', en: 'Groups of 4 to 8' },
      { 'zh-CN': '含自制茶一罐', en: 'Your own tin of tea' },
      { 'zh-CN': '出发前 3 天可全额退', en: 'Full refund until 3 days before' },
    ],
    plan: [
      {
        title: { 'zh-CN': '第 1 天', en: 'Day 1' },
        text: { 'zh-CN': '武夷山站接站，九曲溪', en: 'Pick-up at Wuyishan, the Nine-Bend River' },
      },
      {
        title: { 'zh-CN': '第 2 天', en: 'Day 2' },
        text: { 'zh-CN': '采青、摇青、夜里焙火', en: 'Picking, tumbling, roasting at night' },
      },
      { title: { 'zh-CN': '第 3 天', en: 'Day 3' }, text: { 'zh-CN': '品茶装罐，返程', en: 'Tasting and tins, home' } },
    ],
  },
  {
    id: 'pack-38',
    kind: 'gear',
    title: { 'zh-CN': '雁行 38L 行囊', en: 'Wildgoose 38 l pack' },
    place: { 'zh-CN': '装备 · 现货', en: 'Gear · in stock' },
    story: {
      'zh-CN': '一周的行李，刚好能上飞机。背板可以调节，雨罩藏在底部。',
      en: 'A week of luggage that still goes into the cabin. The back adjusts, the rain cover hides at the bottom.',
    },
    price: 569,
    unit: each,
    facts: [
      { 'zh-CN': '可登机', en: 'Cabin size' },
      { 'zh-CN': '再生尼龙', en: 'Recycled nylon' },
      { 'zh-CN': '5 年保修', en: '5 year warranty' },
    ],
    plan: [
      {
        title: { 'zh-CN': '尺寸', en: 'Size' },
        text: { 'zh-CN': '54 × 32 × 22 厘米，1.1 千克', en: '54 × 32 × 22 cm, 1.1 kg' },
      },
      {
        title: { 'zh-CN': '配送', en: 'Delivery' },
        text: { 'zh-CN': '满 299 元包邮，通常 2 天送达', en: 'Free above ¥299, usually 2 days' },
      },
    ],
  },
  {
    id: 'flask',
    kind: 'gear',
    title: { 'zh-CN': '山行保温壶 750ml', en: 'Trail flask, 750 ml' },
    place: { 'zh-CN': '装备 · 现货', en: 'Gear · in stock' },
    story: {
      'zh-CN': '早上灌的热茶，走到山顶还烫嘴。杯盖就是杯子。',
      en: 'The tea you pour at dawn is still hot on the summit. The lid is the cup.',
    },
    price: 189,
    unit: each,
    facts: [
      { 'zh-CN': '保温 18 小时', en: 'Hot for 18 hours' },
      { 'zh-CN': '316 不锈钢', en: '316 steel' },
      { 'zh-CN': '7 天无理由退换', en: '7 day returns' },
    ],
    plan: [
      { title: { 'zh-CN': '尺寸', en: 'Size' }, text: { 'zh-CN': '高 28 厘米，420 克', en: '28 cm tall, 420 g' } },
      {
        title: { 'zh-CN': '配送', en: 'Delivery' },
        text: { 'zh-CN': '满 299 元包邮，通常 2 天送达', en: 'Free above ¥299, usually 2 days' },
      },
    ],
  },
];

export interface Customer {
  uid: string;
  name: string;
  order: { id: string; productId: string; people: Words; step: number };
}

export const CUSTOMERS: readonly Customer[] = [
  {
    uid: 'li-lei',
    name: '李雷',
    order: {
      id: 'YX-20261003-0883',
      productId: 'kanas-autumn',
      people: { 'zh-CN': '2 位成人，1 位儿童', en: '2 adults, 1 child' },
      step: 1,
    },
  },
  {
    uid: 'emma',
    name: 'Emma',
    order: {
      id: 'YX-20261018-0127',
      productId: 'dunhuang-dunes',
      people: { 'zh-CN': '2 位成人', en: '2 adults' },
      step: 2,
    },
  },
];

export const findProduct = (id: string): Product | undefined => PRODUCTS.find((product) => product.id === id);
