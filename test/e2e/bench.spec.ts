import { join } from 'node:path';
import type { TestInfo } from '@playwright/test';
import type { Settings } from '../../shared/contract/index.ts';
import type { PrintedLabel } from '../fakes/printer/index.ts';
import { createFaultTable } from './harness/faults.ts';
import { createPacker } from './harness/packer.ts';
import {
  applySite,
  createReader,
  demoGoods,
  expect,
  labelFaults,
  LANGUAGES,
  maskedParty,
  readDiary,
  serialGun,
  siteSettings,
  startPrinters,
  test,
  wedgeGun,
} from './harness/index.ts';
import type { Language, PaperOrder, Product } from './harness/index.ts';

/**
 * A shift: sixty orders of the demo site over the four sources of waybill numbers, by gun alone, with every fault of the
 * field at least three times. Labels are read from the bytes that reached the printers.
 */

// Looking at the screen thousands of times would make a trace of gigabytes.
test.use({ trace: 'off' });

const goods = demoGoods();
const PER_LANGUAGE = 20;
const WAVE = 8;

interface Packed {
  readonly order: PaperOrder;
  readonly number: string;
  readonly mode: 'label_first' | 'label_last';
  readonly gun: 'serial' | 'wedge';
  readonly language: Language;
  /** None where the label was printed elsewhere. */
  readonly label: PrintedLabel | undefined;
  readonly copy: number;
}

test('sixty orders by gun alone, every fault caught', async ({ open, pty }, info) => {
  test.setTimeout(420_000);
  const printers = await startPrinters();
  const product = await open({
    before: (client) => applySite(client, siteSettings(printers, pty.path, 'zh')),
  });
  const shift = await createShift(product, printers, serialGun(pty));
  for (const [turn, language] of LANGUAGES.entries()) {
    await test.step(`printer ${language}`, () => shift.packTwenty(language, turn));
  }
  await test.step('every label on paper says what its order says', () => shift.checkLabels());
  await test.step('handover to every carrier', () => shift.handOver());
  await test.step('the shipped file', () => shift.exportShipped());
  await shift.report(info);
  await printers.close();
});

