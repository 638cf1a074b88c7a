import type { Page } from '@playwright/test';
import type { MethodInput, MethodName } from '../../shared/contract/index.ts';
import { POSTS, type Post } from '../../shared/domain/rights/index.ts';
import { PAGE_STATES, ROLE_ROWS, type PageState } from '../lib/role-table.ts';
import { applySite, BOSS, crewOf, expect, goTo, siteSettings, startPrinters, test } from './harness/index.ts';
import type { StationClient } from './harness/index.ts';

/**
 * What the page of an order offers to each post alone, in every state that an order of the desk can have: exactly what the table
 * of steps lets the post do, which forged calls prove of the station. Nothing is pressed here.
 */
test.use({ trace: 'off' });

/** Beside the steps of the table: opens nothing, or only what everybody who sees the order may read. */
const FREE = new Set(['slip']);

type Orders = Readonly<Record<PageState, string>>;
type Given<M extends MethodName> = Omit<MethodInput<M>, 'operator'>;

/** Brings one order into every state, by the contract. @returns their numbers */
async function prepare(client: StationClient): Promise<Orders> {
  const hello = await client.call('app.hello', {});
  const bench = hello.benches[0] ?? '';
  const { person } = await client.call('session.view', {});
  const operator = person?.id ?? '';
  async function did<M extends MethodName>(method: M, input: Given<M>): Promise<void> {
    const answer = (await client.call(method, { ...input, operator } as never)) as {
      ok: boolean;
      code?: string;
    };
    if (!answer.ok) throw new Error(`${method} ${JSON.stringify(input)}: ${answer.code ?? ''}`);
  }
  const act = (order: string, given: Omit<Given<'orders.act'>, 'order'>) =>
    did('orders.act', { order, ...given } as Given<'orders.act'>);
  const alter = (order: string, given: MethodInput<'alter.act'>['act']) =>
    did('alter.act', { order, act: given } as Given<'alter.act'>);
  const after = (order: string, given: MethodInput<'after.act'>['act']) =>
    did('after.act', { order, act: given } as Given<'after.act'>);

  let refs = 0;
  const scan = (text: string) =>
    client.call('bench.scan', {
      bench,
      text,
      source: 'manual',
      ref: `o${String((refs += 1))}`,
      scannedAt: performance.timeOrigin + performance.now(),
    });

  const { rows: all } = await client.call('orders.list', { search: '', offset: 0, limit: 500 });
  const { rows: parcels } = await client.call('queue.list', {
    status: 'queued',
    search: '',
    offset: 0,
    limit: 500,
  });
  const taken = new Set<string>();
  type Parcel = (typeof parcels)[number];
  function take(fits: (row: Parcel) => boolean): Parcel {
    const row = parcels.find((each) => !each.cod && !taken.has(each.order) && fits(each));
    if (!row) throw new Error('the demo has no further parcel that fits');
    taken.add(row.order);
    return row;
  }
  /** Something that can be divided, and has no number yet. */
  const released = (carrier?: string): Parcel =>
    take(
      (row) =>
        row.waybill === null && row.units >= 2 && (carrier === undefined || row.carrier.code === carrier),
    );
  function waiting(status: string): { order: string; channelOrderNo: string } {
    const row = all.find((each) => each.status === status && !taken.has(each.order));
    if (!row) throw new Error(`the demo has no further order that is ${status}`);
    taken.add(row.order);
    return row;
  }

  async function pack(most = 6): Promise<{ order: string; channelOrderNo: string; number: string }> {
    // Our own delivery gives its numbers itself.
    const parcel = take((row) => row.carrier.code === 'OWN' && row.units <= most);
    const opened = await client.call('bench.open', { bench, shipment: parcel.shipment });
    if (opened.kind !== 'opened') throw new Error(`${opened.kind} ${JSON.stringify(opened.data)}`);
    const view = await client.call('bench.view', { bench });
    for (const line of view.session?.lines ?? []) for (let n = 0; n < line.qty; n += 1) await scan(line.sku);
    let number = '';
    await expect(async () => {
      const { session } = await client.call('bench.view', { bench });
      expect(['sent', 'confirmed']).toContain(session?.label.state);
      number = session?.waybill?.number ?? '';
    }).toPass();
    const closed = await scan(number);
    if (closed.kind !== 'closed') throw new Error(`${closed.kind} ${JSON.stringify(closed.data)}`);
    return { ...parcel, number };
  }
  await did('bench.operator', { bench } as Given<'bench.operator'>);
  const [shipped, refused, delivered, completed] = [await pack(), await pack(), await pack(), await pack()];
  await client.call('handover.start', { bench, carrier: 'OWN', courier: '老王' });
  await client.call('bench.command', { bench, name: 'ALL', ref: 'all' });
  const finished = await client.call('bench.command', { bench, name: 'FINISH', ref: 'finish' });
  if (finished.kind !== 'handover_finished') throw new Error(finished.kind);
  const tell = ({ order, number }: typeof shipped, status: 'REFUSED' | 'SIGNED') =>
    did('tracking.add', { order, number, status, at: Date.now() } as Given<'tracking.add'>);
  await tell(refused, 'REFUSED');
  await tell(delivered, 'SIGNED');
  await tell(completed, 'SIGNED');
  await after(completed.order, { type: 'completed' });
  const labelled = await pack(1);
  const moved = await pack(1);
  const party = {
    name: '王芳',
    phone: '13800138000',
    province: '浙江省',
    city: '杭州市',
    district: '西湖区',
    detail: '新路1号',
  };
  await act(moved.order, { action: 'change_receiver', receiver: party });

  const inReview = waiting('IN_REVIEW');
  const judge = async (verdict: 'fix' | 'reject') => {
    const row = waiting('IN_REVIEW');
    const view = await client.call('review.view', { order: row.order });
    if (!view.ok) throw new Error(view.code);
    const { seen, reasons } = view.value;
    await did('review.judge', { order: row.order, verdict, seen, reason: reasons[0] ?? '', accept: [] });
    return row;
  };
  const needsFix = await judge('fix');
  const rejected = await judge('reject');
  const unpaid = waiting('AWAITING_PAYMENT');
  await did('siteRules.save', { key: 'stock.autoRelease', value: false } as Given<'siteRules.save'>);
  const approved = waiting('AWAITING_PAYMENT');
  const due = await client.call('payments.view', { order: approved.order });
  if (!due.ok || due.value.due === null) throw new Error('nothing is due');
  await did('payments.record', {
    order: approved.order,
    amount: due.value.due,
    method: 'transfer',
    more: false,
  });

  const backordered = released();
  await alter(backordered.order, { type: 'backorder', qty: 1 });
  const held = released();
  await alter(held.order, { type: 'report_short', sku: held.channelOrderNo, qty: 1 });
  const unclear = released();
  await did('talk.contact', {
    order: unclear.order,
    way: 'phone',
    outcome: 'no_answer',
    note: '',
    unclear: true,
  } as Given<'talk.contact'>);
  const cancelAsked = released();
  await act(cancelAsked.order, { action: 'request_cancel', reason: 'asked' });
  const changeAsked = released();
  await did('changes.ask', { order: changeAsked.order, change: { remark: 'red' }, reason: 'asked' });
  const cancelled = released();
  await alter(cancelled.order, { type: 'cancel', reason: 'out_of_stock', refundStarted: true });
  // Two orders of one person, which may go in one parcel.
  const ready = released();
  const mate = released(ready.carrier.code);
  for (const { order } of [ready, mate]) {
    await act(order, { action: 'change_receiver', receiver: party });
    await act(order, { action: 'settle_address' });
  }
  const rows: Record<PageState, { readonly channelOrderNo: string }> = {
    in_review: inReview,
    needs_fix: needsFix,
    rejected,
    unpaid,
    approved,
    backordered,
    ready,
    held,
    unclear,
    cancel_asked: cancelAsked,
    change_asked: changeAsked,
    labelled,
    address_changed: moved,
    shipped,
    refused,
    delivered,
    completed,
    cancelled,
  };
  return Object.fromEntries(
    Object.entries(rows).map(([state, { channelOrderNo }]) => [state, channelOrderNo]),
  ) as Orders;
}

