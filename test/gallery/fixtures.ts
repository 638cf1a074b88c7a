import type {
  BenchView,
  MethodOutput,
  SessionView,
  Settings,
  StopView,
  VerdictView,
  WeighView,
} from '../../shared/contract/index.ts';
import type { StopKind, VerdictKind } from '../../shared/domain/index.ts';

/** Invented views for the gallery and for tests of the page. Nobody here exists. */
export const NOW = Date.now();
const MINUTE = 60_000;

export const carriers = {
  YTO: { code: 'YTO', zh: '圆通速递', en: 'YTO Express' },
  SF: { code: 'SF', zh: '顺丰速运', en: 'SF Express' },
  ZTO: { code: 'ZTO', zh: '中通快递', en: 'ZTO Express' },
  EMS: { code: 'EMS', zh: '邮政 EMS', en: 'EMS' },
  OWN: { code: 'OWN', zh: '自送', en: 'Own delivery' },
} as const;

export const settings = (language: 'zh' | 'en', setupDone = true): Settings => ({
  language,
  siteName: language === 'zh' ? '余杭一号仓' : 'Yuhang No. 1',
  sender: {
    name: '陈立',
    phone: '13800001234',
    province: '浙江省',
    city: '杭州市',
    district: '余杭区',
    detail: '良渚街道东莲街 8 号',
  },
  setupDone,
  defaultCarrier: 'YTO',
  labelLanguage: 'zh',
  labelPrinter: 'label-1',
  paperPrinter: null,
  printers: [
    {
      id: 'label-1',
      name: 'TSC TE244',
      language: 'tspl',
      dpi: 203,
      paper: '76x130',
      polarity: 'normal',
      statusQuery: true,
      transport: { kind: 'tcp', host: '192.168.1.60', port: 9100 },
    },
  ],
  guns: [
    {
      id: 'gun-1',
      path: '/dev/ttyACM0',
      baudRate: 9600,
      dataBits: 8,
      parity: 'none',
      stopBits: 1,
      bench: '1',
    },
  ],
  sound: { volume: 0.8 },
  retention: { privateDays: 90, documentDays: 730, recordDays: 365 },
});

export const hello = (language: 'zh' | 'en', setupDone = true): MethodOutput<'app.hello'> => ({
  version: '0.1.0',
  station: 'st-1',
  settings: settings(language, setupDone),
  carriers: [
    { ...carriers.YTO, routed: true, sources: ['file', 'external'], freePool: false },
    { ...carriers.SF, routed: true, sources: ['file'], freePool: false },
    { ...carriers.ZTO, routed: true, sources: ['file', 'external'], freePool: false },
    { ...carriers.EMS, routed: false, sources: ['external'], freePool: false },
    { ...carriers.OWN, routed: false, sources: ['own'], freePool: true },
  ],
  operators: [
    { id: 'op-1', name: language === 'zh' ? '周敏' : 'Zhou Min', badge: 'ID:OP1' },
    { id: 'op-2', name: language === 'zh' ? '孙强' : 'Sun Qiang', badge: 'ID:OP2' },
  ],
  benches: ['1', '2'],
  dataDir: '/home/packer/.local/share/packline',
  orders: 300,
  products: 120,
});

export const weigh = (over: Partial<WeighView> = {}): WeighView => ({
  rule: 'required',
  state: 'wanted',
  grams: null,
  source: null,
  expected: { goods: 2_240, low: 2_173, high: 2_807 },
  side: null,
  slow: false,
  beforeLabel: false,
  ...over,
});

type Line = SessionView['lines'][number];
const line = (
  no: number,
  name: string,
  variant: string | null,
  qty: number,
  checked: number,
  location: string,
  picture: string | null,
): Line => ({
  no,
  sku: `DM-${String(1000 + no)}`,
  name,
  variant,
  qty,
  checked,
  location,
  kit: no === 4 ? 'KIT-07' : null,
  picture,
  quantityEntry: false,
});

export const lines: readonly Line[] = [
  line(1, '云朵双层玻璃杯 350ml', '樱花粉', 2, 2, 'A-01-03', 'cup'),
  line(2, '纯棉长绒毛巾 加厚吸水 家用洗脸巾', '雾蓝 · 34×76cm', 6, 2, 'A-02-11', 'towel'),
  line(3, '便携式手摇咖啡磨豆机 可水洗', '复古绿', 1, 0, 'B-04-02', 'grinder'),
  line(4, '手冲滤纸 V60 一百片装', '02 号', 3, 0, 'B-04-09', 'paper'),
  line(5, '陶瓷分享壶', '600ml', 1, 0, 'C-01-01', null),
];

const LONG =
  '【官方旗舰店】2026 新款四季通用加大加厚法兰绒珊瑚绒双面盖毯办公室午睡毯空调毯沙发毯可机洗不掉毛礼盒装 Extra-Long-Product-Name-Without-Any-Break';

