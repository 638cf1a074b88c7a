import { traceOf } from '../../../../shared/domain/index.ts';
import type { Actor, SessionEntry, StopRecord, UnitTrace } from '../../../../shared/domain/index.ts';
import type { JournalDoc } from '../../../../shared/schema/index.ts';
import type { Context } from '../context.ts';

/** The scan journal of one bench: append-only, written relaxed, read back at a restart. */
export interface BenchJournal {
  unit(
    session: string,
    unit: { sku: string; n: number; code: string } & UnitTrace,
    by: Actor,
  ): { id: string; saved: Promise<void> };
  undo(session: string, entry: string, by: Actor): Promise<void>;
  stop(session: string, record: StopRecord, by: Actor): { id: string; saved: Promise<void> };
  ack(session: string, stop: string, by: Actor): Promise<void>;
  /** Entries of a session in order. */
  read(session: string): Promise<SessionEntry[]>;
  /** The stop that stood when the station ended, for a bench without a session. */
  lastStop(session: string): Promise<{ id: string; record: StopRecord } | undefined>;
}

export function createJournal(ctx: Context, bench: string): BenchJournal {
  function append(
    session: string,
    kind: JournalDoc['kind'],
    data: JournalDoc['data'],
    by: Actor,
  ): { id: string; saved: Promise<void> } {
    const at = ctx.hlc.next();
    const id = `${bench}:${at}`;
    const doc: JournalDoc = { id, site: ctx.site, bench, session, kind, at, by: by.id, data };
    return { id, saved: ctx.db.journal.insertMany([doc]).then(() => undefined) };
  }

  return {
    unit: (session, unit, by) => append(session, 'unit', { ...unit }, by),
    undo: (session, entry, by) => append(session, 'undo', { entry }, by).saved,
    stop: (session, record, by) => append(session, 'stop', { stop: record }, by),
    ack: (session, stop, by) => append(session, 'ack', { stop }, by).saved,
    async read(session) {
      const docs = await ctx.db.journal.find({
        selector: { session },
        sort: [{ session: 'asc' }, { id: 'asc' }],
      });
      return docs.map(toEntry);
    },
    async lastStop(session) {
      const docs = await ctx.db.journal.find({
        selector: { session },
        sort: [{ session: 'desc' }, { id: 'desc' }],
        limit: 2,
      });
      const [last] = docs.map(toEntry);
      return last?.kind === 'stop' ? { id: last.id, record: last.stop } : undefined;
    },
  };
}

const given = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

function toEntry(doc: JournalDoc): SessionEntry {
  const { id, data } = doc;
  switch (doc.kind) {
    case 'unit':
      return {
        kind: 'unit',
        id,
        sku: String(data['sku']),
        n: Number(data['n']),
        ...traceOf({
          serial: given(data['serial']),
          lot: given(data['lot']),
          expiry: given(data['expiry']),
          grams: typeof data['grams'] === 'number' ? data['grams'] : undefined,
        }),
      };
    case 'undo':
      return { kind: 'undo', id, entry: String(data['entry']) };
    case 'stop':
      return { kind: 'stop', id, stop: data['stop'] as StopRecord };
    case 'ack':
      return { kind: 'ack', id, stop: String(data['stop']) };
  }
}