/** Acts that the page offers: named, on the screen, and not switched off. */
const offered = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const acts = [...document.querySelectorAll<HTMLElement>('[data-act]')].filter(
      (each) => each.checkVisibility() && !each.matches(':disabled, [data-disabled]'),
    );
    return [...new Set(acts.map((each) => each.dataset['act'] ?? ''))].sort();
  });

function expected(post: Post | typeof BOSS, state: PageState): string[] {
  const acts = ROLE_ROWS.flatMap(([, { may, page }]) =>
    page?.at.includes(state) === true && (post === BOSS || may.includes(post)) ? [page.act] : [],
  );
  return [...new Set(acts)].sort();
}

async function openOrder(page: Page, no: string): Promise<void> {
  const search = page.getByTestId('order-search');
  await expect(async () => {
    if (!(await search.isVisible())) await goTo(page, 'orders');
    await search.fill(no, { timeout: 1_000 });
  }).toPass();
  await page.getByRole('button', { name: no, exact: true }).click();
  await expect(page.getByTestId('order-status')).toBeVisible();
}

/** Cards that are there for whoever sees orders; each shows its acts together with what it read. */
const CARDS = ['card-alter', 'card-talk', 'card-allocation', 'notices-card', 'order-receiver'];

async function settled(page: Page, state: PageState): Promise<void> {
  for (const card of CARDS) await expect(page.getByTestId(card)).toBeVisible();
  if (state === 'cancelled') return;
  await expect(page.getByTestId('review-card')).toBeVisible();
  if (['shipped', 'refused', 'delivered', 'completed'].includes(state)) {
    await expect(page.getByTestId('tracking-card')).toBeVisible();
    await expect(page.getByTestId('completion-card')).toBeVisible();
  }
}

