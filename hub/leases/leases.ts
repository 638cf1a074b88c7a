import type { Clock, HlcClock } from '../../shared/base/index.ts';
import type { LeaseAnswer, LeaseRequest, LeaseReturn } from '../../shared/contract/hub/index.ts';
import {
  foldWaybill,
  ownNumber,
  SERIES_END,
  type WaybillAggregate,
  type WaybillEvent,
} from '../../shared/domain/index.ts';
import { foldedDocument, HUB_WRITER, storedRow } from '../replication/documents.ts';
import type { Caller } from '../replication/pull.ts';
import type { HubRecord, HubStore, NewDocument, SiteTransaction } from '../store/port.ts';
import { hubEvent } from './events.ts';
import {
  freeState,
  leasedState,
  NUMBER,
  numberId,
  numberRecord,
  type NumberBody,
  type NumberSource,
} from './numbers.ts';

/**
 * 号段租用: a station gets numbers ahead, so that it prints labels for a shift without the network. A leased number is
 * nobody else's until the station gives it back or a person revokes the station; it never runs out by time alone.
 */
export interface LeaseDeps {
  readonly store: Pick<HubStore, 'transaction' | 'record' | 'records'>;
  readonly clock: Clock;
  /** Of the hub. */
  readonly hlc: HlcClock;
}

const LEASE = 'lease';
const SERIES = 'series';
/** How long a request is remembered: a station that asked asks again with its next start at the latest. */
const REQUEST_MS = 30 * 86_400_000;
/** Free numbers are counted up to this for the low-water warning. */
const COUNTED = 500;
const PAGE = 200;

const DAY_OLD_REQUESTS = 20;

/** @throws UnknownSiteError | StoreUnavailableError: then nothing was leased, or the same request gives what was */
export function leaseNumbers(deps: LeaseDeps, who: Caller, request: LeaseRequest): Promise<LeaseAnswer> {
  const { carrier, count, source } = request;
  const id = `${who.site}/${who.station}/${request.request}`;
  return deps.store.transaction(who.site, async (tx) => {
    const before = await tx.record(LEASE, id);
    if (before !== undefined) {
      const { numbers } = before.body as { readonly numbers: readonly string[] };
      return {
        carrier: String(before.body['carrier']),
        numbers: [...numbers],
        left: await left(tx, who, request),
      };
    }
    const returned = await takeFree(deps, tx, who, { carrier, count, source });
    const fresh =
      source === 'own' ? await takeSeries(tx, who, { ...request, count: count - returned.length }) : [];
    const numbers = [...returned, ...fresh];
    const due = deps.clock.now() + REQUEST_MS;
    // An empty pool gives nothing that could be given twice.
    if (numbers.length > 0)
      await tx.putRecord({
        kind: LEASE,
        id,
        site: who.site,
        state: 'given',
        due,
        body: { carrier, numbers },
      });
    await forgetOld(deps, tx, who);
    return { carrier, numbers, left: await left(tx, who, request) };
  });
}

async function left(tx: SiteTransaction, who: Caller, { carrier, source }: LeaseRequest): Promise<number> {
  if (source === 'own') return 0;
  const state = freeState(source, carrier);
  return (await tx.records({ kind: NUMBER, site: who.site, state, limit: COUNTED })).length;
}

/** Numbers that lie free here: of the pool, and own ones that came back. */
async function takeFree(
  { hlc }: LeaseDeps,
  tx: SiteTransaction,
  who: Caller,
  { carrier, count, source }: { carrier: string; count: number; source: NumberSource },
): Promise<string[]> {
  const state = freeState(source, carrier);
  const records = await tx.records({ kind: NUMBER, site: who.site, state, limit: count });
  const stored = await tx.documents(
    'waybills',
    records.map((record) => record.id),
  );
  const changed: NewDocument[] = [];
  for (const record of records) {
    const waybill = stored.get(record.id)?.document as unknown as WaybillAggregate | undefined;
    if (waybill !== undefined) {
      const data = { station: who.station };
      // A number may be leased and given back more than once.
      const id = `leased:${record.id}:${who.station}:${waybill.events.length}`;
      changed.push(withEvent(waybill, hubEvent(hlc, waybill.events, { id, type: 'leased', data })));
    }
    await tx.putRecord({ ...record, state: leasedState(who.station) });
  }
  if (changed.length > 0) await tx.putDocuments(changed);
  return records.map(({ body }) => String(body['number']));
}

const withEvent = (waybill: WaybillAggregate, event: WaybillEvent): NewDocument =>
  storedRow(
    'waybills',
    foldedDocument('waybills', { ...waybill, events: [...waybill.events, event] } as never),
    HUB_WRITER,
  );

