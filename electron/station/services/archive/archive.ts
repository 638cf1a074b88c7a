import { hlcMs } from '../../../../shared/base/index.ts';
import { foldCase } from '../../../../shared/domain/cases/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { ArchiveRequest, ArchiveRow } from '../../../../shared/contract/after-views.ts';
import type { MethodInput, MethodOutput } from '../../../../shared/contract/index.ts';
import type { CaseDoc, OrderDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, DONE, refused, type Context, type Outcome, type Refused } from '../context.ts';
import type { PeopleService } from '../people.ts';
import type { SiteRulesService } from '../site-rules.ts';

/** 归档: found by everybody who sees orders, opened by whoever has been allowed to (CMP-05, CMP-06). */
export interface Archive {
  search(input: MethodInput<'archive.search'>, who: string): Promise<MethodOutput<'archive.search'>>;
  /** Asks to look into an archived order; once while nobody has decided. */
  ask(order: string, reason: string, actor: Actor): Promise<Outcome<{ case: string }>>;
  decide(id: string, granted: boolean, note: string, actor: Actor): Promise<Outcome<null>>;
  /** Open ones and those of late, newest first. */
  requests(): Promise<ArchiveRequest[]>;
  /**
   * May this person look into the order? Where it is archived, the look is recorded.
   * @param elsewhere of an order that left this station and was read from the hub
   * @returns `archive_locked` with what can be done; undefined where the order may be shown
   */
  refusal(order: string, who: string, elsewhere?: Seen): Promise<Refused | undefined>;
}

/** What tells whether an order is archived. */
export type Seen = Pick<OrderDoc, 'status' | 'channelOrderNo'>;

interface Access {
  readonly state: ArchiveRequest['state'];
  readonly until: number | null;
  readonly decidedBy: string | null;
}

/** One look of a person at an order is recorded so often, ms: a page asks again whenever something changes. */
const NOTE_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;
const SHOWN_REQUESTS = 200;