async function walk(
  open: Parameters<Parameters<typeof test>[2]>[0]['open'],
  posts: readonly Post[],
  states: readonly PageState[],
): Promise<void> {
  const printers = await startPrinters();
  let orders: Orders | undefined;
  const product = await open({
    locale: 'en-US',
    people: { [BOSS]: POSTS, ...Object.fromEntries(posts.map((post) => [post, [post]])) },
    before: async (client) => {
      await applySite(client, siteSettings(printers, undefined, 'en'));
      orders = await prepare(client);
    },
  });
  const crew = await crewOf(product);
  const faults: string[] = [];
  for (const post of posts) {
    const page = await crew.as(post);
    // Purchasing and repair work with no order, and have no page of one.
    if (post === 'PUR' || post === 'RPR') {
      await page.keyboard.press('F1');
      await expect(page.locator('[data-menu-entry="cases"]')).toBeVisible();
      await expect(page.locator('[data-menu-entry="orders"]')).toHaveCount(0);
      await page.keyboard.press('Escape');
      continue;
    }
    for (const state of states) {
      await openOrder(page, orders?.[state] ?? '');
      await settled(page, state);
      const wanted = expected(post, state);
      await expect
        .poll(async () => (await offered(page)).filter((each) => !FREE.has(each)), {
          timeout: 5_000,
        })
        .toEqual(wanted)
        .catch(async () => {
          const shown = (await offered(page)).filter((each) => !FREE.has(each));
          const more = shown.filter((each) => !wanted.includes(each));
          const less = wanted.filter((each) => !shown.includes(each));
          faults.push(`${post} ${state}: offered ${more.join(' ') || '-'}; missing ${less.join(' ') || '-'}`);
        });
      await page.keyboard.press('Escape');
    }
    if (product.kind === 'browser') await page.close();
  }
  await printers.close();
  expect(faults).toEqual([]);
}

test('a clerk, a lead, a packer and finance are offered what they may do and nothing else', async ({
  open,
}) => {
  await walk(open, ['CLK', 'WHL', 'PKR', 'FIN'], ['in_review', 'ready', 'labelled', 'delivered']);
});

test('@long every post is offered, in every state of an order, what the post may do and nothing else', async ({
  open,
}) => {
  await walk(open, POSTS, PAGE_STATES);
});
