import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ManualForm, MethodInput, MethodName, VerdictView } from '../../../shared/contract/index.ts';
import { POSTS, type Post } from '../../../shared/domain/rights/index.ts';
import { EMPTY_MANUAL } from '../../../shared/intake/manual.ts';
import { ROLE_ROWS, ROLE_TABLE, type RoleRowName } from '../../lib/role-table.ts';
import { startBench, type TestBench } from '../station/harness.ts';
import { EAN, orderOf, RECEIVER, saveOrders, saveProducts, shipmentOf } from '../station/shop.ts';
import { shipAll } from './after.ts';
import { openDesk, type Desk } from './people.ts';
import { until } from '../../lib/until.ts';

/**
 * Every step of the table by a forged call of each of the thirteen posts, each alone: whoever may succeeds on an order of the
 * own, everybody else is refused, and the order that they tried it with is as it was.
 */
type Who = Post | 'all';
/** How the file brings an order in. */
type Kind = 'ready' | 'review' | 'unpaid' | 'approved' | 'unclear' | 'left' | 'shipped';

interface Try {
  readonly kind?: Kind;
  /** Brings the order there. */
  readonly before?: (no: string) => Promise<void>;
  /** The forged call. @returns `ok` or the refusal */
  readonly call: (who: Who, no: string) => Promise<string>;
  /** What posts are told who may not, where another word is nearer. */
  readonly told?: Partial<Record<Post, string>>;
}

const DAY = 86_400_000;
const CNY = (minor: number) => ({ minor, currency: 'CNY' });
const party = { ...RECEIVER, province: '浙江省', city: '杭州市', district: '西湖区', detail: '新路1号' };

let bench: TestBench;
let desk: Desk;
let numbers: Record<string, string>;
let day = 0;
/** What a step needs of the one before it, by order. */
const found = new Map<string, string>();
const kept = (no: string): string => found.get(no) ?? '';

const code = <M extends MethodName>(who: Who, method: M, input: Omit<MethodInput<M>, 'operator'>) =>
  desk.code(who, method, input);
async function asAll<M extends MethodName>(
  method: M,
  input: Omit<MethodInput<M>, 'operator'>,
): Promise<void> {
  expect(await desk.code('all', method, input), method).toBe('ok');
}
async function value<T>(answer: Promise<{ ok: true; value: T } | { ok: false; code: string }>): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(got.code);
  return got.value;
}

type Alter = MethodInput<'alter.act'>['act'];
const altering = (who: Who, no: string, act: Alter) => code(who, 'alter.act', { order: orderOf(no), act });
const alters = (act: Alter) => (who: Who, no: string) => altering(who, no, act);
const short: Alter = { type: 'backorder', sku: 'MUG', qty: 1 };
const isShort = async (no: string) => expect(await altering('all', no, short)).toBe('ok');
const halves = [[{ no: 1, qty: 1 }], [{ no: 1, qty: 1 }]];

type Action = Omit<MethodInput<'orders.act'>, 'order' | 'operator'>;
const acts = (action: Action) => (who: Who, no: string) =>
  code(who, 'orders.act', { ...action, order: orderOf(no) });
const did = (action: Action) => (no: string) => asAll('orders.act', { ...action, order: orderOf(no) });

type After = MethodInput<'after.act'>['act'];
const after = (act: After) => (who: Who, no: string) => code(who, 'after.act', { order: orderOf(no), act });
const wasAfter = (act: After) => async (no: string) =>
  expect(await code('all', 'after.act', { order: orderOf(no), act })).toBe('ok');

function judges(verdict: 'pass' | 'fix' | 'reject') {
  return async (who: Who, no: string) => {
    const order = orderOf(no);
    const view = await value(desk.as('all', 'review.view', { order }));
    return code(who, 'review.judge', {
      order,
      verdict,
      seen: view.seen,
      accept: view.findings
        .filter(({ result }) => result !== 'pass')
        .map(({ check, code: what }) => `${check}:${what ?? ''}`),
      ...(verdict === 'pass' ? {} : { reason: view.reasons[0] ?? '' }),
    });
  };
}

const form = (): ManualForm => ({
  ...(structuredClone(EMPTY_MANUAL) as ManualForm),
  receiver: { ...party, phone: `138001${String((day += 1)).padStart(5, '0')}`, country: '', postcode: '' },
  lines: [{ sku: 'MUG', name: '马克杯', variant: '白色', qty: 2, price: 1_500, kind: 'goods' }],
  payment: 'PAID',
  paymentMethod: 'cash',
});
const saves = (who: Who) => desk.as(who, 'intake.save', { form: form(), anyway: true });

