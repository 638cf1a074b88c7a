import { sortEvents, type Actor, type Aggregate, type DomainEvent } from '../../../shared/domain/index.ts';
import type { EventDraft } from '../../../shared/intake/index.ts';
import type { Change, Table } from '../database/index.ts';
import type { Context } from './context.ts';

export type Draft = EventDraft;

/** Turns drafts into events, in order, each with a stamp of its own. */
export function stamp<E extends DomainEvent>(ctx: Context, actor: Actor, drafts: readonly Draft[]): E[] {
  return drafts.map(
    (draft) =>
      ({
        id: draft.id ?? ctx.ids.next(),
        type: draft.type,
        at: ctx.hlc.next(),
        by: actor.id,
        station: ctx.station,
        data: draft.data,
      }) as E,
  );
}

/**
 * Adds events to a stored aggregate. Events that are there already stay as they are, so that re-driving an effect
 * changes nothing.
 * @param make makes the whole document with its index fields from base and events
 * @returns the document as stored, or undefined where there is none
 */
export async function appendEvents<E extends DomainEvent, Doc extends Aggregate<unknown, E>>(
  table: Table<Doc>,
  make: (aggregate: Doc) => Doc,
  id: string,
  events: readonly E[],
  privateByEvent: Readonly<Record<string, unknown>> = {},
): Promise<Doc | undefined> {
  return table.update(id, (doc) => {
    const changed = withEvents(doc, events, privateByEvent);
    return changed === doc ? doc : make(changed);
  });
}

/**
 * The same as one change of an act (`db.together`).
 * @param options.missing what happens where the aggregate is not there: else the whole act is refused
 */
export function appending<E extends DomainEvent, Doc extends Aggregate<unknown, E>>(
  table: Table<Doc>,
  make: (aggregate: Doc) => Doc,
  id: string,
  events: readonly E[],
  options?: { readonly missing: 'skip' },
): Change<Doc> {
  const change = (doc: Doc): Doc => {
    const changed = withEvents(doc, events);
    return changed === doc ? doc : make(changed);
  };
  return table.changing(id, change, options);
}

export function withEvents<E extends DomainEvent, Doc extends Aggregate<unknown, E>>(
  doc: Doc,
  events: readonly E[],
  privateByEvent: Readonly<Record<string, unknown>> = {},
): Doc {
  const known = new Set(doc.events.map((event) => event.id));
  const fresh = events.filter((event) => !known.has(event.id));
  const before = (doc as { private?: { events: Record<string, unknown> } }).private;
  const added = Object.entries(privateByEvent).filter(([event]) => !known.has(event));
  if (fresh.length === 0 && added.length === 0) return doc;
  return {
    ...doc,
    events: sortEvents([...doc.events, ...fresh]),
    ...(before && added.length > 0
      ? { private: { ...before, events: { ...before.events, ...Object.fromEntries(added) } } }
      : {}),
  };
}