/** The next numbers of the station's own series, past all that it or anybody has used. */
async function takeSeries(tx: SiteTransaction, who: Caller, request: LeaseRequest): Promise<string[]> {
  const { carrier } = request;
  // One series for all carriers: two labels of one text would be one label to a gun.
  const id = `${who.site}/${who.station}`;
  const known = Number((await tx.record(SERIES, id))?.body['next'] ?? 1);
  let next = Math.max(known, request.series);
  const numbers: string[] = [];
  for (; numbers.length < request.count && next <= SERIES_END; next += 1) {
    const number = ownNumber(who.station, next);
    const body: NumberBody = { carrier, number, source: 'own' };
    // One that somebody has (a folder that was copied, a restored backup) is passed over.
    if (await tx.insertRecord(numberRecord(who.site, leasedState(who.station), body))) numbers.push(number);
  }
  await tx.putRecord({ kind: SERIES, id, site: who.site, state: 'open', due: 0, body: { next } });
  return numbers;
}

async function forgetOld({ clock }: LeaseDeps, tx: SiteTransaction, { site }: Caller): Promise<void> {
  const query = { kind: LEASE, site, dueBefore: clock.now(), limit: DAY_OLD_REQUESTS };
  for (const { id } of await tx.records(query)) await tx.removeRecord(LEASE, id);
}

/**
 * Takes back numbers that the station will not use. Those that it does not hold, or that are bound already, stay as they are.
 * @returns how many came back
 */
export function returnNumbers(
  deps: LeaseDeps,
  who: Caller,
  { carrier, numbers, request }: LeaseReturn,
): Promise<number> {
  return deps.store.transaction(who.site, async (tx) => {
    const id = request === undefined ? undefined : `${who.site}/${who.station}/returned/${request}`;
    if (id !== undefined) {
      if ((await tx.record(LEASE, id)) !== undefined) return 0;
      const due = deps.clock.now() + REQUEST_MS;
      await tx.putRecord({ kind: LEASE, id, site: who.site, state: 'returned', due, body: { carrier } });
    }
    const held: HubRecord[] = [];
    for (const number of new Set(numbers)) {
      const record = await tx.record(NUMBER, numberId(carrier, number));
      if (record?.site === who.site && record.state === leasedState(who.station)) held.push(record);
    }
    return takeBack(deps, tx, held);
  });
}

/**
 * A person has revoked the station and says that its numbers may be used by others: labels that it printed in the meantime
 * will show up twice. @returns how many came back
 */
export async function freeNumbersOf(deps: LeaseDeps, { site, station }: Caller): Promise<number> {
  let freed = 0;
  for (;;) {
    const now = await deps.store.transaction(site, async (tx) => {
      const query = { kind: NUMBER, site, state: leasedState(station), limit: PAGE };
      return takeBack(deps, tx, await tx.records(query));
    });
    freed += now;
    if (now === 0) return freed;
  }
}

async function takeBack(
  { hlc }: LeaseDeps,
  tx: SiteTransaction,
  records: readonly HubRecord[],
): Promise<number> {
  const stored = await tx.documents(
    'waybills',
    records.map((record) => record.id),
  );
  const changed: NewDocument[] = [];
  for (const record of records) {
    const { carrier, source } = record.body as NumberBody;
    const waybill = stored.get(record.id)?.document as unknown as WaybillAggregate | undefined;
    if (waybill !== undefined && foldWaybill(waybill).state === 'LEASED') {
      const id = `returned:${record.id}:${waybill.events.length}`;
      changed.push(withEvent(waybill, hubEvent(hlc, waybill.events, { id, type: 'returned', data: {} })));
    }
    await tx.putRecord({ ...record, state: freeState(source === 'own' ? 'own' : 'pool', carrier) });
  }
  if (changed.length > 0) await tx.putDocuments(changed);
  return records.length;
}

export interface HeldNumber {
  readonly carrier: string;
  readonly number: string;
  readonly source: NumberSource;
}

/** Numbers that the station holds, and how far its own series has been given out. */
export async function heldNumbers(
  { store }: Pick<LeaseDeps, 'store'>,
  { site, station }: Caller,
): Promise<{ readonly numbers: HeldNumber[]; readonly series: number }> {
  const series = Number((await store.record(SERIES, `${site}/${station}`))?.body['next'] ?? 1);
  const held: HeldNumber[] = [];
  for (let after = ''; ;) {
    const query = { kind: NUMBER, site, state: leasedState(station), limit: PAGE };
    const records = await store.records(after === '' ? query : { ...query, after });
    for (const { body } of records) {
      const { carrier, number, source } = body as NumberBody;
      held.push({ carrier, number, source: source === 'own' ? 'own' : 'pool' });
    }
    if (records.length < PAGE) return { numbers: held, series };
    after = records.at(-1)?.id ?? '';
  }
}