const tells = (who: Who, no: string, status: 'REFUSED' | 'IN_TRANSIT') =>
  code(who, 'tracking.add', { order: orderOf(no), number: numbers[no] ?? '', status, at: Date.now() });

type CaseAct = MethodInput<'cases.act'>['act'];
const openCase = (who: Who) => desk.as(who, 'cases.open', { kind: 'complaint', code: 'late' });
async function aCase(no: string): Promise<void> {
  found.set(no, (await value(openCase('all'))).id);
}
const onCase = (act: CaseAct): Try => ({
  before: aCase,
  call: (who, no) => code(who, 'cases.act', { id: kept(no), act, note: 'said' }),
});
async function aSolvedCase(no: string): Promise<void> {
  await aCase(no);
  await asAll('cases.act', { id: kept(no), act: { type: 'solve', outcome: 'compensated' }, note: 'said' });
}

async function askChange(no: string): Promise<void> {
  const order = orderOf(no);
  await asAll('changes.ask', { order, change: { remark: 'red' }, reason: 'asked' });
  const [asked] = await value(desk.as('all', 'changes.of', { order }));
  found.set(no, asked?.request ?? '');
}
const decides = (approved: boolean) => (who: Who, no: string) =>
  code(who, 'changes.decide', { order: orderOf(no), request: kept(no), approved, note: '' });

