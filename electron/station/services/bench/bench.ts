import { hlcMs } from '../../../../shared/base/index.ts';
import { readInvite, type VerdictView } from '../../../../shared/contract/index.ts';
import {
  currentBase,
  foldSession,
  isStopKind,
  type Actor,
  type SessionTally,
  type StopKind,
  type StopRecord,
  type UnitEntry,
  type VerdictKind,
} from '../../../../shared/domain/index.ts';
import type { Change } from '../../database/index.ts';
import { DONE, nameOf, refused, type Outcome } from '../context.ts';
import { SYSTEM } from '../people.ts';
import { runCommand } from './commands.ts';
import { createJournal, type BenchJournal } from './journal.ts';
import { afterWeight, watchPrinting } from './labelling.ts';
import type { Lookup } from './lookup.ts';
import { openShipment } from './opening.ts';
import { orderChanged, restore } from './resume.ts';
import { openRest } from './another-box.ts';
import { takeBadge, takeScan } from './scanning.ts';
import { buildView } from './view.ts';
import { weightAct } from './weighing.ts';
import type { BenchDeps, BenchService, Data, Live, Say, StandingStop, Today } from './types.ts';

/**
 * All that one bench is at a moment. The parts of the bench (opening, scanning, labelling, commands) are functions over
 * it; only they change it, and only inside the bench's queue, one scan after another.
 */
export interface Bench {
  readonly id: string;
  readonly deps: BenchDeps;
  readonly journal: BenchJournal;
  readonly lookup: Lookup;
  live: Live | undefined;
  stop: StandingStop | undefined;
  multiplier: number;
  /** An empty tote that waits for its order. */
  tote: string | undefined;
  /** The next scan is a parcel that came back. */
  returning: boolean;
  /** The other box of the parcel that was closed in this turn. */
  rest: string | undefined;
  operator: string;
  mode: 'pack' | 'handover';
  test: boolean;
  closed: { order: string; channelOrderNo: string; number: string; at: number } | null;
  last: VerdictView | null;
  seq: number;
  savedSeq: number;
  stops: number;
  /** Looks whether the scale has the weight that is waited for. */
  onWeight: () => void;
  actor(): Actor;
  /** Today's counts; they begin anew at midnight. */
  today(): Today;
  /** Journal key: the open session, or the idle bench. */
  sessionKey(): string;
  /** Stops the bench: verdict first, then the journal. */
  raise(say: Say, kind: StopKind, detail?: Partial<Omit<StopRecord, 'kind'>>): Promise<void>;
  /** The stop that stands says itself again. */
  repeat(say: Say): void;
  /** Runs after the scans before it; for what happens beside scanning (a printer's answer). */
  later(work: (say: Say) => Promise<void>): void;
  /** Who works here and today's counts, as one change of an act (`db.together`). */
  state(): Change;
  remember(): Promise<void>;
  /** The session's tally with only these units counted. */
  fold(live: Live, units: readonly UnitEntry[]): SessionTally;
}

/** The parcel that was counted last, and the event by which it is closed. */
interface Counted {
  readonly shipment: string;
  readonly event: string;
}

/** A view that waits for the disk longer than this is shown before it. */
const PATIENCE_MS = 4;

