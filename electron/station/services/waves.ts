import type { Actor } from '../../../shared/domain/index.ts';
import type { ShipmentDoc } from '../../../shared/schema/index.ts';
import type { ClaimsService } from './claims.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import type { NumbersService } from './numbers.ts';
import type { ParcelsService } from './parcels.ts';
import type { WaveList } from './picking/index.ts';
import type { PrintsService } from './prints.ts';
import { firstLocation, type QueueService } from './queue.ts';
import type { ShipmentsService } from './shipments.ts';

export interface WaveResult {
  readonly wave: string;
  readonly printed: number;
  readonly refused: { shipment: string; code: string }[];
}

export interface WavesService {
  /** 先打单: labels and pick slips for a selection, in the order in which a picker walks. */
  print(input: {
    shipments?: readonly string[];
    count?: number;
    labels: boolean;
    slips: boolean;
    bench: string;
    actor: Actor;
  }): Promise<Outcome<WaveResult>>;
}

export function createWaves(deps: {
  readonly ctx: Context;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly numbers: NumbersService;
  readonly prints: PrintsService;
  readonly queue: QueueService;
  readonly claims: Pick<ClaimsService, 'reserve'>;
  /** Which parcels a wave was made of, for whoever picks them. */
  readonly waveList: Pick<WaveList, 'note'>;
}): WavesService {
  const { ctx, parcels, shipments, numbers, prints, queue, claims } = deps;

  /** @returns why this parcel is not in the wave, or undefined where its papers are on their way. */
  async function one(
    id: string,
    wave: string,
    input: { labels: boolean; slips: boolean; bench: string; actor: Actor },
  ): Promise<string | undefined> {
    const parcel = await parcels.load(id);
    if (!parcel) return 'not_here';
    if (parcel.doc.lane !== 'queue') return parcel.doc.lane === 'held' ? 'blocked' : 'already_done';
    const numbered = await numbers.ensure(parcel, input.actor);
    if (!numbered.ok) return numbered.code;
    let now = numbered.value;
    if (input.labels) {
      if (!now.state.waybill) return 'no_waybill';
      if (now.state.waybill.source === 'external') return 'printed_elsewhere';
      const printable = numbers.printable(now);
      if (!printable.ok) return printable.code;
      if (await prints.lastLabel(now)) return 'label_is_out';
    }
    if (now.state.status === 'QUEUED') {
      const allocated = await shipments.command(now, [{ type: 'allocated', data: { wave } }], input.actor);
      if (!allocated.ok) return allocated.code;
      now = allocated.value;
    }
    const request = { bench: input.bench, actor: input.actor };
    if (input.slips) {
      const slip = await prints.printSlip(now, 'pick', request);
      if (!slip.ok) return slip.code;
    }
    if (input.labels) {
      const label = await prints.printLabel(now, request);
      if (!label.ok) return label.code;
    }
    return undefined;
  }

  return {
    async print(input) {
      const chosen: ShipmentDoc[] = input.shipments
        ? [...(await ctx.db.shipments.getMany(input.shipments)).values()]
        : await unprinted(input.count ?? 10);
      if (chosen.length === 0) return refused('queue_empty');
      const sorted = [...chosen].sort((a, b) =>
        (firstLocation(a) ?? '').localeCompare(firstLocation(b) ?? ''),
      );
      const wave = `W${ctx.ids.next()}`;
      await deps.waveList.note(
        wave,
        sorted.map(({ id }) => id),
        input.actor.id,
      );
      const refusals: WaveResult['refused'] = [];
      let printed = 0;
      for (const doc of sorted) {
        const code = await one(doc.id, wave, input);
        if (code === undefined) printed += 1;
        else refusals.push({ shipment: doc.id, code });
      }
      queue.touch();
      return accepted({ wave, printed, refused: refusals });
    },
  };

  /** First of the queue whose label is not out yet. */
  async function unprinted(count: number): Promise<ShipmentDoc[]> {
    // Two stations must not print the same parcels: what the hub gives is this one's.
    await claims.reserve(count);
    const docs = await queue.next(Math.min(count * 4, 400));
    return docs.filter((doc) => !doc.events.some((event) => event.type === 'label_printed')).slice(0, count);
  }
}