export const session = (over: Partial<SessionView> = {}): SessionView => ({
  shipment: 'sh-1',
  orders: [{ id: 'demo:2026112200041', channel: 'taobao', channelOrderNo: '2026112200041' }],
  carrier: carriers.YTO,
  mode: 'label_last',
  step: 'checking',
  labelSource: 'file',
  urgent: true,
  marks: ['fragile'],
  cod: { minor: 12_850, currency: 'CNY' },
  shipBy: NOW + 95 * MINUTE,
  remark: '请用新的纸箱，送人的，不要放小票，谢谢老板',
  sellerNote: null,
  receiver: { name: '王**', phone: '138******21', address: '浙江省杭州市西湖区文三路 ****' },
  parcel: { n: 1, m: 1 },
  lines: [...lines],
  units: { checked: 4, total: 13 },
  currentLine: 2,
  multiplier: 1,
  waybill: { carrier: 'YTO', number: 'YT8830012345678', source: 'file', segments: '571-A12 003' },
  label: { state: 'none', job: null, copy: 0, code: null },
  openedAt: NOW - MINUTE,
  ...over,
});

export const labelSession = (over: Partial<SessionView> = {}): SessionView =>
  session({
    step: 'label',
    lines: lines.map((each) => ({ ...each, checked: each.qty })),
    units: { checked: 13, total: 13 },
    currentLine: null,
    label: { state: 'sent', job: 'job-1', copy: 1, code: null },
    ...over,
  });

const row = (
  n: number,
  over: Partial<BenchView['queue']['next'][number]> = {},
): BenchView['queue']['next'][number] => ({
  shipment: `sh-${String(n)}`,
  order: `demo:20261122000${String(n)}`,
  channelOrderNo: `20261122000${String(n)}`,
  carrier: carriers.YTO,
  status: 'QUEUED',
  urgent: false,
  marks: [],
  cod: false,
  shipBy: NOW + 240 * MINUTE,
  units: 1,
  lines: 1,
  location: 'A-01-03',
  waybill: null,
  labelPrinted: false,
  bench: null,
  ...over,
});

export const queueRows = [
  row(41, { urgent: true, cod: true, units: 13, marks: ['fragile'], waybill: 'YT8830012345678' }),
  row(42, {
    carrier: carriers.SF,
    shipBy: NOW - 20 * MINUTE,
    location: 'B-04-02',
    waybill: 'SF1300012345678',
    labelPrinted: true,
  }),
  row(43, { units: 2, location: 'C-01-01', marks: ['cold_chain'] }),
  row(44, { carrier: carriers.OWN }),
];

export const verdict = (
  kind: VerdictKind,
  data: VerdictView['data'] = {},
  over: Partial<VerdictView> = {},
): VerdictView => ({
  bench: '1',
  seq: 41,
  kind,
  stop: false,
  repeat: false,
  data,
  ref: null,
  scannedAt: NOW,
  decidedAt: NOW + 1.2,
  ...over,
});

export const view = (over: Partial<BenchView> = {}): BenchView => ({
  bench: '1',
  seq: 41,
  savedSeq: 41,
  operator: { id: 'op-1', name: '周敏', badge: 'ID:OP1' },
  mode: 'pack',
  session: null,
  stop: null,
  last: null,
  closed: {
    order: 'demo:2026112200040',
    channelOrderNo: '2026112200040',
    number: 'YT8830012345601',
    at: NOW - 2 * MINUTE,
  },
  handover: null,
  today: { parcels: 86, units: 143, stops: 4 },
  queue: { ready: 214, urgent: 6, overdue: 2, blocked: 17, staged: 38, next: queueRows },
  devices: [
    { id: 'gun-1', kind: 'gun', name: '/dev/ttyACM0', state: 'ready', code: null },
    { id: 'label-1', kind: 'printer', name: 'TSC TE244', state: 'ready', code: null },
  ],
  ...over,
});

const expected = (n: number): StopView['expected'] =>
  lines
    .filter((each) => each.checked < each.qty)
    .slice(0, n)
    .map((each) => ({
      sku: each.sku,
      name: each.name,
      variant: each.variant,
      remaining: each.qty - each.checked,
      picture: each.picture,
    }));

const got = {
  code: '6901234567892',
  sku: 'DM-1077',
  name: '纯棉长绒毛巾 加厚吸水 家用洗脸巾',
  variant: '暖灰 · 34×76cm',
  picture: 'towel2',
};

