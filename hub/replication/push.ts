import type { z } from 'zod';
import type { Clock } from '../../shared/base/index.ts';
import {
  MAX_AHEAD_MS,
  MAX_DOCUMENT_BYTES,
  MAX_EVENTS,
  type pushAnswer,
  type pushRequest,
  type ReplicatedName,
} from '../../shared/contract/hub/index.ts';
import { acceptAggregate, type AnyAggregate, type Limits } from '../../shared/domain/acceptance/index.ts';
import { MERGE_RULES, replicates } from '../../shared/schema/index.ts';
import { lostAt } from '../epochs/index.ts';
import { followNumber } from '../leases/numbers.ts';
import type { Change, CommitHook } from '../outbox/changes.ts';
import type { HubStore, JsonObject, NewDocument } from '../store/port.ts';
import { isStorable } from '../store/rows.ts';
import {
  aggregateFault,
  foldedDocument,
  isAggregate,
  schemaFault,
  storedRow,
  withoutMeta,
} from './documents.ts';
import { judgePerson, noteAdministrators, peopleOf, type People } from './people.ts';
import { acceptPlain } from './plain.ts';
import type { Caller } from './pull.ts';
import { judgeMove, repeatsMove } from './stock.ts';
import { refuse, type RowVerdict } from './verdict.ts';

export type PushRequest = z.infer<typeof pushRequest>;
export type PushAnswer = z.infer<typeof pushAnswer>;
type Refused = PushAnswer['refused'][number];

export interface PushDeps {
  readonly store: Pick<HubStore, 'transaction'>;
  readonly clock: Clock;
  /** Told of every document that is taken, in the same transaction. */
  readonly hooks?: readonly CommitHook[];
}

/** States that come back in one answer weigh no more than this (bytes of JSON, estimated by length). */
const MAX_CONFLICTS = 16 * 2 ** 20;

interface Row {
  readonly id: string;
  readonly document: JsonObject;
  readonly assumed: string | null;
}

/**
 * Takes what a station brings: all rows in one transaction, each taken or refused by itself. Repeating a push changes
 * nothing. @throws UnknownSiteError | StoreUnavailableError: then nothing was taken
 */
export async function pushDocuments(deps: PushDeps, who: Caller, request: PushRequest): Promise<PushAnswer> {
  const { collection } = request;
  const refused: Refused[] = [];
  const conflicts: JsonObject[] = [];
  const limits = { now: deps.clock.now(), maxAheadMs: MAX_AHEAD_MS, maxEvents: MAX_EVENTS };

  const rows: Row[] = [];
  for (const { document, assumed } of request.rows) {
    const own = document['_deleted'] === true ? document : withoutMeta(document);
    const id = typeof own['id'] === 'string' && own['id'] !== '' ? own['id'].slice(0, 200) : '?';
    const fault = rowFault(collection, own, who);
    if (fault?.verdict === 'refused') refused.push({ id, code: fault.code, data: fault.data });
    else rows.push({ id, document: own, assumed });
  }
  if (rows.length === 0) return { conflicts, refused };
  const before = refused.length;

  await deps.store.transaction(who.site, async (tx) => {
    // Should the store run the work again, it begins anew.
    const stored = await tx.documents(collection, [...new Set(rows.map((row) => row.id))]);
    const known = new Map(stored);
    const people = await peopleOf(tx, rows, who, collection);
    const context = { collection, who, limits, known, people };
    const taken: NewDocument[] = [];
    let room = MAX_CONFLICTS;
    let lost: Context['lostAt'];
    refused.length = before;
    conflicts.length = 0;
    for (const row of rows) {
      let verdict = judge(context, row);
      if (verdict.verdict === 'refused' && FOREIGN.has(verdict.code)) {
        lost ??= await lostAt(tx, who.site);
        verdict = judge({ ...context, lostAt: lost }, row);
      }
      if (verdict.verdict === 'refused') refused.push({ id: row.id, code: verdict.code, data: verdict.data });
      if (verdict.verdict === 'conflict') {
        const state = known.get(row.id)?.document ?? {};
        room -= JSON.stringify(state).length;
        // Offered again by the station with fewer others.
        if (room < 0) refused.push({ id: row.id, code: 'answer_full', data: {} });
        else conflicts.push(state);
      }
      if (verdict.verdict !== 'take') continue;
      if (collection === 'waybills') {
        const other = await followNumber(tx, who.site, verdict.document, known.get(row.id)?.document);
        if (other !== undefined) {
          refused.push({ id: row.id, code: 'number_taken', data: { site: other } });
          continue;
        }
      }
      const next = storedRow(collection, verdict.document, who.station);
      taken.push(next);
      known.set(row.id, { ...next, seq: 0, writtenAt: limits.now });
    }
    if (taken.length === 0) return;
    await tx.putDocuments(taken);
    if (collection === 'people') await noteAdministrators(tx, taken, who);
    const last = new Map(taken.map((row) => [row.id, row.document]));
    const changes = [...last].map(([id, after]): Change => {
      return { collection, id, before: stored.get(id)?.document, after };
    });
    for (const hook of deps.hooks ?? []) await hook(tx, who.site, changes);
  });
  return { conflicts, refused };
}

