import { foldWaybill, type WaybillAggregate } from '../../shared/domain/index.ts';
import type { HubRecord, JsonObject, SiteTransaction } from '../store/port.ts';

/**
 * Every waybill number that the hub knows has a record, over all sites: `number`, id `CARRIER:NUMBER`. It belongs to the
 * site that brought it first, for good. Its state says who may use it, so that free ones are found without reading
 * documents: `free:SOURCE:CARRIER`, `leased:STATION`, `issued` (for an order), `bound`, `void`.
 */
export const NUMBER = 'number';
export type NumberSource = 'pool' | 'own';

export const numberId = (carrier: string, number: string): string => `${carrier}:${number}`;
export const freeState = (source: NumberSource, carrier: string): string => `free:${source}:${carrier}`;
export const leasedState = (station: string): string => `leased:${station}`;

export interface NumberBody extends JsonObject {
  readonly carrier: string;
  readonly number: string;
  readonly source: string;
}

export const numberRecord = (site: string, state: string, body: NumberBody): HubRecord => ({
  kind: NUMBER,
  id: numberId(body.carrier, body.number),
  site,
  state,
  due: 0,
  body,
});

/** What the record of a waybill document must say. */
export function stateOf(waybill: WaybillAggregate): string {
  const { base } = waybill;
  const { state, station } = foldWaybill(waybill);
  switch (state) {
    case 'FREE':
    case 'RETURNED':
      if (base.order !== undefined || (base.source !== 'pool' && base.source !== 'own')) return 'issued';
      // An own number becomes a document when it is bound; until that is told it is nobody else's.
      return base.source === 'own' && state === 'FREE' ? 'issued' : freeState(base.source, base.carrier);
    case 'LEASED':
      return leasedState(station ?? '');
    case 'VOIDED':
      return 'void';
    default:
      return 'bound';
  }
}

/**
 * A (carrier, number) is one site's: claimed with the first document that brings it, and followed from then on.
 * @param before the hub's state of the document, where it has one
 * @returns the other site that has the number, or undefined where all is well
 */
export async function followNumber(
  tx: SiteTransaction,
  site: string,
  document: JsonObject,
  before: JsonObject | undefined,
): Promise<string | undefined> {
  const waybill = document as unknown as WaybillAggregate;
  const { carrier, number, source } = waybill.base;
  const state = stateOf(waybill);
  const record = numberRecord(site, state, { carrier, number, source });
  if (before !== undefined && stateOf(before as unknown as WaybillAggregate) === state) return undefined;
  if (before === undefined && (await tx.insertRecord(record))) return undefined;
  const known = await tx.record(NUMBER, record.id);
  // Another transaction has it and is not seen from here yet.
  if (known === undefined) return '';
  if (known.site !== site) return known.site;
  await tx.putRecord(record);
  return undefined;
}