/** Rows that are one call each; those of the bench follow below. */
const TRIES = {
  'O1 typed in': {
    call: async (who) => {
      const saved = await saves(who);
      return saved.ok ? 'ok' : saved.code;
    },
  },
  'O2 confirmed by a second person': {
    before: async (no) => void found.set(no, (await value(saves('all'))).order),
    call: (who, no) => code(who, 'intake.confirm', { order: kept(no), version: null }),
  },
  'O3, O4 an unclear order is clear and goes to the review': {
    kind: 'unclear',
    call: (who, no) => code(who, 'intake.clear', { order: orderOf(no) }),
  },
  'O5 approved': { kind: 'review', call: judges('pass') },
  'O6 not passed': { kind: 'review', call: judges('fix') },
  'O7 mended': {
    kind: 'review',
    before: async (no) => expect(await judges('fix')('all', no)).toBe('ok'),
    call: acts({ action: 'change_receiver', receiver: party, reason: 'phone' }),
  },
  'O8 rejected': { kind: 'review', call: judges('reject') },
  'O10 paid': {
    kind: 'unpaid',
    call: (who, no) =>
      code(who, 'payments.record', { order: orderOf(no), amount: CNY(2_000), method: 'transfer' }),
  },
  'O11 released': {
    kind: 'approved',
    call: (who, no) => code(who, 'release.order', { order: orderOf(no) }),
  },
  'O12 shortage reported': { call: alters({ type: 'report_short', sku: 'MUG', qty: 1 }) },
  'O12 backordered': { call: alters(short) },
  'O12 the customer waits': {
    before: isShort,
    call: (who, no) => altering(who, no, { type: 'wait', until: Date.now() + DAY, consent: 'phone' }),
  },
  'O13 restocked': { before: isShort, call: alters({ type: 'restock', consent: 'phone' }) },
  'O14 split with consent': {
    before: isShort,
    call: alters({ type: 'split', parts: halves, waiting: 1, consent: 'phone' }),
  },
  'O16 delivered': {
    kind: 'left',
    call: (who, no) => after({ type: 'delivered', at: Date.now() - 1_000 })(who, no),
  },
  'O17 completed': { kind: 'left', call: after({ type: 'completed' }) },
  'O18 settled': { kind: 'left', call: after({ type: 'settled' }) },
  'O18 archived': {
    kind: 'left',
    before: async (no) => {
      await wasAfter({ type: 'completed' })(no);
      await wasAfter({ type: 'settled' })(no);
    },
    call: after({ type: 'archived' }),
  },
  'O19 cancelled for the customer': {
    before: did({ action: 'request_cancel', reason: 'asked' }),
    call: acts({ action: 'cancel', reason: 'asked', refundStarted: true }),
  },
  'O19 cancelled by the merchant': {
    call: acts({ action: 'cancel', reason: 'sold out', refundStarted: true }),
  },
  'O19 cancelled, whoever asks': {
    call: alters({ type: 'cancel', reason: 'customer_changed_mind', refundStarted: true }),
  },
  'O20 closed': {
    kind: 'review',
    before: did({ action: 'reject', reason: 'not for us' }),
    call: alters({ type: 'close' }),
  },
  'O21 after-sales of what comes back': {
    kind: 'shipped',
    before: async (no) => expect(await tells('all', no, 'REFUSED')).toBe('ok'),
    call: after({ type: 'after_sales' }),
  },
  'O23 merged': {
    call: (who, no) => altering(who, no, { type: 'merge', with: [orderOf(`${no}-2`)] }),
    told: { PKR: 'merge_rule_forbids' },
  },
  'O24 split': {
    call: alters({ type: 'split', parts: halves }),
    told: { PKR: 'packer_splits_parcels_only' },
  },
  'F1 allocated': { call: (who, no) => code(who, 'pick.wave', { shipments: [shipmentOf(no)] }) },
  'F1 labels first': {
    call: (who, no) => code(who, 'wave.print', { shipments: [shipmentOf(no)], labels: true, slips: false }),
  },
  'B3 label voided': {
    before: (no) => asAll('wave.print', { shipments: [shipmentOf(no)], labels: true, slips: false }),
    call: acts({ action: 'void_label', reason: 'torn' }),
  },
  'X cancel asked for': { call: acts({ action: 'request_cancel', reason: 'asked' }) },
  'X cancel request denied': {
    before: did({ action: 'request_cancel', reason: 'asked' }),
    call: acts({ action: 'deny_cancel', reason: 'too late' }),
  },
  'X hold lifted': {
    before: async (no) => {
      expect(await altering('all', no, { type: 'report_short', sku: 'MUG', qty: 1 })).toBe('ok');
    },
    call: acts({ action: 'lift_hold', reason: 'found' }),
  },
  'X hold of what was unclear lifted': {
    before: (no) =>
      asAll('talk.contact', {
        order: orderOf(no),
        way: 'phone',
        outcome: 'no_answer',
        note: '',
        unclear: true,
      }),
    call: acts({ action: 'lift_hold', reason: 'asked' }),
  },
  'X receiver changed': { call: alters({ type: 'address', receiver: party, reason: 'customer_asked' }) },
  'X address settled': {
    before: did({ action: 'change_receiver', receiver: party }),
    call: acts({ action: 'settle_address' }),
  },
  'X other goods': {
    before: isShort,
    call: alters({ type: 'substitute', line: 1, sku: 'TEA', qty: 1, consent: 'phone' }),
  },
  'X less': {
    before: isShort,
    call: alters({ type: 'cancel_lines', lines: [{ no: 1, qty: 1 }], consent: 'phone' }),
  },
  'X change asked for': {
    call: (who, no) =>
      code(who, 'changes.ask', { order: orderOf(no), change: { remark: 'red' }, reason: 'asked' }),
  },
  'X change decided': { before: askChange, call: decides(true) },
  'X change refused': { before: askChange, call: decides(false) },
  'X talk with the customer': {
    call: (who, no) =>
      code(who, 'talk.contact', { order: orderOf(no), way: 'phone', outcome: 'confirmed', note: 'said' }),
  },
  'X note': { call: (who, no) => code(who, 'talk.note', { order: orderOf(no), to: 'all', text: 'x' }) },
  'X link': { call: (who, no) => code(who, 'talk.link', { order: orderOf(no), kind: 'chat', ref: 'x' }) },
  'X customer asked': {
    call: (who, no) =>
      code(who, 'review.asked', { order: orderOf(no), way: 'phone', about: 'order', objection: false }),
  },
  'X notice asked for': {
    call: (who, no) => code(who, 'notices.ask', { order: orderOf(no), template: 'shipped' }),
  },
  'X notice sent': {
    before: async (no) => {
      const order = orderOf(no);
      await asAll('notices.ask', { order, template: 'shipped' });
      const rows = await desk.as('all', 'notices.ofOrder', { order });
      found.set(no, rows.find(({ state }) => state === 'waiting')?.id ?? '');
    },
    call: (who, no) => code(who, 'notices.mark', { id: kept(no), state: 'dropped' }),
  },
  'X reminded': {
    kind: 'unpaid',
    call: (who, no) => code(who, 'payments.remind', { orders: [orderOf(no)], way: 'phone' }),
  },
  'X allocated': {
    call: (who, no) => code(who, 'allocation.set', { order: orderOf(no), warehouse: 'W1' }),
  },
  'X task': {
    call: (who, no) =>
      code(who, 'allocation.assign', { order: orderOf(no), department: 'orders', task: 'other' }),
  },
  'X promise': {
    call: (who, no) => code(who, 'release.promise', { order: orderOf(no), shipBy: Date.now() + DAY }),
  },
  'X carrier': {
    call: (who, no) => code(who, 'carriers.choose', { order: orderOf(no), carrier: 'OWN', reason: 'near' }),
  },
  'X report of a carrier': { kind: 'shipped', call: (who, no) => tells(who, no, 'IN_TRANSIT') },
  'X feedback': { kind: 'left', call: after({ type: 'feedback', rating: 5, about: 'all' }) },
  'X address of what has left': { kind: 'left', call: alters({ type: 'address_case' }) },
  'X voucher': {
    kind: 'shipped',
    call: (who, no) => code(who, 'voucher.print', { shipment: shipmentOf(no) }),
  },
  'X voucher as a file': {
    kind: 'shipped',
    call: (who, no) => desk.window(who).code('voucher.pdf', { shipment: shipmentOf(no) }),
  },
  'X whole file': { kind: 'left', call: (who, no) => code(who, 'archive.export', { order: orderOf(no) }) },
  'X receiver in clear': {
    call: (who, no) => code(who, 'orders.reveal', { order: orderOf(no), reason: 'call back' }),
  },
  'X sheet for the driver': {
    kind: 'shipped',
    call: (who, no) => code(who, 'prints.driverSheet', { shipment: shipmentOf(no) }),
  },
  'K1 case opened': {
    call: async (who) => {
      const opened = await openCase(who);
      return opened.ok ? 'ok' : opened.code;
    },
  },
  'K2 case given': onCase({ type: 'assign', department: 'WHL' }),
  'K3 note in a case': onCase({ type: 'note' }),
  'K4 talk in a case': onCase({ type: 'contact', with: 'carrier' }),
  'K5 more facts': onCase({ type: 'detail', cause: 'transport' }),
  'K6 case linked': onCase({ type: 'link', order: orderOf('LINK') }),
  'K7 time limit': onCase({ type: 'due', due: Date.now() + 30 * DAY }),
  'K8 supervisor called': onCase({ type: 'escalate', priority: 'high' }),
  'K9 complaint solved': onCase({ type: 'solve', outcome: 'compensated' }),
  'K10 opened again': { ...onCase({ type: 'reopen', reason: 'again' }), before: aSolvedCase },
  'K11 case closed': { ...onCase({ type: 'close' }), before: aSolvedCase },
} as const satisfies Partial<Record<RoleRowName, Try>>;

