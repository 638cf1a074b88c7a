import type { z } from 'zod';
import { formatHlc, hlcMs } from '../../../shared/base/index.ts';
import type { auditQuery, AuditRow, MethodOutput } from '../../../shared/contract/index.ts';
import { foldOrder, foldShipment, type Actor, type DomainEvent } from '../../../shared/domain/index.ts';
import type { FileDoc, OrderDoc, ShipmentDoc } from '../../../shared/schema/index.ts';
import type { Table } from '../database/tables.ts';
import { csvBytes } from '../files/index.ts';
import { createPace } from '../pace.ts';
import type { AuditService } from './audit.ts';
import { accepted, refused, type Context, type Outcome } from './context.ts';
import type { ExchangeService } from './exchange.ts';
import type { PeopleService } from './people.ts';

type Query = z.output<typeof auditQuery>;

/** Who did what when and where, with old and new value: acts of the record, and the events of orders and parcels. */
export interface AuditList {
  list(
    query: Query & { readonly offset: number; readonly limit: number },
  ): Promise<MethodOutput<'audit.list'>>;
  export(query: Query, actor: Actor): Promise<Outcome<{ token: string; fileName: string; rows: number }>>;
}

/** A line before its values are looked up: that takes folding, and only what is shown is folded. */
interface Line {
  readonly at: number;
  readonly id: string;
  readonly by: string;
  readonly what: string;
  readonly on: string;
  row(): AuditRow;
}

/** Documents read, and lines kept, for one question. */
const MOST_DOCUMENTS = 20_000;
const MOST_LINES = 20_000;
const PAGE = 500;

