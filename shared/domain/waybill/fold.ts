import type { FoldConflict } from '../event.ts';
import { conflictOf, sortEvents } from '../event.ts';
import type { WaybillBase, WaybillEvent, WaybillFold, WaybillState } from './types.ts';

/**
 * State of a waybill number. Bound to two shipments: the first binding stays (`bound_to_two_shipments`, the other parcel
 * needs a new label). Voided stands against everything but use; a number that left on a parcel is USED, whatever
 * was decided meanwhile (`used_after_void`, `used_unbound`, `used_twice`, `voided_after_use`).
 */
export function foldWaybill(waybill: {
  readonly base: WaybillBase;
  readonly events: readonly WaybillEvent[];
}): WaybillFold {
  let state: WaybillState = 'FREE';
  let station: string | undefined;
  let shipment: string | undefined;
  let manifest: string | undefined;
  /** Events that stand. */
  let leased: string | undefined;
  let bound: string | undefined;
  let used: string | undefined;
  const conflicts: FoldConflict[] = [];
  const closed = new Set<string>();

  for (const event of sortEvents(waybill.events)) {
    const conflict = (code: string, against?: string): void =>
      void conflicts.push(conflictOf(event, code, against));
    switch (event.type) {
      case 'leased':
        if (state === 'FREE' || state === 'RETURNED') {
          state = 'LEASED';
          station = event.data.station;
          leased = event.id;
        } else if (station !== event.data.station) conflict('leased_twice', leased);
        break;
      case 'bound':
        if (state === 'FREE' || state === 'LEASED' || state === 'RETURNED') {
          state = 'BOUND';
          shipment = event.data.shipment;
          bound = event.id;
        } else if (state === 'VOIDED') conflict('bound_after_void');
        else if (shipment !== event.data.shipment) conflict('bound_to_two_shipments', bound);
        break;
      case 'printed':
        if (state === 'BOUND') state = 'PRINTED';
        else if (state === 'VOIDED') conflict('printed_after_void');
        else if (state !== 'PRINTED' && state !== 'USED') conflict('printed_unbound');
        break;
      case 'used':
        if (state === 'USED') {
          if (manifest !== event.data.manifest) conflict('used_twice', used);
          break;
        }
        if (state === 'VOIDED') conflict('used_after_void');
        else if (state !== 'BOUND' && state !== 'PRINTED') conflict('used_unbound');
        state = 'USED';
        manifest = event.data.manifest;
        used = event.id;
        break;
      case 'voided':
        if (state === 'USED') conflict('voided_after_use');
        else state = 'VOIDED';
        break;
      case 'returned':
        if (state === 'LEASED') {
          state = 'RETURNED';
          station = undefined;
        } else if (state !== 'FREE' && state !== 'RETURNED' && state !== 'VOIDED')
          conflict('returned_after_bound');
        break;
      case 'exception_closed':
        closed.add(event.data.exception);
        break;
      default:
        // A type of a newer version: kept in the document, without effect here.
        event satisfies never;
    }
  }
  return {
    state,
    ...(station === undefined ? {} : { station }),
    ...(shipment === undefined ? {} : { shipment }),
    ...(manifest === undefined ? {} : { manifest }),
    exceptions: conflicts.filter((one) => !closed.has(one.id)),
  };
}
