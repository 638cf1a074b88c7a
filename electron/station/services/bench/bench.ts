import { classifyScan, type Classified } from '../../../../shared/codec/index.ts';
import type { VerdictView } from '../../../../shared/contract/index.ts';
import {
  addUnit,
  decideUnit,
  foldSession,
  isStopKind,
  remainingBySku,
  type Actor,
  type StopKind,
  type SessionTally,
  type StopRecord,
  type UnitEntry,
  type VerdictKind,
} from '../../../../shared/domain/index.ts';
import { DONE, refused } from '../context.ts';
import { SYSTEM } from '../people.ts';
import { canonicalCode, type CodeMatch } from '../catalogue.ts';
import { codesOf } from './codes.ts';
import type { Parcel } from '../parcels.ts';
import { runCommand } from './commands.ts';
import { createJournal, type BenchJournal } from './journal.ts';
import { productCode, type Lookup } from './lookup.ts';
import { labelScan, startLabel, watchPrinting } from './labelling.ts';
import { openParcel } from './opening.ts';
import { stopOf } from './refusals.ts';
import { buildView } from './view.ts';
import type { BenchDeps, BenchService, Data, Live, Say, ScanInput, StandingStop } from './types.ts';

type Readable = Exclude<Classified, { kind: 'invalid' }>;

/**
 * All that one bench is at a moment. The parts of the bench (opening, checking, labelling, commands) are functions over
 * it; only this file and they change it, and only inside the bench's queue, one scan after another.
 */
export interface Bench {
  readonly id: string;
  readonly deps: BenchDeps;
  readonly journal: BenchJournal;
  readonly lookup: Lookup;
  live: Live | undefined;
  stop: StandingStop | undefined;
  multiplier: number;
  operator: string;
  mode: 'pack' | 'handover';
  test: boolean;
  closed: { order: string; channelOrderNo: string; number: string; at: number } | null;
  today: { day: string; parcels: number; units: number; stops: number };
  last: VerdictView | null;
  seq: number;
  savedSeq: number;
  stops: number;
  actor(): Actor;
  /** Journal key: the open session, or the idle bench. */
  sessionKey(): string;
  /** Stops the bench: verdict first, then the journal. */
  raise(say: Say, kind: StopKind, detail?: Partial<Omit<StopRecord, 'kind'>>): Promise<void>;
  /** Runs after the scans before it; for what happens beside scanning (a printer's answer). */
  later(work: (say: Say) => Promise<void>): void;
  remember(): Promise<void>;
  /** The session's tally with only these units counted. */
  fold(live: Live, units: readonly UnitEntry[]): SessionTally;
}