/** Steps that are scans at a bench, and those that nobody can make. */
const OTHERS = [
  'O9 payment awaited',
  'O15 shipped',
  'O22 after-sales asked for',
  'F2 picking',
  'F3 picked',
  'F3 given back',
  'F4 opened',
  'F4a another box',
  'F5 checked',
  'F8 labelled and staged',
  'F10 handed over',
  'B1 put back',
] as const satisfies readonly RoleRowName[];

const ROWS = Object.entries(TRIES) as [keyof typeof TRIES, Try][];
const mayOf = (row: RoleRowName): readonly Post[] => ROLE_TABLE[row].may;
const number = (row: RoleRowName, who: Post | 'none'): string =>
  `T${String(ROLE_ROWS.findIndex(([name]) => name === row))}-${who}`;

beforeAll(async () => {
  bench = await startBench();
  const wanted = ROWS.flatMap(([row, { kind = 'ready' }]) =>
    (['none', ...mayOf(row)] as const).map((who) => ({ kind, no: number(row, who) })),
  );
  const all = (kind: Kind) => wanted.filter((each) => each.kind === kind).map(({ no }) => no);
  const rule = (key: string, set: boolean) =>
    bench.call('siteRules.save', { key: key as 'stock.autoRelease', value: set });
  const mugs = (no: string) => ({ no, lines: { MUG: 2 } });
  numbers = await shipAll(bench, all('shipped').map(mugs));
  await saveProducts(bench);
  await saveOrders(bench, [
    ...all('ready').map(mugs),
    ...['none', ...mayOf('O23 merged')].map((who) => mugs(`${number('O23 merged', who as Post)}-2`)),
    ...['PICK', 'PICK-2', 'OPEN', 'PACK', 'BACK', 'LINK'].map((no) => ({ no, lines: { MUG: 1 } })),
    ...all('unpaid').map((no) => ({ ...mugs(no), payment: 'unpaid' as const })),
    ...all('left').map((no) => ({ ...mugs(no), status: '已发货' })),
  ]);
  await rule('intake.unclearWaits', true);
  await saveOrders(
    bench,
    all('unclear').map((no) => ({ no, lines: { NEVER_SEEN: 1 } })),
  );
  await rule('stock.autoRelease', false);
  await saveOrders(bench, all('approved').map(mugs));
  await bench.call('siteRules.save', { key: 'review.automatic', value: 'off' });
  await saveOrders(bench, all('review').map(mugs));
  desk = await openDesk(bench, {
    all: POSTS,
    ...Object.fromEntries(POSTS.map((post) => [post, [post]])),
  });
}, 60_000);
afterAll(async () => {
  desk.close();
  await bench.close();
});