const STOP_EXTRAS: Partial<Record<StopKind, Partial<StopView>>> = {
  wrong_item: { expected: expected(4), got },
  surplus: {
    got: { ...got, sku: 'DM-1001', name: '云朵双层玻璃杯 350ml', variant: '樱花粉', picture: 'cup' },
  },
  unknown_code: { got: { code: '6938888800017', sku: null, name: null, variant: null, picture: null } },
  unreadable: { data: { reason: 'too_long', n: 5000 } },
  wrong_label: { data: { expected: 'YT8830012345678', scanned: 'YT8830099999999' } },
  label_not_scanned: { data: { expected: 'YT8830012345678', channelOrderNo: '2026112200041' } },
  printer_not_ready: { data: { printer: 'TSC TE244', code: 'paper_out' } },
  print_unknown: { data: { number: 'YT8830012345678', printer: 'TSC TE244' } },
  missing_routing: { data: { number: 'YT8830012345678', carrier: '圆通速递' } },
  blocked: { data: { channelOrderNo: '2026112200041', reason: 'cancel_requested' } },
  not_packable: { data: { channelOrderNo: '2026112200055', reason: 'not_reviewed' } },
  not_here: { data: { text: 'YT9900000000001' } },
  busy_elsewhere: { data: { channelOrderNo: '2026112200041', bench: '2', operator: '孙强' } },
  already_done: { data: { number: 'YT8830012345601', at: NOW - 2 * MINUTE } },
  not_allowed: { data: { reason: 'quantity_not_allowed' } },
  number_used: { data: { number: 'YT8830012345601', order: '2026112200040' } },
  too_heavy: { data: { weighedGrams: 3120, goodsGrams: 2240, leastGrams: 2173, mostGrams: 2807 } },
  too_light: { data: { weighedGrams: 1874, goodsGrams: 2240, leastGrams: 2173, mostGrams: 2807 } },
  weight_missing: { data: { number: 'YT8830012345678' } },
  foreign_parcel: { data: { number: 'SF1300012345678', reason: 'wrong_carrier' } },
  storage_failed: { data: { code: 'disk_full' } },
};

export const stop = (kind: StopKind, over: Partial<StopView> = {}): StopView => ({
  id: 7,
  kind,
  repeats: 0,
  expected: [],
  got: null,
  data: {},
  ...STOP_EXTRAS[kind],
  ...over,
});

export const stopView = (kind: StopKind, over: Partial<StopView> = {}): BenchView => {
  const shown = stop(kind, over);
  const inLabel = [
    'wrong_label',
    'label_not_scanned',
    'printer_not_ready',
    'print_unknown',
    'missing_routing',
  ].includes(kind);
  const idle = [
    'not_packable',
    'not_here',
    'busy_elsewhere',
    'already_done',
    'blocked',
    'number_used',
  ].includes(kind);
  return view({
    session: idle ? null : inLabel ? labelSession() : session(),
    stop: shown,
    last: verdict(kind, shown.data, { stop: true }),
    ...(kind === 'foreign_parcel' ? { mode: 'handover' as const, handover: handover() } : {}),
  });
};

export function handover(): NonNullable<BenchView['handover']> {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    shipment: `sh-${String(i)}`,
    order: `demo:${String(i)}`,
    channelOrderNo: `20261122${String(100 + i).padStart(5, '0')}`,
    number: `YT88300123${String(45_000 + i)}`,
    state:
      i < 12
        ? ('scanned' as const)
        : i === 20
          ? ('missing' as const)
          : i === 21
            ? ('exception' as const)
            : ('pending' as const),
    reason: null,
  }));
  return {
    carrier: carriers.YTO,
    courier: '刘师傅',
    startedAt: NOW - 4 * MINUTE,
    expected: 40,
    scanned: 12,
    foreign: [{ number: 'SF1300012345678', reason: 'wrong_carrier' }],
    rows,
  };
}

const long = (n: number): Line[] =>
  Array.from({ length: n }, (_, i) => ({
    ...line(
      i + 1,
      i % 3 === 0 ? LONG : `商品 ${String(i + 1)} 号 · 很普通的名字`,
      i % 2 === 0 ? '超长规格名称：加大加厚双面法兰绒 · 烟灰蓝拼接米白 · 200×230cm 礼盒装' : null,
      3,
      i < 23 ? 3 : 0,
      'Z-99-99',
      'blanket',
    ),
    kit: null,
  }));

export const forty = session({
  orders: [
    { id: 'a', channel: 'shopify', channelOrderNo: '#1001-VERY-LONG-ORDER-NUMBER-2026-11-22-0000001' },
    { id: 'b', channel: 'shopify', channelOrderNo: '#1002' },
  ],
  lines: long(40),
  units: { checked: 69, total: 120 },
  currentLine: 25,
  multiplier: 12,
  parcel: { n: 2, m: 3 },
  marks: ['fragile', 'cold_chain'],
  shipBy: NOW - 5 * MINUTE,
  sellerNote:
    '老客户，送一包湿巾；一定要检查毯子有没有线头，上次投诉过，箱子外面不要写店名，快递员上门之前打电话确认一下，谢谢大家辛苦了',
});