export function createAuditList(deps: {
  readonly ctx: Context;
  readonly audit: AuditService;
  readonly people: PeopleService;

  readonly exchange: ExchangeService;
}): AuditList {
  const { ctx, audit, people, exchange } = deps;
  const nameOf = (id: string): string => people.get(id)?.name ?? id;

  function actLine(doc: FileDoc): Line {
    const text = (field: string): string | null => {
      const value = doc.data[field];
      return value === undefined || value === null ? null : String(value);
    };
    const by = text('by') ?? '';
    const what = text('what') ?? '';
    const on = nameOf(text('on') ?? text('carrier') ?? text('shipment') ?? text('manifest') ?? '');
    const bench = text('bench');
    return {
      at: doc.at,
      id: doc.id,
      by,
      what,
      on,
      row: () => ({
        id: doc.id,
        at: doc.at,
        by,
        station: `${text('station') ?? ctx.station}${bench === null ? '' : `/${bench}`}`,
        what,
        on,
        order: text('order'),
        old: text('old'),
        new: text('new'),
        reason: audit.reasonOf(doc) ?? null,
      }),
    };
  }

  /** A document's events of the span, each with the state before and after it. */
  function stepLines<E extends DomainEvent>(
    doc: { readonly events: readonly E[] },
    kind: 'order' | 'shipment',
    on: string,
    order: string,
    span: { readonly from: string; readonly to: string },
    statusAt: (events: readonly E[]) => string,
  ): Line[] {
    return doc.events.flatMap((event): Line[] => {
      if (event.at < span.from || event.at >= span.to) return [];
      const what = `${kind}:${event.type}`;
      const at = hlcMs(event.at);
      return [
        {
          at,
          id: event.id,
          by: event.by,
          what,
          on,
          row() {
            const before = doc.events.filter((each) => each.at < event.at);
            const [old, now] = [statusAt(before), statusAt([...before, event])];
            const data = (event.data ?? {}) as Readonly<Record<string, unknown>>;
            const reason = data['reason'] ?? data['note'];
            return {
              id: event.id,
              at,
              by: event.by,
              station: event.station,
              what,
              on,
              order,
              old: old === now ? null : old,
              new: old === now ? summary(data) : now,
              reason: typeof reason === 'string' ? reason : null,
            };
          },
        },
      ];
    });
  }

  async function collect(query: Query): Promise<{ lines: Line[]; more: boolean }> {
    const pace = createPace();
    const lines: Line[] = [];
    let more = false;
    const words = query.search.trim().toLowerCase();
    const fits = (line: Line): boolean =>
      (query.by === undefined || line.by === query.by) &&
      (words === '' ||
        [line.what, line.on, nameOf(line.by)].some((text) => text.toLowerCase().includes(words)));
    const take = (given: readonly Line[]): void => {
      for (const line of given)
        if (fits(line)) {
          if (lines.length < MOST_LINES) lines.push(line);
          else more = true;
        }
    };

    if (query.kind !== 'steps') {
      const selector = { kind: 'audit', at: { $gte: query.from, $lt: query.to } } as const;
      const found = await ctx.db.files.find({
        selector,
        sort: [{ kind: 'desc' }, { at: 'desc' }],
        limit: MOST_LINES + 1,
      });
      take(found.map(actLine));
    }
    if (query.kind !== 'acts') {
      const span = { from: stampOf(query.from), to: stampOf(query.to) };
      const numbers = new Map<string, string>();
      for await (const docs of written<OrderDoc>(ctx.db.orders, query.from, () => (more = true))) {
        for (const doc of docs) {
          numbers.set(doc.id, doc.channelOrderNo);
          const status = (events: OrderDoc['events']): string => foldOrder({ ...doc, events }).status;
          take(stepLines(doc, 'order', doc.channelOrderNo, doc.id, span, status));
        }
        await pace.step();
      }
      for await (const docs of written<ShipmentDoc>(ctx.db.shipments, query.from, () => (more = true))) {
        const unknown = docs.map((doc) => doc.order).filter((id) => !numbers.has(id));
        for (const [id, doc] of await ctx.db.orders.getMany(unknown)) numbers.set(id, doc.channelOrderNo);
        for (const doc of docs) {
          const status = (events: ShipmentDoc['events']): string => foldShipment({ ...doc, events }).status;
          const on = numbers.get(doc.order) ?? doc.order;
          take(stepLines(doc, 'shipment', on, doc.order, span, status));
        }
        await pace.step();
      }
    }
    lines.sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1));
    return { lines, more };
  }

  return {
    async list({ offset, limit, ...query }) {
      const { lines, more } = await collect(query);
      const rows = lines.slice(offset, offset + limit).map((line) => line.row());
      return { total: lines.length, more, rows };
    },
    async export(query, actor) {
      const { lines } = await collect(query);
      if (lines.length === 0) return refused('nothing_to_export');
      const pace = createPace();
      const rows: string[][] = [];
      for (const line of lines) {
        const row = line.row();
        const { by, station, what, on, old, new: now, reason } = row;
        rows.push([
          new Date(row.at).toISOString(),
          nameOf(by),
          station,
          what,
          on,
          old ?? '',
          now ?? '',
          reason ?? '',
        ]);
        if (rows.length % PAGE === 0) await pace.step();
      }
      await audit.record({ what: 'audit_export', by: actor.id, new: String(rows.length) });
      await ctx.db.barrier();
      const day = new Date(ctx.clock.now()).toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
      const fileName = `audit-${day}.csv`;
      const header = [
        '时间 time',
        '人员 who',
        '工作站 station',
        '操作 what',
        '对象 on',
        '原值 old',
        '新值 new',
        '原因 reason',
      ];
      const token = exchange.offer(fileName, 'text/csv', csvBytes({ header, rows }));
      return accepted({ token, fileName, rows: rows.length });
    },
  };
}

/** Documents that were written since then, in the order of their last write: an event is never older than its document. */
async function* written<Doc extends { readonly id: string }>(
  table: Pick<Table<Doc>, 'changedSince'>,
  from: number,
  onMore: () => void,
): AsyncGenerator<Doc[]> {
  let place: { id: string; lwt: number } = { id: '', lwt: from };
  for (let read = 0; read < MOST_DOCUMENTS; read += PAGE) {
    const page = await table.changedSince(place, PAGE);
    if (page.docs.length > 0) yield page.docs;
    if (page.place === undefined) return;
    place = page.place;
  }
  onMore();
}

const stampOf = (ms: number): string =>
  formatHlc({ ms: Math.max(0, Math.floor(ms)), counter: 0, station: '' });

/** Plain values of an event's data; private data never stands there. */
function summary(data: Readonly<Record<string, unknown>>): string | null {
  const parts = Object.entries(data).flatMap(([name, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value) && name !== 'reason' && name !== 'note'
      ? [`${name}=${String(value)}`]
      : [],
  );
  return parts.length === 0 ? null : parts.join('; ').slice(0, 300);
}
