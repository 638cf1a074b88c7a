/** A family of demo products: one drawing, several variants that differ in colour and name. */
export interface Family {
  readonly key: string;
  readonly zh: string;
  /** Price in 分 and weight in grams of the plain variant. */
  readonly price: number;
  readonly grams: number;
  readonly marks?: readonly ('fragile' | 'cold_chain')[];
  readonly variants: readonly Variant[];
  /** SVG shapes on a 240 × 240 ground; `C` is the variant's colour, `D` its dark shade, `L` its light one. */
  readonly drawing: string;
}
export interface Variant {
  readonly zh: string;
  readonly colour: string;
}

const COLOURS = {
  红: '#d64545',
  橙: '#e8862e',
  黄: '#e3b505',
  绿: '#3f9b5c',
  青: '#1f9aa5',
  蓝: '#2f6fd0',
  紫: '#7b52c0',
  粉: '#e0759b',
  灰: '#7d8694',
  黑: '#343a46',
  白: '#e9e4d8',
  棕: '#8a5a3b',
} as const;
type ColourName = keyof typeof COLOURS;
const colours = (names: string, suffix = '色'): Variant[] =>
  [...names].map((name) => ({ zh: `${name}${suffix}`, colour: COLOURS[name as ColourName] }));
const flavours = (list: readonly (readonly [string, ColourName])[]): Variant[] =>
  list.map(([zh, name]) => ({ zh, colour: COLOURS[name] }));

