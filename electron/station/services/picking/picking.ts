import type { PickAct, PickView, VerdictView } from '../../../../shared/contract/index.ts';
import { hlcMs } from '../../../../shared/base/index.ts';
import {
  isStopKind,
  type Actor,
  type StopKind,
  type StopRecord,
  type VerdictKind,
} from '../../../../shared/domain/index.ts';
import type { BenchAccess } from '../accounts/index.ts';
import type { Data, ScanInput } from '../bench/types.ts';
import type { Lookup } from '../bench/lookup.ts';
import type { CasesService } from '../cases/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { ClaimsService } from '../claims.ts';
import { nameOf, type Context } from '../context.ts';
import { createKeyedQueue, type KeyedQueue } from '../mutex.ts';
import type { OrdersService } from '../orders.ts';
import type { ParcelsService } from '../parcels.ts';
import { SYSTEM, type PeopleService } from '../people.ts';
import type { QueueService } from '../queue.ts';
import type { ShipmentsService } from '../shipments.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { Locations } from './locations.ts';
import { resumeWalk } from './opening.ts';
import { ofOrder } from './order-card.ts';
import { giveBack, makeWave, sheet } from './plans.ts';
import { orderChanged, runAct, takeScan } from './steps.ts';
import type { PickingService, PickStop, Walk } from './types.ts';
import { pickView } from './view.ts';
import type { WaveList } from './wave-list.ts';

export interface PickDeps {
  readonly ctx: Context;
  readonly people: PeopleService;
  readonly access: BenchAccess;
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly orders: Pick<OrdersService, 'onChanged'>;
  readonly queue: Pick<QueueService, 'next' | 'touch' | 'notWaiting'>;
  readonly claims: Pick<ClaimsService, 'reserve'>;
  readonly lookup: Lookup;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly cases: Pick<CasesService, 'opening' | 'settle'>;
  readonly waves: WaveList;
  /** Who works at a bench; '' for nobody. */
  readonly operatorOf: (bench: string) => string;
  /** Where products lie now. */
  readonly locations: Locations;
  /** Two who begin at the same moment, one after the other. */
  readonly picks: KeyedQueue;
}

export type PickSay = (kind: VerdictKind, data?: Data) => void;

/** Picking at one bench, as the steps see and change it, one scan after another. */
export interface Picker {
  readonly bench: string;
  readonly deps: PickDeps;
  walk: Walk | undefined;
  stop: PickStop | undefined;
  ended: PickView['ended'];
  actor(): Actor;
  raise(say: PickSay, kind: StopKind, detail?: Partial<Omit<StopRecord, 'kind'>>): void;
  repeat(say: PickSay): void;
}

interface At extends Picker {
  last: VerdictView | null;
  seq: number;
  stops: number;
  resumed: boolean;
}

/** A page that is gone without a word gives the guns back after this, ms; it renews well before. */
const FRONT_MS = 20_000;