async function createShift(
  product: Product,
  printers: Awaited<ReturnType<typeof startPrinters>>,
  serial: ReturnType<typeof serialGun>,
) {
  const { page, client } = product;
  const table = createFaultTable();
  const reader = createReader();
  const packer = createPacker({ product, goods, serial, wedge: await wedgeGun(page), table });
  const { benches, operators, station } = await client.call('app.hello', {});
  const operator = operators[0]?.id ?? '';
  const bench = benches[0] ?? '';
  const packed: Packed[] = [];
  const done = new Set<string>();
  const labelWrongs: string[] = [];
  let started = 0;

  const nextGun = (): 'serial' | 'wedge' => (started++ % 2 === 0 ? 'serial' : 'wedge');
  const act = async (
    order: PaperOrder,
    input: Omit<Parameters<typeof client.call<'orders.act'>>[1], 'order' | 'operator'>,
  ) => {
    const answer = await client.call('orders.act', { order: order.draft.id, operator, ...input });
    if (!answer.ok)
      throw new Error(`${input.action} of ${order.no}: ${answer.code} ${JSON.stringify(answer.data)}`);
  };
  const orderCode = (order: PaperOrder): string => `OD-${order.draft.id.toUpperCase()}`;

  /** Orders of the queue that fit, small ones first where many units would only take time. */
  async function choose(
    count: number,
    fits: (order: PaperOrder) => boolean,
    most = 5,
  ): Promise<PaperOrder[]> {
    const { rows } = await client.call('queue.list', { status: 'queued', search: '', offset: 0, limit: 500 });
    const found = rows
      .filter((row) => !row.labelPrinted && !done.has(row.channelOrderNo))
      .map((row) => goods.order(row.channelOrderNo))
      .filter((order) => order.units <= most && fits(order))
      .slice(0, count);
    if (found.length < count) throw new Error(`${found.length} of ${count} orders fit`);
    for (const order of found) done.add(order.no);
    return found;
  }
  const filed = (order: PaperOrder): boolean =>
    order.routing !== undefined && !order.draft.base.receiverMasked;
  const several = (order: PaperOrder): boolean => filed(order) && order.lines.length > 1;

  /** The exported file read back as any other: every parcel is there already, nothing is new. */
  async function importShipped(download: string, preset: string): Promise<void> {
    const body = await (await product.fetch(`/download/${download}`)).arrayBuffer();
    const uploaded = (await (
      await product.fetch('/upload?name=shipped.csv', { method: 'POST', body })
    ).json()) as { token: string };
    const { token } = uploaded;
    const preview = await client.call('import.preview', { token });
    if (!preview.ok) throw new Error(preview.code);
    expect(preview.value.presets[0]?.id).toBe(preset);
    const begun = await client.call('import.start', { token, preset, mapping: {}, operator });
    if (!begun.ok) throw new Error(begun.code);
    const report = async () => {
      const found = await client.call('import.report', { id: begun.value.id });
      return found.ok ? found.value : undefined;
    };
    await expect.poll(async () => (await report())?.state).toBe('done');
    expect(await report()).toMatchObject({
      rowsRead: packed.length,
      accepted: 0,
      already: packed.length,
      refused: 0,
    });
  }

  const whole = (language: Language): PrintedLabel[] =>
    printers[language].labels.filter((label) => label.complete);

  /** The label that came out as the `count`th, and the waybill number that a reader finds on it. */
  async function takeLabel(
    language: Language,
    count: number,
  ): Promise<{ label: PrintedLabel; number: string }> {
    await expect.poll(() => whole(language).length, { timeout: 10_000 }).toBeGreaterThanOrEqual(count);
    const label = whole(language)[count - 1];
    if (!label) throw new Error('no label');
    // The waybill's bar code is the longest on the label.
    const [number] = (await reader.codes(label)).sort((a, b) => b.length - a.length);
    if (number === undefined) throw new Error(`nothing can be read on label ${String(count)} (${language})`);
    return { label, number };
  }

  async function closed(order: PaperOrder, number: string): Promise<void> {
    await packer.until(
      `${order.no} closed`,
      (s) => s.idle && s.stop === null && ['closed', 'label_bound'].includes(s.verdict?.kind ?? ''),
    );
    await expect(page.locator('.idle-closed-row')).toContainText(number);
    done.add(order.no);
  }

  /** 先打单: labels of a wave first, each label's scan opens its parcel, the last unit closes it. */
  async function labelFirst(language: Language, turn: number): Promise<number> {
    const before = whole(language).length;
    packer.use(turn % 2 === 0 ? 'serial' : 'wedge');
    const verdict = await packer.scan(`CMD:WAVE:${String(WAVE)}`);
    expect(verdict.kind).toBe('wave_printed');
    const printed = Number(verdict.data['printed']);
    await expect.poll(() => whole(language).length).toBe(before + printed);
    for (let at = 1; at <= printed; at++) {
      const { label, number } = await takeLabel(language, before + at);
      const gun = nextGun();
      packer.use(gun);
      const opened = await packer.scan(number);
      expect(opened.kind).toBe('opened');
      const screen = await packer.until('the order of the label', (s) => s.order !== null);
      const order = goods.order(screen.order ?? '');
      expect(order.waybill ?? number).toBe(number);
      if (at === 1) {
        const stranger = goods.stranger(order.no, turn * 7);
        await packer.faultyScan('wrong_item', goods.codeOf(stranger), {
          kinds: ['wrong_item'],
          names: [stranger.name],
        });
      }
      await packer.scanUnits(order);
      await closed(order, number);
      packed.push({ order, number, mode: 'label_first', gun, language, label, copy: 1 });
    }
    return printed;
  }

  interface Hooks {
    /** How the order is opened; by its own code where nothing is said. */
    readonly code?: string;
    /** After each counted unit but the last. */
    readonly between?: (checked: number) => Promise<void>;
    /** Before the last unit. */
    readonly beforeLast?: () => Promise<void>;
    /** After the last unit, before the label is looked for. @returns copy of the label that will be stuck */
    readonly afterLast?: () => Promise<number>;
    /** With the label in hand. */
    readonly withLabel?: (number: string) => Promise<void>;
    readonly reopened?: boolean;
  }

  /** 后打单: the last unit prints the label, the stuck label's scan closes the parcel. */
  async function labelLast(
    order: PaperOrder,
    language: Language,
    gun: 'serial' | 'wedge',
    hooks: Hooks = {},
  ): Promise<void> {
    packer.use(gun);
    const before = whole(language).length;
    await packer.open(order, hooks.code ?? orderCode(order));
    if (order.units > 1)
      await packer.scanUnits(order, { leave: 1, ...(hooks.between ? { hook: hooks.between } : {}) });
    await hooks.beforeLast?.();
    await packer.scanUnits(order);
    const copy = (await hooks.afterLast?.()) ?? 1;
    const { label, number } = await takeLabel(language, before + 1);
    const screen = await packer.until(
      'the label on screen',
      (s) => s.label === 'sent' || s.label === 'confirmed',
    );
    expect(screen.waybill).toBe(number);
    expect(order.waybill ?? number).toBe(number);
    await hooks.withLabel?.(number);
    const verdict = await packer.scan(number);
    expect(verdict.kind).toBe('closed');
    await closed(order, number);
    expect(whole(language).length, 'one label for one parcel').toBe(before + 1);
    packed.push({ order, number, mode: 'label_last', gun, language, label, copy });
  }

  /** Labels printed elsewhere: nothing is printed here. */
  async function elsewhere(
    order: PaperOrder,
    language: Language,
    gun: 'serial' | 'wedge',
    turn: number,
  ): Promise<void> {
    packer.use(gun);
    const before = printers[language].labels.length;
    const known = order.waybill;
    const number = known ?? `7770${String(55_000_000 + turn * 100 + started).padStart(7, '0')}9`;
    await packer.open(order, known ?? orderCode(order));
    await packer.scanUnits(order);
    if (known === undefined) {
      await packer.until('the wait for a label', (s) => s.label === 'external');
      const other = packed.at(-1)?.number ?? '';
      await packer.faultyScan('wrong_label', other, { kinds: ['wrong_label', 'number_used'] });
      const verdict = await packer.scan(number);
      expect(verdict.kind).toBe('label_bound');
    }
    await closed(order, number);
    expect(printers[language].labels.length).toBe(before);
    const mode = known === undefined ? 'label_last' : 'label_first';
    packed.push({ order, number, mode, gun, language, label: undefined, copy: 1 });
  }

  /** Faults that need no order on the bench. */
  async function idleFaults(turn: number): Promise<void> {
    const all = [...goods.orders.values()].filter(
      (order) => order.draft.base.kind === 'goods' && order.draft.channelState === 'open',
    );
    const at = <T>(list: readonly T[]): T => {
      const found = list[turn % list.length];
      if (found === undefined) throw new Error('no such order');
      return found;
    };
    packer.use(turn % 2 === 0 ? 'wedge' : 'serial');
    const routed = (order: PaperOrder): boolean =>
      ['ZTO', 'YTO', 'SF'].includes(order.carrier) && order.draft.base.payment !== 'UNPAID';
    const complete = (order: PaperOrder): boolean => {
      const { receiver } = order.draft.private;
      return (receiver?.phone ?? '') !== '' && (receiver?.detail ?? '') !== '';
    };
    const unrouted = at(
      all.filter(
        (order) => routed(order) && complete(order) && order.waybill !== undefined && !order.routing,
      ),
    );
    await packer.faultyScan('missing_routing', orderCode(unrouted), {
      kinds: ['missing_routing'],
      names: ['三段码'],
    });
    const numberless = at(
      all.filter((order) => routed(order) && complete(order) && order.waybill === undefined),
    );
    await packer.faultyScan('no_waybill', orderCode(numberless), { kinds: ['no_waybill'] });
    const unpaid = at(all.filter((order) => order.draft.base.payment === 'UNPAID'));
    await packer.faultyScan('unpaid', orderCode(unpaid), { kinds: ['not_packable', 'blocked'] });
    const ready = packed[turn * 5];
    if (ready) {
      await packer.faultyScan('already_done', orderCode(ready.order), { kinds: ['already_done'] });
      await packer.faultyScan('already_done', ready.number, { kinds: ['already_done'] });
    }
    await packer.faultyScan('unknown_code', '4006381333931', { kinds: ['unknown_code', 'not_here'] });
  }

  const encoder = new TextEncoder();
  async function hostileScans(turn: number): Promise<void> {
    packer.use('serial');
    const torn = [
      Uint8Array.of(0xff, 0xfe, 0xc3, 0x28, 0x80, 0x0d),
      encoder.encode(`${'A'.repeat(5000)}\r`),
      encoder.encode('12\u001b@34\u00075678\r'),
    ];
    for (const bytes of torn) await packer.faultyScan('unreadable', bytes, { kinds: ['unreadable'] });
    const codes = ['^XA^FO0,0^XZ', '<img src=x onerror="window.hacked=1">', `'; DROP TABLE orders;--`];
    for (const [at, code] of codes.entries()) {
      packer.use((at + turn) % 2 === 0 ? 'serial' : 'wedge');
      await packer.faultyScan('hostile', code, { kinds: ['unknown_code', 'not_here', 'unreadable'] });
    }
    expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  }

  /** While a stop stands a right unit is scanned: it must not count. */
  async function scanDuringStop(order: PaperOrder, turn: number): Promise<void> {
    const stranger = goods.stranger(order.no, turn * 11 + 3);
    const right = order.lines[0];
    if (!right) return;
    const before = await packer.faultyScan('wrong_item', goods.codeOf(stranger), {
      kinds: ['wrong_item'],
      names: [stranger.name],
      keep: true,
    });
    const caught = table.inject('during_stop', order.no);
    const verdict = await packer.scan(goods.codeOf(right.product));
    const screen = await packer.until('the repeated stop', (s) => (s.stop?.repeats ?? 0) > 0);
    caught(
      verdict.repeat && verdict.stop && screen.checked === before.checked && screen.stop?.repeats === 1,
      verdict.kind,
    );
    const after = await packer.acknowledge();
    expect(after.checked).toBe(before.checked);
  }

  const surplusCode = (order: PaperOrder): string =>
    goods.codeOf(order.lines[0]?.product ?? goods.stranger(order.no, 0));

  /** The bench must stop after the last unit; the parcel goes back, the desk settles it, and it is packed anew. */
  async function blockedAtTheEnd(
    fault: 'cancel_requested' | 'address_changed',
    order: PaperOrder,
    gun: 'serial' | 'wedge',
    settle: () => Promise<void>,
  ): Promise<void> {
    packer.use(gun);
    await packer.open(order, orderCode(order));
    if (order.units > 1) await packer.scanUnits(order, { leave: 1 });
    const papers = LANGUAGES.map((each) => printers[each].labels.length).join();
    const before = await packer.look();
    const caught = table.inject(fault, order.no);
    await act(
      order,
      fault === 'cancel_requested'
        ? { action: 'request_cancel', reason: '买家退款' }
        : { action: 'change_receiver', receiver: MOVED },
    );
    await packer.scanUnits(order);
    await packer.judge({ ...before, checked: null }, { kinds: ['blocked'] }, (ok, instead) =>
      caught(ok && LANGUAGES.map((each) => printers[each].labels.length).join() === papers, instead),
    );
    const back = await packer.scan('CMD:CANCEL');
    expect(back.kind).toBe('put_back');
    await packer.until('the bench idle', (s) => s.idle);
    await settle();
  }

  return {
    async packTwenty(language: Language, turn: number): Promise<void> {
      const saved = await client.call('settings.save', { labelPrinter: language });
      expect(saved.ok).toBe(true);
      const first = await labelFirst(language, turn);
      const printer = printers[language];

      const [mixed, refused, broken, broken2] = (await choose(4, several)) as [
        PaperOrder,
        PaperOrder,
        PaperOrder,
        PaperOrder,
      ];
      const [held] = (await choose(1, filed)) as [PaperOrder];
      const [cancelled, moved] = (await choose(2, (order) => order.carrier === 'OWN')) as [
        PaperOrder,
        PaperOrder,
      ];
      const pool = await choose(2, (order) => order.carrier === 'TC');
      const pairs = await choose(
        2,
        (order) => order.carrier === 'STO' && order.waybill !== undefined && !order.draft.base.receiverMasked,
      );
      const loose = await choose(1, (order) => order.carrier === 'STO' && order.waybill === undefined);

      // Wrong, surplus, unknown, another order: four different stops on one order.
      await labelLast(mixed, language, nextGun(), {
        between: async (checked) => {
          if (checked !== 1) return;
          await scanDuringStop(mixed, turn);
          await packer.faultyScan('unknown_code', '6901234567892', { kinds: ['unknown_code'] });
          await packer.faultyScan('other_order', orderCode(refused), {
            kinds: ['not_allowed', 'label_not_scanned'],
          });
          if (mixed.lines[0]?.qty === 1)
            await packer.faultyScan('surplus', surplusCode(mixed), { kinds: ['surplus'] });
        },
        withLabel: async () => {
          await packer.faultyScan('surplus', surplusCode(mixed), { kinds: ['surplus'] });
        },
      });

      // The printer refuses at the last unit, and comes back.
      await labelLast(refused, language, nextGun(), {
        code: refused.no,
        beforeLast: () => printer.setFaults({ refuse: true }),
        afterLast: async () => {
          const caught = table.inject('printer_not_ready', `${refused.no} ${language}`);
          await packer.judge(
            { ...(await packer.look()), checked: null },
            { kinds: ['printer_not_ready'] },
            caught,
          );
          await printer.setFaults({});
          const verdict = await packer.scan('CMD:PRINT');
          // It may have come back by itself a moment before.
          if (verdict.stop) await packer.acknowledge();
          return 1;
        },
        withLabel: async () => {
          const other = packed.at(-1)?.number ?? '';
          await packer.faultyScan('wrong_label', other, { kinds: ['wrong_label'] });
        },
      });

      // The line breaks in mid-job: nothing usable came out.
      await labelLast(broken, language, nextGun(), {
        beforeLast: () => printer.setFaults({ resetAfter: 1500 }),
        afterLast: async () => {
          const caught = table.inject('print_unknown_no', `${broken.no} ${language}`);
          await packer.judge(
            { ...(await packer.look()), checked: null },
            { kinds: ['print_unknown'], keep: true },
            caught,
          );
          await printer.setFaults({});
          await packer.scan('CMD:NO');
          return 2;
        },
        withLabel: async () => {
          await packer.faultyScan('label_not_scanned', orderCode(broken2), { kinds: ['label_not_scanned'] });
        },
      });

      // The line breaks after the last byte: the label is there.
      await labelLast(broken2, language, nextGun(), {
        beforeLast: () => printer.setFaults({ resetAtEnd: true }),
        afterLast: async () => {
          const caught = table.inject('print_unknown_yes', `${broken2.no} ${language}`);
          await packer.judge(
            { ...(await packer.look()), checked: null },
            { kinds: ['print_unknown'], keep: true },
            caught,
          );
          await printer.setFaults({});
          await packer.scan('CMD:YES');
          return 1;
        },
        withLabel: async () => {
          await packer.faultyScan('label_not_scanned', 'CMD:NEXT', { kinds: ['label_not_scanned'] });
        },
      });

      // Put on hold at the bench; later it cannot be opened until the desk lifts the hold.
      const heldBy = nextGun();
      packer.use(heldBy);
      await packer.open(held, orderCode(held));
      expect((await packer.scan('CMD:HOLD:DAMAGED')).kind).toBe('held');
      await packer.until('the bench idle', (s) => s.idle);
      await packer.faultyScan('held', orderCode(held), { kinds: ['blocked'] });
      await act(held, { action: 'lift_hold' });
      await labelLast(held, language, heldBy);

      const cancelledBy = nextGun();
      await blockedAtTheEnd('cancel_requested', cancelled, cancelledBy, () =>
        act(cancelled, { action: 'deny_cancel', reason: '买家撤回' }),
      );
      await labelLast(cancelled, language, cancelledBy);

      const movedBy = nextGun();
      await blockedAtTheEnd('address_changed', moved, movedBy, () =>
        act(moved, { action: 'settle_address' }),
      );
      await labelLast(moved, language, movedBy);

      for (const order of pool) await labelLast(order, language, nextGun());
      for (const order of [...pairs, ...loose]) await elsewhere(order, language, nextGun(), turn);
      await idleFaults(turn);
      await hostileScans(turn);
      for (const order of await choose(PER_LANGUAGE - first - 12, filed))
        await labelLast(order, language, nextGun());
      expect(packed.filter((each) => each.language === language)).toHaveLength(PER_LANGUAGE);
    },

    async checkLabels(): Promise<void> {
      const { settings, carriers } = await client.call('app.hello', {});
      const moved = new Set(
        (
          await Promise.all(packed.map(({ order }) => client.call('orders.get', { order: order.draft.id })))
        ).flatMap((answer) =>
          answer.ok && answer.value.timeline.some((each) => each.type === 'address_changed')
            ? [answer.value.channelOrderNo]
            : [],
        ),
      );
      expect(moved.size).toBe(LANGUAGES.length);
      for (const { order, number, label, copy, language } of packed) {
        if (!label) continue;
        const carrier = carriers.find((each) => each.code === order.carrier);
        const faults = labelFaults(label, {
          order,
          number,
          copy,
          settings: settings as Settings,
          station,
          carrier: { zh: carrier?.zh ?? '', routed: carrier?.routed ?? true },
          ...(moved.has(order.no) ? { receiver: maskedParty(MOVED) } : {}),
        });
        for (const { zone, why } of faults)
          labelWrongs.push(`${order.no} (${language}, ${order.carrier}): ${zone}: ${why}`);
      }
      expect(labelWrongs).toEqual([]);
      for (const language of LANGUAGES) {
        const { garbage } = printers[language];
        // Only the jobs that we broke off ourselves may leave rubbish behind.
        expect(garbage.filter(({ why }) => why !== 'job cut off').map(({ why }) => why)).toEqual([]);
      }
    },

    async handOver(): Promise<void> {
      const { carriers } = await client.call('app.hello', {});
      const byCarrier = Map.groupBy(packed, ({ order }) => order.carrier);
      const codes = [...byCarrier.keys()].sort();
      let turn = 0;
      for (const code of codes) {
        const parcels = byCarrier.get(code) ?? [];
        const settings = carriers.find((each) => each.code === code);
        if (settings) await client.call('carriers.save', { ...settings, pickupContact: `王师傅${code}` });
        packer.use('serial');
        const papers = printers.paper.labels.length;
        const started = await packer.scan(`CMD:HANDOVER:${code}`);
        expect(started.kind).toBe('handover_started');
        const board = await packer.until('the handover', (s) => s.mode === 'handover' && s.handover !== null);
        expect(board.handover?.text).toContain(`王师傅${code}`);
        const split = parcels.length >= 5 && turn < 3;
        if (!split) {
          await packer.scan('CMD:ALL');
          await packer.until(`${parcels.length} parcels`, (s) => s.handover?.scanned === parcels.length);
          const finished = await packer.scan('CMD:FINISH');
          expect(finished.data).toMatchObject({ parcels: parcels.length, missing: 0 });
        } else {
          turn += 1;
          const [cancelled, missing, ...rest] = parcels as [Packed, Packed, ...Packed[]];
          const stranger = packed.find(({ order }) => order.carrier !== code);
          await packer.faultyScan('foreign_parcel', stranger?.number ?? '', {
            kinds: ['foreign_parcel'],
            names: [stranger?.number ?? ''],
          });
          await packer.faultyScan('foreign_parcel', 'ZZ999999999999', { kinds: ['foreign_parcel'] });
          await act(cancelled.order, { action: 'request_cancel', reason: '买家退款' });
          await packer.faultyScan('cancelled_at_handover', cancelled.number, { kinds: ['blocked'] });
          for (const [at, { number }] of rest.entries()) {
            packer.use(at % 2 === 0 ? 'serial' : 'wedge');
            expect((await packer.scan(number)).kind).toBe('handed_over');
            await packer.until(`${at + 1} parcels`, (s) => s.handover?.scanned === at + 1);
          }
          const lost = table.inject('missing_parcel', `${missing.number} ${code}`);
          const finished = await packer.scan('CMD:FINISH');
          await act(cancelled.order, { action: 'deny_cancel', reason: '买家撤回' });
          await packer.until('the bench', (s) => s.mode === 'pack');
          await packer.scan(`CMD:HANDOVER:${code}`);
          const again = await packer.until(
            'the second pickup',
            (s) => s.handover !== null && s.handover.scanned === 0,
          );
          const named = again.handover?.text.includes(missing.number) ?? false;
          lost(
            finished.kind === 'handover_finished' &&
              finished.data['missing'] === 2 &&
              finished.data['parcels'] === rest.length &&
              named,
            JSON.stringify(finished.data),
          );
          for (const { number } of [missing, cancelled]) await packer.scan(number);
          await packer.until('both parcels', (s) => s.handover?.scanned === 2);
          expect((await packer.scan('CMD:FINISH')).data).toMatchObject({ parcels: 2, missing: 0 });
        }
        await packer.until('the bench', (s) => s.mode === 'pack');
        // Two copies of each list, each with its number as a bar code.
        const lists = split ? 4 : 2;
        const heads = async (): Promise<number> => {
          const pages = printers.paper.labels.slice(papers);
          const codes = await Promise.all(pages.map((paper) => reader.codes(paper)));
          return codes.filter((found) => found.some((each) => each.startsWith('MF-'))).length;
        };
        await expect.poll(heads, { message: `lists of ${code}` }).toBe(lists);
      }
      const gone = await client.call('queue.list', {
        status: 'handed_over',
        search: '',
        offset: 0,
        limit: 500,
      });
      expect(gone.total).toBe(packed.length);
    },

    async exportShipped(): Promise<void> {
      const wanted = { layout: 'packline', encoding: 'utf-8', again: false, operator } as const;
      const made = await client.call('export.shipped', wanted);
      if (!made.ok) throw new Error(made.code);
      expect(made.value).toMatchObject({ parcels: packed.length, again: 0 });
      const text = await (await product.fetch(`/download/${made.value.token}`)).text();
      const rows = text
        .replace(/^\ufeff/, '')
        .trim()
        .split(/\r?\n/)
        .slice(1)
        .map((line) => line.split(','));
      const shipped = rows.map(
        ([order, , carrier, number]) => `${order ?? ''} ${carrier ?? ''} ${number ?? ''}`,
      );
      const handed = packed.map(({ order, number }) => `${order.no} ${order.carrier} ${number}`);
      expect(shipped.sort()).toEqual(handed.sort());
      const second = await client.call('export.shipped', wanted);
      expect(second).toMatchObject({ ok: false, code: 'nothing_to_export' });
      const again = await client.call('export.shipped', { ...wanted, again: true });
      if (!again.ok) throw new Error(again.code);
      expect(again.value).toMatchObject({ parcels: packed.length, again: packed.length });
      expect(again.value.fileName).toContain('again');
      await importShipped(made.value.token, 'packline-shipped');
      for (const layout of ['taobao', 'shopify'] as const) {
        const other = await client.call('export.shipped', { ...wanted, layout, again: true });
        if (!other.ok) throw new Error(other.code);
        await importShipped(other.value.token, `${layout}-shipped`);
      }
    },

    async report(info: TestInfo): Promise<void> {
      const diary = await readDiary(page);
      const labels = packed.filter(({ label }) => label !== undefined);
      const count = <T>(fits: (each: Packed) => T): string =>
        [...Map.groupBy(packed, fits)]
          .map(([key, list]) => `${String(key)} ${String(list.length)}`)
          .join(', ');
      table.print(join(info.config.rootDir, '../../test-results/bench-faults.txt'), [
        `orders packed: ${String(packed.length)} (${count(({ mode }) => mode)}; ${count(({ gun }) => gun)})`,
        `carriers: ${count(({ order }) => order.carrier)}`,
        `printers: ${count(({ language }) => language)}; labels read from paper: ${String(labels.length)}`,
        `scans: serial ${String(packer.scans.serial)}, keyboard ${String(packer.scans.wedge)}, of these from a focused field ${String(packer.scans.fromField)} (field restored ${String(packer.restored)})`,
        `clicks: ${String(diary.clicks)}`,
      ]);
      reader.dispose();
      expect(diary.clicks).toBe(0);
      expect(diary.faults).toEqual([]);
      expect(table.missed).toEqual([]);
      for (const row of table.rows) expect(row.injected, row.fault).toBeGreaterThanOrEqual(3);
      expect(packed).toHaveLength(PER_LANGUAGE * LANGUAGES.length);
      expect(packed.filter(({ gun }) => gun === 'serial')).toHaveLength(packed.length / 2);
      expect(packer.restored).toBeGreaterThanOrEqual(packed.length / 2);
      expect(bench).not.toBe('');
    },
  };
}

const MOVED = {
  name: '周小雨',
  phone: '13911112222',
  province: '四川省',
  city: '成都市',
  district: '锦江区',
  detail: '新址路9号2栋1单元301室',
};