export async function createBench(id: string, deps: BenchDeps): Promise<BenchService> {
  const { ctx } = deps;
  const stored = (await ctx.db.config.get(`bench:${id}`))?.value;
  const operators = deps.people.list();
  const storedOperator = String(stored?.['operator'] ?? '');
  const day = (): string => new Date(ctx.clock.now()).toDateString();
  const storedToday = stored?.['today'] as Bench['today'] | undefined;

  const bench: Bench = {
    id,
    deps,
    journal: createJournal(ctx, id),
    lookup: deps.lookup,
    live: undefined,
    stop: undefined,
    multiplier: 1,
    operator: deps.people.actor(storedOperator) ? storedOperator : (operators[0]?.id ?? SYSTEM.id),
    mode: 'pack',
    test: false,
    closed: null,
    today: storedToday?.day === day() ? { ...storedToday } : { day: day(), parcels: 0, units: 0, stops: 0 },
    last: null,
    // Grows over restarts without being stored: nobody scans once a millisecond.
    seq: ctx.clock.now(),
    savedSeq: ctx.clock.now(),
    stops: 0,
    actor: () => deps.people.actor(bench.operator) ?? SYSTEM,
    sessionKey: () => bench.live?.session ?? `idle:${id}`,
    async raise(say, kind, detail = {}) {
      const record: StopRecord = { kind, expected: [], data: {}, ...detail };
      const { id: entry, saved } = bench.journal.stop(bench.sessionKey(), record, bench.actor());
      bench.stops += 1;
      bench.today.stops += 1;
      bench.multiplier = 1;
      bench.stop = { number: bench.stops, entry, record, repeats: 0 };
      say(kind, { ...record.data, ...(record.got ? { code: record.got.code } : {}) });
      await saved;
    },
    later(work) {
      void run({ ref: null, scannedAt: ctx.clock.now() }, work);
    },
    fold: (live, units) => ({ ...foldSession(live.parcel.doc.base.lines, units), stops: live.tally.stops }),
    async remember() {
      if (bench.today.day !== day()) bench.today = { day: day(), parcels: 0, units: 0, stops: 0 };
      await ctx.db.config.put({
        id: `bench:${id}`,
        kind: 'bench',
        value: { operator: bench.operator, today: bench.today },
        private: {},
      });
    },
  };

  let tail: Promise<unknown> = Promise.resolve();

  /** One after another: the order in which scans arrive is the order in which they count. */
  function run(
    scan: { ref: string | null; scannedAt: number },
    work: (say: Say) => Promise<void>,
  ): Promise<VerdictView> {
    const result = tail.then(async () => {
      let verdict: VerdictView | undefined;
      const say: Say = (kind, data) => {
        verdict = announce(kind, data ?? {}, scan);
      };
      try {
        await work(say);
      } catch (error) {
        ctx.log(`bench ${id}: ${error instanceof Error ? error.message : 'failed'}`);
        say('storage_failed', {});
        await pushView();
        return verdict ?? announce('storage_failed', {}, scan);
      }
      verdict ??= bench.last ?? announce('info', {}, scan);
      bench.savedSeq = bench.seq;
      await pushView();
      return verdict;
    });
    tail = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }

  function announce(
    kind: VerdictKind,
    data: Data,
    scan: { ref: string | null; scannedAt: number },
  ): VerdictView {
    bench.seq += 1;
    const decidedAt = performance.timeOrigin + performance.now();
    const verdict: VerdictView = {
      bench: id,
      seq: bench.seq,
      kind,
      stop: isStopKind(kind),
      repeat: (bench.stop?.repeats ?? 0) > 0,
      data,
      ref: scan.ref,
      scannedAt: scan.scannedAt,
      decidedAt,
    };
    bench.last = verdict;
    ctx.push.emit({ event: 'verdict', value: verdict });
    deps.verdictMeter.add(decidedAt - scan.scannedAt);
    return verdict;
  }

  async function pushView(): Promise<void> {
    ctx.push.emit({ event: 'bench', value: await buildView(bench) });
  }

  async function scan(say: Say, input: ScanInput): Promise<void> {
    const classified: Classified = input.invalid
      ? { kind: 'invalid', source: input.source, reason: input.invalid, length: input.text.length }
      : classifyScan({ text: input.text, source: input.source });
    if (classified.kind === 'command') return runCommand(bench, say, classified.name, classified.arg);
    if (bench.stop) return repeatStop(say);
    if (classified.kind === 'invalid') {
      return bench.raise(say, 'unreadable', {
        data: { reason: classified.reason, length: classified.length },
      });
    }
    if (classified.kind === 'badge') return signIn(say, classified.id);
    if (bench.mode === 'handover') return deps.handover.scan(bench, say, classified);
    if (!bench.live) return openScan(say, classified);
    return bench.live.step === 'checking'
      ? checkScan(say, bench.live, classified)
      : labelScan(bench, say, bench.live, classified);
  }

  /** Scans during a stop never count; they repeat its sound. */
  async function repeatStop(say: Say): Promise<void> {
    if (!bench.stop) return;
    bench.stop.repeats += 1;
    say(bench.stop.record.kind, bench.stop.record.data);
  }

  async function signIn(say: Say, badge: string): Promise<void> {
    const person = deps.people.byBadge(badge);
    if (!person) return bench.raise(say, 'unknown_code', { got: { code: badge }, data: { reason: 'badge' } });
    bench.operator = person.id;
    say('operator', { name: person.name });
    await bench.remember();
  }

  async function openScan(say: Say, scan: Readable): Promise<void> {
    const target = await bench.lookup.target(scan);
    if (target?.kind === 'shipment') return openParcel(bench, say, target.id, target.via, target.number);
    if (target?.kind === 'order') {
      const reason = await deps.orders.whyNotPackable(target.id);
      return bench.raise(say, 'not_packable', {
        got: { code: scan.text },
        data: { order: target.id, reason },
      });
    }
    if (target?.kind === 'waybill') {
      return bench.raise(say, 'not_here', {
        got: { code: scan.text },
        data: { number: target.doc.number, order: target.doc.order },
      });
    }
    const product = await bench.lookup.product(scan);
    if (product) {
      return bench.raise(say, 'not_allowed', {
        got: { code: scan.text, sku: product.sku },
        data: { reason: 'open_order_first' },
      });
    }
    const known = scan.kind === 'order' || scan.kind === 'shipment' || scan.waybills.length > 0;
    return bench.raise(say, known ? 'not_here' : 'unknown_code', { got: { code: scan.text } });
  }

  async function checkScan(say: Say, live: Live, scan: Readable): Promise<void> {
    const code = productCode(scan);
    const match: CodeMatch | undefined =
      live.codes.get(code) ?? (isOwnCode(scan) ? undefined : await bench.lookup.product(scan));
    if (match) return checkUnit(say, live, scan.text, match);
    const target = await bench.lookup.target(scan);
    if (target?.kind === 'shipment' && target.id === live.parcel.doc.id) {
      return say('info', { reason: 'already_open' });
    }
    const expected = remainingBySku(live.parcel.doc.base.lines, live.tally);
    if (target) {
      return bench.raise(say, 'not_allowed', {
        expected,
        got: { code: scan.text },
        data: { reason: 'order_open' },
      });
    }
    return bench.raise(say, 'unknown_code', { expected, got: { code: scan.text } });
  }

  async function checkUnit(say: Say, live: Live, code: string, match: CodeMatch): Promise<void> {
    const { lines } = live.parcel.doc.base;
    const decision = decideUnit(lines, live.tally, {
      code,
      ...match,
      multiplier: bench.multiplier,
      quantityEntry: live.products.get(match.sku)?.quantityEntry ?? false,
    });
    bench.multiplier = 1;
    if (decision.kind === 'stop') {
      const { kind, ...detail } = decision.stop;
      return bench.raise(say, kind, detail);
    }
    const { id: entry, saved } = bench.journal.unit(
      live.session,
      { sku: decision.sku, n: decision.n, code: canonicalCode(code) },
      bench.actor(),
    );
    live.tally = addUnit(lines, live.tally, { kind: 'unit', id: entry, sku: decision.sku, n: decision.n });
    live.line = decision.line;
    bench.today.units += decision.n;
    const counts = { sku: decision.sku, n: decision.n, remaining: live.tally.total - live.tally.checked };
    if (!decision.completes) {
      say('unit_ok', counts);
      await saved;
      // The label is drawn while the packer reaches for the last unit, so that the last scan only sends bytes.
      if (counts.remaining === 1) deps.prints.prepareLabel(live.parcel);
      return;
    }
    say('order_complete', counts);
    live.completedAt = bench.last?.scannedAt;
    await saved;
    await complete(say, live);
  }

  /** All units are there: CHECKED, then the label. */
  async function complete(say: Say, live: Live): Promise<void> {
    const fresh = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
    const checked = await deps.shipments.command(
      fresh,
      [{ type: 'checked', data: { units: live.tally.total }, id: `checked:${live.session}` }],
      bench.actor(),
      { unitsComplete: true },
    );
    if (!checked.ok) {
      const { kind, data } = stopOf(checked);
      return bench.raise(say, kind, { data });
    }
    live.parcel = checked.value;
    live.step = 'label';
    await startLabel(bench, say, live);
  }

  /** After a restart: the session stands where its last journal entry was. */
  async function restore(): Promise<void> {
    const [doc] = (await ctx.db.shipments.find({ selector: { bench: id, lane: 'work' } })).sort((a, b) =>
      (b.events.at(-1)?.at ?? '').localeCompare(a.events.at(-1)?.at ?? ''),
    );
    if (doc) {
      const parcel = await deps.parcels.from(doc);
      const session = parcel.state.session;
      if (session !== undefined) await resume(parcel, session);
    }
    if (!bench.live) {
      const stop = await bench.journal.lastStop(bench.sessionKey());
      if (stop) bench.stop = { number: ++bench.stops, entry: stop.id, record: stop.record, repeats: 0 };
    }
    if (await deps.handover.resume(bench)) bench.mode = 'handover';
  }

  async function resume(parcel: Parcel, session: string): Promise<void> {
    const { lines } = parcel.doc.base;
    const products = await deps.catalogue.products(lines.map((line) => line.sku));
    const tally = foldSession(lines, await bench.journal.read(session));
    const opened = parcel.doc.events.find((event) => event.id === session);
    const live: Live = {
      parcel,
      session,
      openedAt: opened ? Number(opened.at.slice(0, 15)) : ctx.clock.now(),
      products,
      codes: codesOf(products),
      tally,
      step: parcel.state.status === 'CHECKING' ? 'checking' : 'label',
      labelSource: deps.prints.labelSource(parcel),
      line: null,
      job: await deps.prints.lastLabel(parcel),
    };
    bench.live = live;
    if (tally.stop) {
      bench.stop = { number: ++bench.stops, entry: tally.stop.id, record: tally.stop.record, repeats: 0 };
    }
    if (live.step === 'checking' && tally.complete && tally.total > 0) {
      bench.later((say) => complete(say, live));
    } else if (live.step === 'label') {
      bench.later((say) => startLabel(bench, say, live, { resumed: true }));
    }
  }

  deps.prints.onJob((job) => watchPrinting(bench, job));
  deps.orders.onChanged((order) => bench.later(() => orderChanged(order)));

  /** Something changed under the parcel on the bench: the next step is decided on what is true now. */
  async function orderChanged(order: string): Promise<void> {
    const { live } = bench;
    if (!live?.parcel.doc.base.orders.includes(order)) return;
    live.parcel = (await deps.parcels.load(live.parcel.doc.id)) ?? live.parcel;
  }

  await restore();

  return {
    id,
    scan: (input) =>
      run(input, async (say) => {
        if (!bench.test) return scan(say, input);
        const hex = Buffer.from(input.text.slice(0, 200), 'utf8').toString('hex');
        const source = input.source === 'serial' ? 'serial' : 'wedge';
        ctx.push.emit({
          event: 'gunTest',
          value: { bench: id, text: input.text.slice(0, 200), source, hex },
        });
        say('info', { reason: 'gun_test' });
      }),
    command: (name, arg, ref) =>
      run({ ref, scannedAt: ctx.clock.now() }, (say) => runCommand(bench, say, name, arg)),
    open: (shipment) =>
      run({ ref: null, scannedAt: ctx.clock.now() }, async (say) => {
        if (bench.stop) return repeatStop(say);
        if (bench.live)
          return bench.raise(say, bench.live.step === 'label' ? 'label_not_scanned' : 'not_allowed', {
            data: { reason: 'order_open' },
          });
        return openParcel(bench, say, shipment, 'order');
      }),
    startHandover: (carrier, courier) =>
      run({ ref: null, scannedAt: ctx.clock.now() }, (say) =>
        deps.handover.start(bench, say, carrier, courier),
      ),
    async setOperator(operator) {
      if (!deps.people.actor(operator)) return refused('operator_unknown');
      bench.operator = operator;
      await bench.remember();
      await pushView();
      return DONE;
    },
    setTest: (on) => void (bench.test = on),
    async view() {
      await deps.queue.fresh();
      return buildView(bench);
    },
    refresh: pushView,
    settled: async () => void (await tail),
  };
}

/** Our own codes are never product codes, so no look-up is lost on them. */
const isOwnCode = (scan: Readable): boolean =>
  scan.kind === 'order' || scan.kind === 'shipment' || scan.kind === 'tote';