/** What is wrong with a row whatever the hub has. */
function rowFault(collection: ReplicatedName, document: JsonObject, who: Caller): RowVerdict | undefined {
  if (document['_deleted'] === true) return refuse('deleted_refused');
  if (!replicates(collection, document)) return refuse('local_document');
  if (typeof document['id'] === 'string' && !isStorable(document['id'])) return refuse('unstorable');
  if (Buffer.byteLength(JSON.stringify(document)) > MAX_DOCUMENT_BYTES)
    return refuse('too_large', { most: MAX_DOCUMENT_BYTES });
  const { site } = document;
  if (site !== undefined && site !== who.site) return refuse('other_site');
  if (isAggregate(collection)) {
    const { events } = document;
    if (Array.isArray(events) && events.length > MAX_EVENTS)
      return refuse('too_many_events', { events: events.length, most: MAX_EVENTS });
    const path = aggregateFault(collection, document);
    if (path !== undefined) return refuse('schema_invalid', { path });
    const { base, id } = document as { base: Record<string, unknown>; id: string };
    // Uniqueness of (carrier, number) is uniqueness of the id.
    if (collection === 'waybills' && id !== `${String(base['carrier'])}:${String(base['number'])}`)
      return refuse('schema_invalid', { path: 'id' });
    return undefined;
  }
  const path = schemaFault(collection, document);
  return path === undefined ? undefined : refuse('schema_invalid', { path });
}

interface Context {
  readonly collection: ReplicatedName;
  readonly who: Caller;
  readonly limits: Limits;
  readonly known: ReadonlyMap<string, { readonly fingerprint: string; readonly document: JsonObject }>;
  readonly people: People;
  readonly lostAt?: (ms: number) => boolean;
}

/** Refusals of what somebody else has written: right, unless the hub has lost it. */
const FOREIGN: ReadonlySet<string> = new Set(['foreign_event', 'event_altered']);

function judge({ collection, who, limits, known, people, lostAt: lost }: Context, row: Row): RowVerdict {
  const master = known.get(row.id);
  const assumed = (master?.fingerprint ?? null) === row.assumed;
  if (!isAggregate(collection)) {
    // What two stations wrote as the effect of one step: what came first stays.
    if (collection === 'stock' && master && repeatsMove(row.document, master.document))
      return { verdict: 'conflict' };
    const rule = MERGE_RULES[collection] === 'append' ? 'append' : 'newest';
    const verdict = acceptPlain({
      rule,
      pushed: row.document,
      master,
      assumed,
      station: who.station,
      limits,
      lostAt: lost,
    });
    if (verdict.verdict !== 'take') return verdict;
    if (collection === 'people') return judgePerson(row.document, known, people, who) ?? verdict;
    return (collection === 'stock' ? judgeMove(row.document, people) : undefined) ?? verdict;
  }
  const verdict = acceptAggregate(
    {
      kind: collection,
      pushed: row.document as unknown as AnyAggregate,
      master: master?.document as AnyAggregate | undefined,
      assumed,
    },
    { station: who.station, rolesOf: people.rolesOf, ...(lost ? { lostAt: lost } : {}) },
    limits,
  );
  if (verdict.verdict !== 'take') return verdict;
  if (verdict.document.events.length > limits.maxEvents)
    return refuse('too_many_events', { events: verdict.document.events.length, most: limits.maxEvents });
  const folded = folds(collection, verdict.document);
  if (folded === undefined) return refuse('schema_invalid', { path: 'events' });
  const path = schemaFault(collection, { ...row.document, ...folded });
  if (path !== undefined) return refuse('schema_invalid', { path });
  return { verdict: 'take', document: folded };
}

/** What no fold can read would stop every station that pulls it. */
function folds(kind: Parameters<typeof foldedDocument>[0], aggregate: AnyAggregate): JsonObject | undefined {
  try {
    return foldedDocument(kind, aggregate);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}