const eventsOf = async (no: string): Promise<number> => {
  const view = await desk.as('all', 'orders.get', { order: orderOf(no) });
  return view.ok ? view.value.timeline.length : 0;
};
const REFUSED = ['role_not_allowed', 'not-allowed'];

describe('by a forged call, each post alone', { timeout: 60_000 }, () => {
  it('every row of the table is called here', () => {
    expect([...ROWS.map(([row]) => row), ...OTHERS].sort()).toEqual(ROLE_ROWS.map(([row]) => row).sort());
  });

  it.each(ROWS)('%s', async (row, { before, call, told }) => {
    const shared = number(row, 'none');
    await before?.(shared);
    const stood = await eventsOf(shared);
    for (const post of POSTS) {
      if (mayOf(row).includes(post)) continue;
      const said = told?.[post];
      expect(said === undefined ? REFUSED : [said], `${post} may not`).toContain(await call(post, shared));
    }
    expect(await eventsOf(shared)).toBe(stood);
    for (const post of mayOf(row)) {
      const no = number(row, post);
      await before?.(no);
      expect(await call(post, no), `${post} may`).toBe('ok');
    }
  });

  it('O23 merged by a packer where the site lets packers merge (MRG-01)', async () => {
    const shared = number('O23 merged', 'none');
    expect(await code('boss' as Who, 'siteRules.save', { key: 'merge.packers', value: true })).toBe('ok');
    expect(await TRIES['O23 merged'].call('PKR', shared)).toBe('ok');
  });

  it('O9 is the system’s; O22 comes with after-sales: nobody has a call for them', async () => {
    expect([...mayOf('O9 payment awaited'), ...mayOf('O22 after-sales asked for')]).toEqual([]);
    const no = number('O17 completed', 'CS');
    for (const post of POSTS) expect(await after({ type: 'after_sales' })(post, no), post).not.toBe('ok');
  });
});

let refs = 0;
async function gun(who: Who, text: string, method: 'bench.scan' | 'pick.scan' = 'bench.scan') {
  refs += 1;
  const scannedAt = performance.timeOrigin + performance.now();
  const scan = { bench: 'B1', text, source: 'manual' as const, ref: `r${String(refs)}`, scannedAt };
  return (await desk.window(who).call(method, scan)) as VerdictView;
}
const command = (who: Who, name: string) =>
  desk.window(who).call('bench.command', { bench: 'B1', name, ref: `c${String((refs += 1))}` });
const stand = async (who: Who) =>
  expect(await code(who, 'bench.operator', { bench: 'B1' } as never)).toBe('ok');
const open = (who: Who, no: string) =>
  desk.window(who).call('bench.open', { bench: 'B1', shipment: shipmentOf(no) });
const REFUSAL = { kind: 'not_allowed', data: { reason: 'role_not_allowed' } };

/** Everybody who may not tries it at the bench and says OK to the stop. */
async function othersAtBench(
  row: RoleRowName,
  attempt: (post: Post) => Promise<VerdictView>,
  acknowledge: (post: Post) => Promise<unknown> = (post) => command(post, 'OK'),
): Promise<void> {
  for (const post of POSTS) {
    if (mayOf(row).includes(post)) continue;
    await stand(post);
    expect(await attempt(post), `${post}: ${row}`).toMatchObject(REFUSAL);
    await acknowledge(post);
  }
}
const statusOf = async (no: string) => {
  const view = await value(desk.as('all', 'orders.get', { order: orderOf(no) }));
  return view.shipments[0]?.status;
};