/** 拣货 with a gun: what was taken is in the journal, what was decided in the parcels' events; both survive everything. */
export function createPicking(given: Omit<PickDeps, 'picks'>): PickingService {
  const deps: PickDeps = { ...given, picks: createKeyedQueue() };
  const { ctx } = deps;
  const pickers = new Map<string, At>();
  const fronts = new Map<string, number>();
  const line = createKeyedQueue();

  function pickerOf(bench: string): At {
    const known = pickers.get(bench);
    if (known) return known;
    const picker: At = {
      bench,
      deps,
      walk: undefined,
      stop: undefined,
      ended: null,
      last: null,
      // Stamps grow over restarts; nobody scans once a millisecond.
      seq: hlcMs(ctx.hlc.next()),
      stops: 0,
      resumed: false,
      actor: () => deps.people.actor(deps.operatorOf(bench)) ?? SYSTEM,
      raise(say, kind, detail = {}) {
        const record: StopRecord = { kind, expected: [], data: {}, ...detail };
        picker.stops += 1;
        picker.stop = { number: picker.stops, record, repeats: 0 };
        if (picker.walk) picker.walk.multiplier = 1;
        say(kind, { ...record.data, ...(record.got ? { code: record.got.code } : {}) });
      },
      repeat(say) {
        if (!picker.stop) return;
        picker.stop.repeats += 1;
        say(picker.stop.record.kind, picker.stop.record.data);
      },
    };
    pickers.set(bench, picker);
    return picker;
  }

  const viewOf = (at: At): Promise<PickView> =>
    pickView(
      {
        bench: at.bench,
        operator: deps.operatorOf(at.bench),
        walk: at.walk,
        stop: at.stop,
        last: at.last,
        ended: at.ended,
        quantityAllowed: deps.siteRules.get('picking.quantity'),
      },
      deps.catalogue,
    );

  async function ready(at: At): Promise<void> {
    if (at.resumed) return;
    at.walk = await resumeWalk(deps, at.bench);
    at.resumed = true;
  }

  function mayWork(bench: string): string | undefined {
    if (ctx.failed()) return 'storage_failed';
    return ctx.paused() ? 'disk_full' : deps.access.refusal(deps.operatorOf(bench));
  }

  function run(
    bench: string,
    scan: { readonly ref: string | null; readonly scannedAt: number },
    work: (at: Picker, say: PickSay) => Promise<void>,
    byPerson = true,
  ): Promise<VerdictView> {
    const at = pickerOf(bench);
    const turn = async (): Promise<VerdictView> => {
      let verdict: VerdictView | undefined;
      const say: PickSay = (kind, data = {}) => {
        at.seq += 1;
        verdict = {
          bench,
          seq: at.seq,
          kind,
          stop: isStopKind(kind),
          repeat: kind === at.stop?.record.kind && at.stop.repeats > 0,
          data,
          ref: scan.ref,
          scannedAt: scan.scannedAt,
          decidedAt: performance.timeOrigin + performance.now(),
        };
        at.last = verdict;
        ctx.push.emit({ event: 'pick', value: { bench, verdict, view: null } });
      };
      try {
        const refusal = byPerson ? mayWork(bench) : undefined;
        if (refusal !== undefined) say('not_allowed', { reason: refusal });
        else {
          if (byPerson) deps.access.acted(bench);
          await ready(at);
          await work(at, say);
        }
      } catch (error) {
        // Something was not written: what is shown must not be ahead of the disk.
        ctx.log(`picking at ${bench}: ${nameOf(error)}`);
        at.resumed = false;
        at.walk = undefined;
        say('storage_failed', { reason: nameOf(error) });
      }
      await push(at);
      return verdict ?? at.last ?? nothing(bench, scan);
    };
    return ctx.scans.during(() => line.run(bench, turn));
  }

  const nothing = (
    bench: string,
    { ref, scannedAt }: { readonly ref: string | null; readonly scannedAt: number },
  ): VerdictView => ({
    bench,
    seq: 0,
    kind: 'info',
    stop: false,
    repeat: false,
    data: {},
    ref,
    scannedAt,
    decidedAt: scannedAt,
  });

  async function push(at: At): Promise<void> {
    try {
      ctx.push.emit({ event: 'pick', value: { bench: at.bench, verdict: null, view: await viewOf(at) } });
    } catch (error) {
      ctx.log(`picking at ${at.bench}: no view, ${nameOf(error)}`);
    }
  }

  deps.orders.onChanged((order) => {
    for (const at of pickers.values())
      if (
        at.walk?.tasks.some((task) => task.orders.includes(order) && task.done === undefined) &&
        !ctx.failed()
      )
        void run(
          at.bench,
          { ref: null, scannedAt: ctx.clock.now() },
          (picker, say) => orderChanged(picker, say, order),
          false,
        );
  });

  return {
    front(bench, on) {
      if (on) fronts.set(bench, ctx.clock.now() + FRONT_MS);
      else fronts.delete(bench);
    },
    inFront: (bench) => (fronts.get(bench) ?? 0) > ctx.clock.now(),
    scan: (bench, input: ScanInput) => run(bench, input, (at, say) => takeScan(at, say, input)),
    act: (bench, act: PickAct) =>
      run(bench, { ref: null, scannedAt: ctx.clock.now() }, (at, say) => runAct(at, say, act)),
    async view(bench) {
      const at = pickerOf(bench);
      await line.run(bench, () => ready(at));
      return viewOf(at);
    },
    waves: () => deps.waves.rows(),
    makeWave: (input, actor) => makeWave(deps, input, actor),
    sheet: (input) => sheet(deps, input, (bench) => pickers.get(bench)?.walk),
    async giveBack(shipment, actor, reason) {
      const given = await giveBack(deps, shipment, actor, reason);
      for (const at of pickers.values())
        if (given.ok && at.walk?.tasks.some((task) => task.shipment === shipment)) {
          await line.run(at.bench, () => {
            at.walk?.tasks.splice(
              0,
              at.walk.tasks.length,
              ...at.walk.tasks.filter((task) => task.shipment !== shipment),
            );
            if (at.walk?.tasks.length === 0) at.walk = undefined;
            return Promise.resolve();
          });
          await push(at);
        }
      return given;
    },
    ofOrder: (order) => ofOrder(deps, order),
    async close() {
      await Promise.all([...pickers.keys()].map((bench) => line.run(bench, () => Promise.resolve())));
    },
  };
}
