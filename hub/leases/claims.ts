import type { ClaimRequest } from '../../shared/contract/hub/index.ts';
import { foldShipment, type ShipmentAggregate, type ShipmentState } from '../../shared/domain/index.ts';
import { shipmentLane } from '../../shared/schema/index.ts';
import { foldedDocument, HUB_WRITER, storedRow } from '../replication/documents.ts';
import type { Caller } from '../replication/pull.ts';
import type { NewDocument } from '../store/port.ts';
import { hubEvent } from './events.ts';
import type { LeaseDeps } from './leases.ts';

/** How long a claim is meant to last; its holder gives it back after that. */
const CLAIM_MS = 8 * 3_600_000;

/**
 * 认领: puts shipments aside for a station, all in the hub's one order, so that no two get the same. What another holds, has
 * opened, or what waits for something is left out.
 * @returns those that the station holds now, of the ones it asked for
 */
export function claimShipments(deps: LeaseDeps, who: Caller, request: ClaimRequest): Promise<string[]> {
  const { bench } = request;
  return deps.store.transaction(who.site, async (tx) => {
    const ids = [...new Set(request.shipments)];
    const stored = await tx.documents('shipments', ids);
    const claimed: string[] = [];
    const changed: NewDocument[] = [];
    for (const id of ids) {
      const shipment = stored.get(id)?.document as unknown as ShipmentAggregate | undefined;
      if (shipment === undefined || claimed.length >= request.count) continue;
      const state = foldShipment(shipment);
      if (state.claim?.station === who.station) claimed.push(id);
      else if (isFree(state, who.station)) {
        const event = hubEvent(deps.hlc, shipment.events, {
          id: `claimed:${id}:${who.station}:${shipment.events.length}`,
          type: 'claimed',
          data: {
            station: who.station,
            ...(bench === undefined ? {} : { bench }),
            until: deps.clock.now() + CLAIM_MS,
          },
        });
        const next = { ...shipment, events: [...shipment.events, event] };
        changed.push(storedRow('shipments', foldedDocument('shipments', next as never), HUB_WRITER));
        claimed.push(id);
      }
    }
    if (changed.length > 0) await tx.putDocuments(changed);
    return claimed;
  });
}

const isFree = (state: ShipmentState, station: string): boolean =>
  state.claim === undefined &&
  shipmentLane(state) === 'queue' &&
  (state.station === undefined || state.station === station);