/** 20 families with six variants each: 120 SKUs (the last ones are kits, see products.ts). All invented. */
export const FAMILIES: readonly Family[] = [
  {
    key: 'mug',
    zh: '云山陶瓷马克杯 350ml',
    price: 3900,
    grams: 380,
    marks: ['fragile'],
    variants: colours('红黄绿蓝白黑'),
    drawing:
      '<path d="M60 70h100v90a24 24 0 0 1-24 24H84a24 24 0 0 1-24-24z" fill="C"/><path d="M160 90h18a26 26 0 0 1 0 60h-18" fill="none" stroke="D" stroke-width="14"/><ellipse cx="110" cy="70" rx="50" ry="12" fill="L"/>',
  },
  {
    key: 'tee',
    zh: '棉纺圆领短袖T恤',
    price: 5900,
    grams: 210,
    variants: colours('红橙绿蓝灰黑'),
    drawing:
      '<path d="M84 52l-46 26 18 40 20-9v85h88v-85l20 9 18-40-46-26q-36 26-72 0z" fill="C"/><path d="M84 52q36 38 72 0" fill="none" stroke="D" stroke-width="8"/>',
  },
  {
    key: 'sock',
    zh: '四季纯棉中筒袜 3双装',
    price: 2490,
    grams: 120,
    variants: colours('红黄青蓝粉灰'),
    drawing:
      '<path d="M96 46h52v80l34 30a24 24 0 0 1-34 34l-52-44z" fill="C"/><path d="M96 46h52v22H96z" fill="D"/><path d="M96 84h52" stroke="L" stroke-width="8"/>',
  },
  {
    key: 'tea',
    zh: '清泉袋泡茶 20包',
    price: 2990,
    grams: 90,
    variants: flavours([
      ['茉莉', '绿'],
      ['桂花', '黄'],
      ['大麦', '棕'],
      ['玫瑰', '粉'],
      ['薄荷', '青'],
      ['乌龙', '黑'],
    ]),
    drawing:
      '<rect x="70" y="60" width="100" height="130" rx="8" fill="C"/><rect x="70" y="60" width="100" height="34" fill="D"/><path d="M120 112q34 20 0 56q-34-36 0-56z" fill="L"/>',
  },
  {
    key: 'candle',
    zh: '暖光香薰蜡烛 180g',
    price: 6800,
    grams: 420,
    marks: ['fragile'],
    variants: flavours([
      ['雪松', '绿'],
      ['白茶', '白'],
      ['柑橘', '橙'],
      ['薰衣草', '紫'],
      ['海盐', '蓝'],
      ['无花果', '红'],
    ]),
    drawing:
      '<rect x="74" y="104" width="92" height="86" rx="10" fill="C"/><rect x="88" y="126" width="64" height="40" rx="4" fill="L"/><path d="M120 50q22 26 0 46q-22-20 0-46z" fill="#f5b63f"/><path d="M120 92v14" stroke="D" stroke-width="5"/>',
  },
  {
    key: 'notebook',
    zh: '远行线装笔记本 A5',
    price: 1990,
    grams: 260,
    variants: colours('红黄绿蓝紫黑'),
    drawing:
      '<rect x="66" y="48" width="112" height="146" rx="8" fill="C"/><rect x="66" y="48" width="20" height="146" fill="D"/><rect x="102" y="76" width="58" height="26" rx="3" fill="L"/>',
  },
  {
    key: 'pen',
    zh: '流云速干中性笔 5支',
    price: 1290,
    grams: 60,
    variants: colours('红橙绿蓝紫黑'),
    drawing:
      '<g transform="rotate(40 120 120)"><rect x="108" y="40" width="24" height="120" rx="6" fill="C"/><path d="M108 160h24l-12 34z" fill="D"/><rect x="108" y="56" width="24" height="14" fill="L"/></g>',
  },
  {
    key: 'bottle',
    zh: '轻氧运动水杯 600ml',
    price: 4590,
    grams: 190,
    variants: colours('橙黄青蓝粉黑'),
    drawing:
      '<path d="M88 88q0-16 16-20v-12h32v12q16 4 16 20v92a14 14 0 0 1-14 14h-36a14 14 0 0 1-14-14z" fill="C"/><rect x="100" y="40" width="40" height="20" rx="5" fill="D"/><rect x="88" y="112" width="64" height="30" fill="L"/>',
  },
  {
    key: 'lamp',
    zh: '折叠护眼小台灯',
    price: 12900,
    grams: 760,
    marks: ['fragile'],
    variants: colours('红黄绿蓝白黑'),
    drawing:
      '<path d="M120 190l-34-66 54-52" fill="none" stroke="D" stroke-width="10" stroke-linejoin="round"/><path d="M126 52l58 40-40 34z" fill="C"/><rect x="78" y="186" width="84" height="14" rx="7" fill="C"/><circle cx="168" cy="122" r="12" fill="#f7d774"/>',
  },
  {
    key: 'soap',
    zh: '草本手工皂 100g',
    price: 1590,
    grams: 110,
    variants: flavours([
      ['艾草', '绿'],
      ['蜂蜜', '黄'],
      ['玫瑰', '粉'],
      ['竹炭', '黑'],
      ['薄荷', '青'],
      ['牛奶', '白'],
    ]),
    drawing:
      '<rect x="52" y="96" width="136" height="76" rx="30" fill="C"/><rect x="72" y="112" width="96" height="44" rx="18" fill="L"/><circle cx="78" cy="74" r="12" fill="L" stroke="D" stroke-width="3"/><circle cx="104" cy="58" r="8" fill="L" stroke="D" stroke-width="3"/>',
  },
  {
    key: 'towel',
    zh: '长绒棉毛巾 75×34',
    price: 1890,
    grams: 130,
    variants: colours('红橙绿蓝紫灰'),
    drawing:
      '<rect x="56" y="64" width="128" height="120" rx="10" fill="C"/><path d="M56 92h128M56 152h128" stroke="L" stroke-width="10"/><path d="M64 184v12m16-12v12m16-12v12m16-12v12m16-12v12m16-12v12m16-12v12m16-12v12" stroke="D" stroke-width="4"/>',
  },
  {
    key: 'bag',
    zh: '帆布单肩手提袋',
    price: 3490,
    grams: 230,
    variants: colours('黄绿蓝粉棕黑'),
    drawing:
      '<path d="M60 98h120l12 96H48z" fill="C"/><path d="M88 98q0-46 32-46t32 46" fill="none" stroke="D" stroke-width="10"/><circle cx="120" cy="146" r="18" fill="L"/>',
  },
  {
    key: 'cap',
    zh: '防晒棒球帽',
    price: 4900,
    grams: 90,
    variants: colours('红黄绿蓝白黑'),
    drawing:
      '<path d="M60 146a62 62 0 0 1 124 0z" fill="C"/><path d="M150 146h62q-8 24-62 20z" fill="D"/><circle cx="122" cy="82" r="8" fill="L"/><path d="M122 86v58" stroke="L" stroke-width="5"/>',
  },
  {
    key: 'umbrella',
    zh: '三折晴雨伞',
    price: 5490,
    grams: 340,
    variants: colours('红黄青蓝紫黑'),
    drawing:
      '<path d="M40 126a80 80 0 0 1 160 0q-20-16-40 0q-20-16-40 0q-20-16-40 0q-20-16-40 0z" fill="C"/><path d="M120 46v130a16 16 0 0 1-32 0" fill="none" stroke="D" stroke-width="9"/>',
  },
  {
    key: 'jam',
    zh: '山谷果酱 210g',
    price: 2890,
    grams: 350,
    marks: ['fragile'],
    variants: flavours([
      ['草莓', '红'],
      ['蓝莓', '蓝'],
      ['柑橘', '橙'],
      ['桑葚', '紫'],
      ['青梅', '绿'],
      ['黄桃', '黄'],
    ]),
    drawing:
      '<rect x="72" y="84" width="96" height="108" rx="18" fill="C"/><rect x="66" y="58" width="108" height="30" rx="6" fill="D"/><rect x="84" y="116" width="72" height="44" rx="4" fill="#fff8ea"/><circle cx="120" cy="138" r="13" fill="C"/>',
  },
  {
    key: 'icecream',
    zh: '冰屿冰淇淋 6杯装',
    price: 7900,
    grams: 680,
    marks: ['cold_chain'],
    variants: flavours([
      ['香草', '白'],
      ['巧克力', '棕'],
      ['抹茶', '绿'],
      ['草莓', '粉'],
      ['芒果', '橙'],
      ['蓝莓', '紫'],
    ]),
    drawing:
      '<path d="M70 112h100l-14 82H84z" fill="L" stroke="D" stroke-width="5"/><circle cx="98" cy="92" r="30" fill="C"/><circle cx="142" cy="92" r="30" fill="C"/><circle cx="120" cy="68" r="28" fill="C" stroke="D" stroke-width="3"/>',
  },
  {
    key: 'blocks',
    zh: '彩虹木质积木 40粒',
    price: 8800,
    grams: 520,
    variants: flavours([
      ['城堡款', '红'],
      ['农场款', '绿'],
      ['海港款', '蓝'],
      ['沙漠款', '黄'],
      ['森林款', '棕'],
      ['太空款', '紫'],
    ]),
    drawing:
      '<rect x="52" y="130" width="60" height="60" fill="C"/><rect x="120" y="130" width="70" height="60" fill="D"/><rect x="84" y="66" width="60" height="60" fill="L" stroke="D" stroke-width="4"/><path d="M150 126l28-46 28 46z" fill="C"/>',
  },
  {
    key: 'cable',
    zh: '编织快充数据线 1.2m',
    price: 2590,
    grams: 45,
    variants: colours('红橙绿蓝白黑'),
    drawing:
      '<path d="M70 176q-26-70 40-70t34-58" fill="none" stroke="C" stroke-width="14" stroke-linecap="round"/><rect x="128" y="36" width="34" height="30" rx="5" fill="D"/><rect x="54" y="168" width="34" height="30" rx="5" fill="D"/><rect x="136" y="24" width="18" height="14" fill="L"/>',
  },
  {
    key: 'plant',
    zh: '懒人桌面小绿植',
    price: 3690,
    grams: 450,
    marks: ['fragile'],
    variants: colours('红黄青蓝白灰', '盆'),
    drawing:
      '<path d="M76 132h88l-12 62H88z" fill="C"/><rect x="68" y="120" width="104" height="18" rx="5" fill="D"/><path d="M120 122q-52-10-46-66q46 10 46 66zm0 0q52-10 46-66q-46 10-46 66z" fill="#4a9a5b"/>',
  },
];

/** Kits: six of them, made of parts of the families above. */
export const KITS: readonly {
  readonly zh: string;
  readonly parts: readonly (readonly [string, number])[];
}[] = [
  {
    zh: '下午茶礼盒',
    parts: [
      ['MUG-01', 1],
      ['TEA-01', 2],
    ],
  },
  {
    zh: '居家香氛套装',
    parts: [
      ['CANDLE-01', 1],
      ['SOAP-03', 2],
    ],
  },
  {
    zh: '开学文具套装',
    parts: [
      ['NOTEBOOK-04', 2],
      ['PEN-04', 1],
    ],
  },
  {
    zh: '运动出行套装',
    parts: [
      ['BOTTLE-03', 1],
      ['TOWEL-04', 1],
      ['CAP-06', 1],
    ],
  },
  {
    zh: '果酱三味装',
    parts: [
      ['JAM-01', 1],
      ['JAM-02', 1],
      ['JAM-03', 1],
    ],
  },
  {
    zh: '雨天通勤套装',
    parts: [
      ['UMBRELLA-06', 1],
      ['BAG-05', 1],
    ],
  },
];