export async function createBench(id: string, deps: BenchDeps): Promise<BenchService> {
  const { ctx } = deps;
  const stored = (await ctx.db.config.get(`bench:${id}`))?.value;
  const operators = deps.people.list();
  const storedOperator = String(stored?.['operator'] ?? '');
  // Stamps grow over restarts, whatever the machine's clock does; nobody scans once a millisecond.
  const firstSeq = hlcMs(ctx.hlc.next());
  let today: Today = { day: '', parcels: 0, units: 0, stops: 0, ...(stored?.['today'] as Partial<Today>) };
  const counted = stored?.['closing'] as Counted | undefined;
  if (counted && !(await wasClosed(counted))) today = { ...today, parcels: Math.max(0, today.parcels - 1) };

  /**
   * Folders of the first versions, which wrote the count before the parcel and might die between the two; now they are one
   * transaction and nothing is marked.
   */
  async function wasClosed({ shipment, event }: Counted): Promise<boolean> {
    const doc = await ctx.db.shipments.get(shipment);
    return doc?.events.some(({ id: known }) => known === event) ?? false;
  }

  /** Where everybody signs in nobody is at the bench until a badge says who. */
  function firstOperator(): string {
    if (deps.access.closed()) return '';
    return deps.people.actor(storedOperator) ? storedOperator : (operators[0]?.id ?? SYSTEM.id);
  }

  const bench: Bench = {
    id,
    deps,
    journal: createJournal(ctx, id),
    lookup: deps.lookup,
    live: undefined,
    stop: undefined,
    multiplier: 1,
    tote: undefined,
    returning: false,
    rest: undefined,
    operator: firstOperator(),
    mode: 'pack',
    test: false,
    closed: null,
    last: null,
    seq: firstSeq,
    savedSeq: firstSeq,
    stops: 0,
    onWeight: () => undefined,
    actor: () => deps.people.actor(bench.operator) ?? SYSTEM,
    today() {
      const day = new Date(ctx.clock.now()).toDateString();
      if (today.day !== day) today = { day, parcels: 0, units: 0, stops: 0 };
      return today;
    },
    sessionKey: () => bench.live?.session ?? `idle:${ctx.station}/${id}`,
    async raise(say, kind, detail = {}) {
      const record: StopRecord = { kind, expected: [], data: {}, ...detail };
      const { id: entry, saved } = bench.journal.stop(bench.sessionKey(), record, bench.actor());
      bench.today().stops += 1;
      stopAt(record, entry);
      say(kind, { ...record.data, ...(record.got ? { code: record.got.code } : {}) });
      await saved;
    },
    repeat(say) {
      if (!bench.stop) return;
      bench.stop.repeats += 1;
      say(bench.stop.record.kind, bench.stop.record.data);
    },
    later(work) {
      if (!ctx.failed()) void run({ ref: null, scannedAt: ctx.clock.now() }, work);
    },
    fold: (live, units) => ({
      ...foldSession(currentBase(live.parcel.doc).lines, units),
      stops: live.tally.stops,
    }),
    state: () => ctx.db.config.putting(stateDoc()),
    remember: () => ctx.db.config.put(stateDoc()),
  };

  const stateDoc = () => ({
    id: `bench:${id}`,
    kind: 'bench' as const,
    value: { operator: bench.operator, today: { ...bench.today() } },
    private: {},
  });

  function stopAt(record: StopRecord, entry: string): void {
    bench.stops += 1;
    bench.multiplier = 1;
    bench.stop = { number: bench.stops, entry, record, repeats: 0 };
  }

  let tail: Promise<unknown> = Promise.resolve();

  /** One after another: the order in which scans arrive is the order in which they count. */
  function run(
    scan: { ref: string | null; scannedAt: number },
    work: (say: Say) => Promise<void>,
  ): Promise<VerdictView> {
    const before = tail;
    const result = ctx.scans.during(async () => {
      await before;
      let verdict: VerdictView | undefined;
      let early: NodeJS.Timeout | undefined;
      const say: Say = (kind, data) => {
        verdict = announce(kind, data ?? {}, scan);
        early ??= setTimeout(() => void pushView(), PATIENCE_MS);
      };
      try {
        if (ctx.failed()) sayFailed(say, 'disk');
        else await work(say);
        await openRest(bench, say);
        if (!ctx.failed()) bench.savedSeq = bench.seq;
      } catch (error) {
        await goBack(error);
        sayFailed(say, nameOf(error));
      }
      clearTimeout(early);
      deps.scales.follow(id, bench.live?.session);
      await pushView();
      return verdict ?? bench.last ?? announce('info', {}, scan);
    });
    tail = result.then(
      () => undefined,
      (error: unknown) => ctx.log(`bench ${id}: ${nameOf(error)}`),
    );
    return result;
  }

  function sayFailed(say: Say, reason: string): void {
    if (bench.stop?.record.kind !== 'storage_failed')
      stopAt({ kind: 'storage_failed', expected: [], data: { reason } }, '');
    say('storage_failed', { reason });
  }

  /** Something was not written: what the bench shows must not be ahead of the disk. */
  async function goBack(error: unknown): Promise<void> {
    ctx.log(`bench ${id}: ${nameOf(error)}`);
    bench.live = undefined;
    bench.stop = undefined;
    try {
      await restore(bench, { quiet: true });
    } catch (again) {
      ctx.log(`bench ${id}: not restored, ${nameOf(again)}`);
    }
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
      repeat: kind === bench.stop?.record.kind && bench.stop.repeats > 0,
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
    try {
      ctx.push.emit({ event: 'bench', value: await buildView(bench) });
    } catch (error) {
      ctx.log(`bench ${id}: no view, ${nameOf(error)}`);
    }
  }

  /** Without room on the disk a person's act is heard and not counted; nothing stands to be acknowledged afterwards. */
  const whileRoom =
    (work: (say: Say) => Promise<void>) =>
    async (say: Say): Promise<void> => {
      if (ctx.paused()) return say('storage_failed', { reason: 'disk_full' });
      const refusal = deps.access.refusal(bench.operator);
      if (refusal !== undefined) return say('not_allowed', { reason: refusal });
      deps.access.acted(id);
      return work(say);
    };

  deps.prints.onJob((job) => watchPrinting(bench, job));
  deps.orders.onChanged((order) => {
    if (bench.live?.parcel.doc.base.orders.includes(order))
      bench.later((say) => orderChanged(bench, say, order));
  });

  await restore(bench);

  return {
    id,
    scan: (input) =>
      run(input, async (say) => {
        if (await takeBadge(bench, say, input)) return;
        const invite = readInvite(input.text);
        if (invite) {
          // For whoever joins a hub here: it goes to the settings, and never into the journal.
          ctx.push.emit({ event: 'hubInvite', value: { bench: id, ...invite } });
          return say('info', { reason: 'hub_invite' });
        }
        if (!bench.test) return whileRoom((each) => takeScan(bench, each, input))(say);
        const text = input.text.slice(0, 200);
        const hex = Buffer.from(text, 'utf8').toString('hex');
        const source = input.source === 'manual' ? 'wedge' : input.source;
        ctx.push.emit({
          event: 'gunTest',
          value: { bench: id, text, source, hex, fault: input.invalid ?? null, hint: input.hint ?? null },
        });
        say('info', { reason: 'gun_test' });
      }),
    command: (name, arg, ref) =>
      run(
        { ref, scannedAt: ctx.clock.now() },
        whileRoom((say) => runCommand(bench, say, name, arg)),
      ),
    open: (shipment) =>
      run(
        { ref: null, scannedAt: ctx.clock.now() },
        whileRoom((say) => openShipment(bench, say, shipment)),
      ),
    startHandover: (carrier, courier) =>
      run(
        { ref: null, scannedAt: ctx.clock.now() },
        whileRoom(async (say) => {
          if (bench.stop) return bench.repeat(say);
          await deps.handover.start(bench, say, carrier, courier);
        }),
      ),
    async setOperator(operator) {
      if (!deps.people.actor(operator)) return refused('operator_unknown');
      bench.operator = operator;
      deps.access.acted(id);
      await bench.remember();
      await pushView();
      return DONE;
    },
    refuse: (input, reason) => run(input, async (say) => say('not_allowed', { reason })),
    operator: () => bench.operator,
    signIn: async (person) =>
      void (await run({ ref: null, scannedAt: ctx.clock.now() }, async (say) => {
        bench.operator = person.id;
        say('operator', { name: person.name });
        await bench.remember();
      })),
    // After the scans before it: who made them stays who made them.
    signOut: async () =>
      void (await run({ ref: null, scannedAt: ctx.clock.now() }, async (say) => {
        if (bench.operator === '') return;
        bench.operator = '';
        say('info', { reason: 'signed_out' });
        await bench.remember();
      })),
    scaleRead: () => bench.onWeight(),
    async weight(act) {
      // Where nobody may act here, the verdict has said so.
      let outcome: Outcome<null> = DONE;
      await run(
        { ref: null, scannedAt: ctx.clock.now() },
        whileRoom(async (say) => {
          outcome = await weightAct(bench, say, act, afterWeight);
        }),
      );
      return outcome;
    },
    setTest: (on) => void (bench.test = on),
    async view() {
      await deps.queue.fresh();
      return buildView(bench);
    },
    shipment: () => bench.live?.parcel.doc.id,
    refresh: pushView,
    settled: async () => void (await tail),
  };
}
