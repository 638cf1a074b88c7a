import type { Work } from './fold-work.ts';
import { FULFILMENT_STATUSES } from './types.ts';
import type { FulfilmentStatus, ShipmentEvent, ShipmentState } from './types.ts';

type PickEvent = Extract<
  ShipmentEvent,
  { type: 'picking_started' | 'picked' | 'pick_short' | 'pick_damaged' | 'picking_stopped' }
>;
type Running = NonNullable<Work['picking']>;

/**
 * Picking. Of two that began with one parcel the first stands, the other is told of (`picked_at_two_places`): its goods have
 * to go back. A parcel that was picked short is picked again from PICKED; what was found before stays found.
 */
export function applyPicking(
  work: Work,
  event: PickEvent,
  conflict: (code: string, against?: string) => void,
): void {
  const beyond = (status: FulfilmentStatus): boolean =>
    FULFILMENT_STATUSES.indexOf(work.status) >= FULFILMENT_STATUSES.indexOf(status);
  switch (event.type) {
    case 'picking_started': {
      const again = work.status === 'PICKED' && work.shorts.length > 0;
      if (work.status === 'PICKING') {
        const { picking } = work;
        if (picking !== undefined && event.data.pick !== undefined && picking.pick !== event.data.pick)
          conflict('picked_at_two_places', picking.event);
        return;
      }
      if (beyond('PICKING') && !again) return;
      work.beforePick = work.status;
      work.status = 'PICKING';
      work.picking = {
        event: event.id,
        pick: event.data.pick ?? event.id,
        station: event.station,
        by: event.by,
        ...(event.data.bench === undefined ? {} : { bench: event.data.bench }),
      };
      work.newShorts = [];
      return;
    }
    case 'picked':
      work.people.picked = event.by;
      if (isOther(work, event.data.pick)) return;
      for (const { no, qty } of event.data.lines ?? [])
        work.pickedLines.set(no, (work.pickedLines.get(no) ?? 0) + qty);
      if (!beyond('PICKED')) {
        work.shorts = work.newShorts;
        work.status = 'PICKED';
      }
      // Opened without the pick being known: an abort falls back to what is true on the shelf.
      else if (work.status === 'CHECKING') work.before = 'PICKED';
      delete work.picking;
      return;
    case 'pick_short': {
      if (isOther(work, event.data.pick)) return;
      const { line, sku, qty } = event.data;
      const known = work.newShorts.find((short) => short.line === line);
      work.newShorts = [
        ...work.newShorts.filter((short) => short.line !== line),
        { line, sku, qty: qty + (known?.qty ?? 0) },
      ];
      return;
    }
    case 'pick_damaged':
      return;
    case 'picking_stopped':
      if (work.status !== 'PICKING' || isOther(work, event.data.pick)) return;
      work.status = work.beforePick ?? 'QUEUED';
      delete work.picking;
      return;
  }
}

/** Of a pick that does not stand. */
const isOther = (work: Work, pick: string | undefined): boolean =>
  pick !== undefined && work.picking !== undefined && work.picking.pick !== pick;

export const pickingOf = ({ pick, station, by, bench }: Running): NonNullable<ShipmentState['picking']> => ({
  pick,
  station,
  by,
  ...(bench === undefined ? {} : { bench }),
});