export function createArchive(deps: {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly people: Pick<PeopleService, 'closed' | 'get'>;
  readonly cases: CasesService;
  readonly audit: AuditService;
}): Archive {
  const { ctx, siteRules, cases, audit } = deps;
  const looked = new Map<string, number>();

  /** Before anybody signs in there is nobody to ask. */
  const isFree = (): boolean => !siteRules.get('archive.approval') || !deps.people.closed();

  function accessOf(doc: CaseDoc): Access {
    const state = foldCase(doc);
    const decision = doc.events.findLast((event) => event.type === 'solved');
    if (state.outcome === undefined || state.disputed || !decision)
      return { state: 'asked', until: null, decidedBy: null };
    if (state.outcome !== 'granted') return { state: 'refused', until: null, decidedBy: decision.by };
    const until = hlcMs(decision.at) + siteRules.get('archive.accessHours') * HOUR_MS;
    return { state: ctx.clock.now() < until ? 'granted' : 'over', until, decidedBy: decision.by };
  }

  /** The best that this person has been given for the order. */
  async function accessFor(order: string, who: string): Promise<Access | undefined> {
    const own = (await cases.ofOrder(order))
      .filter((doc) => doc.kind === 'archive_access' && doc.base.author === who)
      .map(accessOf);
    return own.find(({ state }) => state === 'granted') ?? own.find(({ state }) => state === 'asked');
  }

  function note(order: string, who: string): void {
    const key = `${who} ${order}`;
    const now = ctx.clock.now();
    const last = looked.get(key);
    if (last !== undefined && now >= last && now - last < NOTE_MS) return;
    looked.set(key, now);
    audit.note({ what: 'archive_opened', by: who, order, on: order });
  }

  const archivedAt = (doc: OrderDoc): number => {
    const event = doc.events.find((each) => each.type === 'archived');
    return event ? hlcMs(event.at) : 0;
  };

  async function rowOf(doc: OrderDoc, who: string): Promise<ArchiveRow> {
    const access = isFree() ? undefined : await accessFor(doc.id, who);
    return {
      order: doc.id,
      channel: doc.channel,
      channelOrderNo: doc.channelOrderNo,
      orderedAt: doc.orderedAt,
      archivedAt: archivedAt(doc),
      access: isFree()
        ? 'free'
        : access?.state === 'granted'
          ? 'granted'
          : access?.state === 'asked'
            ? 'asked'
            : 'none',
      until: access?.until ?? null,
    };
  }

  async function found(input: MethodInput<'archive.search'>): Promise<OrderDoc[]> {
    const { search = '', from = 0, to = 10_000_000_000_000, sort = 'time', offset = 0, limit = 100 } = input;
    const text = search.trim();
    if (text !== '') {
      const number = text.toUpperCase();
      const numbers = await ctx.db.waybills.find({ selector: { number }, limit: 20 });
      const shipments = await ctx.db.shipments.getMany(numbers.flatMap((doc) => doc.shipment || []));
      const ids = [
        ...[...shipments.values()].flatMap((doc) => doc.base.orders),
        ...numbers.flatMap((doc) => doc.order || []),
      ];
      const named = await ctx.db.orders.find({
        // The beginning of a number is enough; by its index.
        selector: { channelOrderNo: { $gte: text, $lt: `${text}\uffff` } },
        sort: [{ channelOrderNo: 'asc' }],
        limit: 200,
      });
      const all = new Map(
        [...named, ...(await ctx.db.orders.getMany(ids)).values()].map((doc) => [doc.id, doc]),
      );
      return [...all.values()]
        .filter((doc) => doc.status === 'ARCHIVED' && doc.orderedAt >= from && doc.orderedAt < to)
        .slice(offset, offset + limit + 1);
    }
    const selector = { lane: 'closed' as const, status: 'ARCHIVED', orderedAt: { $gte: from, $lt: to } };
    return ctx.db.orders.find({
      selector,
      sort: sort === 'time' ? [{ lane: 'desc' }, { orderedAt: 'desc' }] : [{ channelOrderNo: 'asc' }],
      skip: offset,
      limit: limit + 1,
    });
  }

  return {
    async search(input, who) {
      const limit = input.limit ?? 100;
      const docs = await found(input);
      const rows = await Promise.all(docs.slice(0, limit).map((doc) => rowOf(doc, who)));
      return { rows, more: docs.length > limit };
    },

    async ask(order, reason, actor) {
      const doc = await ctx.db.orders.get(order);
      // One that is not here any more lies on the hub: whoever decides will see what it is.
      if (doc && doc.status !== 'ARCHIVED') return refused('wrong_status', { status: doc.status });
      if ((await accessFor(order, actor.id))?.state === 'granted') return refused('access_granted');
      const opened = await cases.open({
        id: `archive:${order}:${actor.id}`,
        kind: 'archive_access',
        code: 'archive_access',
        order,
        note: reason,
        again: true,
        actor,
      });
      return opened.ok ? accepted({ case: opened.value.id }) : opened;
    },

    async decide(id, granted, text, actor) {
      const doc = await cases.get(id);
      if (doc?.kind !== 'archive_access') return refused('not_here', { case: id });
      const outcome = granted ? 'granted' : 'refused';
      const done = await cases.command(id, { type: 'solved', data: { outcome } }, actor, text);
      return done.ok ? DONE : done;
    },

    async requests() {
      const docs = await ctx.db.cases.find({ selector: { kind: 'archive_access' } });
      const late = docs.sort((a, b) => b.base.createdAt - a.base.createdAt).slice(0, SHOWN_REQUESTS);
      const orders = await ctx.db.orders.getMany(late.map((doc) => doc.order));
      return late.map((doc) => {
        const noted = doc.events.find((event) => event.type === 'noted');
        return {
          case: doc.id,
          order: doc.order,
          channelOrderNo: orders.get(doc.order)?.channelOrderNo ?? doc.order,
          applicant: doc.base.author,
          at: doc.base.createdAt,
          reason: (noted && doc.private.events[noted.id]?.note) ?? null,
          ...accessOf(doc),
        };
      });
    },

    async refusal(order, who, elsewhere) {
      const doc: Seen | undefined = elsewhere ?? (await ctx.db.orders.get(order));
      if (doc?.status !== 'ARCHIVED') return undefined;
      if (!isFree()) {
        const access = await accessFor(order, who);
        if (access?.state !== 'granted')
          return refused('archive_locked', { order: doc.channelOrderNo, asked: access?.state === 'asked' });
      }
      note(order, who);
      return undefined;
    },
  };
}