describe('at the bench, each post alone', { timeout: 60_000 }, () => {
  it('F2, F3: fetched by a picker, taken back by a lead', async () => {
    const pick = (who: Who, act: MethodInput<'pick.act'>['act']) =>
      desk.window(who).call('pick.act', { bench: 'B1', act });
    const begin = (who: Who, no: string) => pick(who, { type: 'order', shipment: shipmentOf(no) });
    const ok = (who: Who) => pick(who, { type: 'ok' });
    await othersAtBench('F2 picking', (post) => begin(post, 'PICK'), ok);
    await stand('PIK');
    expect((await begin('PIK', 'PICK')).kind).toBe('opened');
    expect(await statusOf('PICK')).toBe('PICKING');
    await othersAtBench('F3 picked', (post) => gun(post, EAN.MUG, 'pick.scan'), ok);
    await stand('PKR');
    expect(await pick('PKR', { type: 'stop' })).toMatchObject(REFUSAL);
    await ok('PKR');
    expect(await statusOf('PICK')).toBe('PICKING');
    await stand('PIK');
    expect((await gun('PIK', EAN.MUG, 'pick.scan')).kind).toBe('closed');
    expect(await statusOf('PICK')).toBe('PICKED');

    expect((await begin('PIK', 'PICK-2')).kind).toBe('opened');
    const giveBack = (who: Post) =>
      code(who, 'pick.giveBack', { shipment: shipmentOf('PICK-2'), reason: 'went home' });
    for (const post of POSTS)
      if (!mayOf('F3 given back').includes(post)) expect(await giveBack(post), post).toBe('role_not_allowed');
    expect(await giveBack('WHL')).toBe('ok');
  });

  it('F4, B1: opened by a packer, put back by the packer or a lead', async () => {
    await othersAtBench('F4 opened', (post) => open(post, 'OPEN'));
    for (const post of mayOf('B1 put back')) {
      await stand('PKR');
      expect((await open('PKR', 'BACK')).kind).toBe('opened');
      await othersAtBench('B1 put back', (each) => command(each, 'CANCEL'));
      await stand(post as Who);
      expect((await command(post as Who, 'CANCEL')).kind, post).toBe('put_back');
    }
  });

  it('F4a to F10: another box, checked, labelled and staged by a packer, handed over by a shipper', async () => {
    await stand('PKR');
    expect((await open('PKR', 'PACK')).kind).toBe('opened');
    await othersAtBench('F4a another box', (post) => command(post, 'BOX'));
    await stand('PKR');
    expect(await command('PKR', 'BOX')).toMatchObject({ data: { reason: 'box_empty' } });
    await command('PKR', 'OK');
    let counted = false;
    await othersAtBench('F5 checked', (post) => {
      if (counted) return command(post, 'PRINT');
      counted = true;
      return gun(post, EAN.MUG);
    });
    expect(await statusOf('PACK')).toBe('CHECKING');
    await stand('PKR');
    await command('PKR', 'PRINT');
    const labelled = await until(
      () => desk.window('PKR').call('bench.view', { bench: 'B1' }),
      (view) => ['sent', 'confirmed'].includes(view.session?.label.state ?? ''),
      'the label',
    );
    const label = labelled.session?.waybill?.number ?? '';
    await othersAtBench('F8 labelled and staged', (post) => gun(post, label));
    await stand('PKR');
    expect((await gun('PKR', label)).kind).toBe('closed');

    const started = await desk
      .window('PKR')
      .call('handover.start', { bench: 'B1', carrier: 'OWN', courier: '老王' });
    expect(started.kind).toBe('handover_started');
    await othersAtBench('F10 handed over', (post) => gun(post, label));
    await stand('SHP');
    expect((await gun('SHP', label)).kind).toBe('handed_over');
    expect((await command('SHP', 'FINISH')).kind).toBe('handover_finished');
    expect(mayOf('O15 shipped')).toEqual(['SHP']);
    expect(await value(desk.as('all', 'orders.get', { order: orderOf('PACK') }))).toMatchObject({
      status: 'SHIPPED',
    });
  });
});
