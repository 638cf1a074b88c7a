import { createEmitter } from '../../../../shared/base/index.ts';
import type { CaseRow } from '../../../../shared/contract/case-views.ts';
import {
  CASE_RAISERS,
  CASE_ROUTES,
  decideCase,
  foldCase,
  type CaseBase,
  type CaseEvent,
} from '../../../../shared/domain/cases/index.ts';
import { hasRole, type Actor, type Role } from '../../../../shared/domain/index.ts';
import type { CaseDoc } from '../../../../shared/schema/index.ts';
import { caseDoc } from '../../database/index.ts';
import { createPace } from '../../pace.ts';
import { accepted, nameOf, refused, type Context } from '../context.ts';
import { appendEvents, stamp, type Draft } from '../events.ts';
import { SYSTEM } from '../people.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { caseRow, caseView } from './shown.ts';
import type { CasesService, OpenCase } from './types.ts';

interface Deps {
  readonly ctx: Context;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  /** Told to a post: a case came to it, or was raised to it. */
  readonly tell?: (message: {
    readonly id: string;
    readonly role: Role;
    readonly code: string;
    readonly order?: string;
    readonly data: Readonly<Record<string, string>>;
  }) => Promise<unknown>;
}

/** Why things went wrong, where somebody has said so: what stock, packing and transport have to learn from. */
function causesOf(docs: readonly CaseDoc[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const doc of docs) {
    const { cause } = foldCase(doc).facts;
    if (typeof cause === 'string') counts[cause] = (counts[cause] ?? 0) + 1;
  }
  return counts;
}

const HOUR_MS = 3_600_000;
/** How often overdue cases are looked for, ms. */
const SWEEP_MS = 60_000;
/** Open cases that a list looks through; a site with more has other worries. */
const MOST = 5_000;

export function createCases(deps: Deps): CasesService {
  const { ctx } = deps;
  const { cases: table, orders } = ctx.db;
  const opened = createEmitter<CaseDoc>();
  const changed = (): void => ctx.push.emit({ event: 'changed', value: { what: 'cases' } });
  const pace = createPace();
  let closed = false;

  const tell = (...[message]: Parameters<NonNullable<Deps['tell']>>): void => {
    deps.tell?.(message).catch((error: unknown) => ctx.log(`cases: not told, ${nameOf(error)}`));
  };

  function make(id: string, given: OpenCase): CaseDoc {
    const now = ctx.clock.now();
    const { order, shipment, sku } = given;
    const base: CaseBase = {
      kind: given.kind,
      code: given.code,
      createdAt: now,
      author: given.actor.id,
      department: given.department ?? CASE_ROUTES[given.kind].department,
      priority: given.priority ?? 'normal',
      due: given.due ?? now + deps.siteRules.get(`cases.${given.kind}Hours`) * HOUR_MS,
      facts: given.data ?? {},
      ...(order === undefined ? {} : { order }),
      ...(shipment === undefined ? {} : { shipment }),
      ...(sku === undefined ? {} : { sku }),
    };
    const note = given.note?.trim() ?? '';
    // Two who open the same case write one `opened`; what each of them says stays.
    const drafts: Draft[] = [
      { type: 'opened', data: {}, id: `opened:${id}` },
      ...(note === '' ? [] : [{ type: 'noted', data: {} }]),
    ];
    const events = stamp<CaseEvent>(ctx, given.actor, drafts);
    const noted = events[1];
    return caseDoc({
      id,
      site: ctx.site,
      base,
      events,
      private: { events: noted === undefined ? {} : { [noted.id]: { note } } },
    });
  }

  function cameIn(doc: CaseDoc): void {
    opened.emit(doc);
    changed();
    if (doc.order !== '') ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
    tell({
      id: `case:${doc.id}`,
      role: foldCase(doc).department,
      code: 'case_opened',
      ...(doc.order === '' ? {} : { order: doc.order }),
      data: { case: doc.id, kind: doc.kind, code: doc.base.code, priority: doc.base.priority },
    });
  }

  const append = async (id: string, drafts: readonly Draft[], actor: Actor) => {
    const events = stamp<CaseEvent>(ctx, actor, drafts);
    const brought = Object.fromEntries(
      events.flatMap((event, at) =>
        drafts[at]?.private === undefined ? [] : [[event.id, drafts[at].private]],
      ),
    );
    return appendEvents(table, caseDoc, id, events, brought);
  };

  async function rows(docs: readonly CaseDoc[]): Promise<CaseRow[]> {
    const numbers = new Map<string, string>();
    const found = await orders.getMany(docs.map((doc) => doc.order).filter((id) => id !== ''));
    for (const doc of found.values()) numbers.set(doc.id, doc.channelOrderNo);
    const now = ctx.clock.now();
    return docs.map((doc) => caseRow(doc, numbers, now));
  }

  const service: CasesService = {
    async open(given) {
      if (!hasRole(given.actor, CASE_RAISERS)) return refused('role_not_allowed', { row: 'K1 open' });
      const first = given.id ?? `case:${ctx.ids.next()}`;
      for (let n = 1; ; n += 1) {
        const id = n === 1 ? first : `${first}~${n}`;
        const known = await table.get(id);
        if (known && (given.again !== true || known.lane === 'open')) return accepted(known);
        if (known) continue;
        const doc = make(id, given);
        const { existing } = await table.insertMany([doc]);
        if (existing.size > 0) continue;
        cameIn(doc);
        return accepted(doc);
      }
    },

    opening(given) {
      const id = given.id ?? `case:${ctx.ids.next()}`;
      const doc = make(id, given);
      return { id, change: table.ensuring(doc), opened: () => cameIn(doc) };
    },

    async command(id, draft, actor, note = '') {
      const doc = await table.get(id);
      if (!doc) return refused('not_here', { case: id });
      const decided = decideCase(foldCase(doc), doc.base, draft, { actor });
      if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
      const said = note.trim();
      const drafts = decided.value.map((each, at) => ({
        ...each,
        ...(at === 0 && said !== '' ? { private: { note: said } } : {}),
      }));
      const stored = await append(id, drafts, actor);
      if (!stored) return refused('not_here', { case: id });
      changed();
      if (stored.order !== '') ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
      const last = decided.value[0];
      const to =
        last?.type === 'escalated'
          ? last.data.to
          : last?.type === 'assigned'
            ? last.data.department
            : last?.type === 'noted'
              ? last.data.to
              : undefined;
      if (last !== undefined && to !== undefined)
        tell({
          id: `case:${last.type}:${stored.events.at(-1)?.id ?? id}`,
          role: to,
          code: `case_${last.type}`,
          ...(stored.order === '' ? {} : { order: stored.order }),
          data: { case: id, kind: stored.kind, code: stored.base.code, priority: foldCase(stored).priority },
        });
      return accepted(stored);
    },

    get: (id) => table.get(id),
    ofOrder: (order) => table.find({ selector: { order } }),

    async settle(order, kind, outcome, actor) {
      for (const doc of await service.ofOrder(order)) {
        if (doc.kind !== kind || doc.lane !== 'open') continue;
        const settles = foldCase(doc).decisions;
        const data = settles.length === 0 ? { outcome } : { outcome, settles };
        const times = doc.events.filter((event) => event.type === 'reopened').length;
        await append(doc.id, [{ type: 'solved', data, id: `solved:${outcome}:${doc.id}:${times}` }], actor);
        changed();
      }
    },

    async list(filter, actor) {
      const now = ctx.clock.now();
      const open = await table.find({
        selector: { lane: 'open' },
        sort: [{ lane: 'asc' }, { due: 'asc' }],
        limit: MOST,
      });
      const isMine = (doc: CaseDoc): boolean => doc.person === actor.id;
      const isOf = (doc: CaseDoc, department: string): boolean =>
        doc.department === department || foldCase(doc).escalatedTo === department;
      const tally = (of: (doc: CaseDoc) => string): Record<string, number> => {
        const counts: Record<string, number> = {};
        for (const doc of open) counts[of(doc)] = (counts[of(doc)] ?? 0) + 1;
        return counts;
      };
      const docs =
        filter.lane === 'open'
          ? open
          : await table.find({
              selector: { lane: 'done' },
              sort: [{ lane: 'desc' }, { due: 'desc' }],
              limit: MOST,
            });
      const text = filter.search.trim();
      const orderIds = text === '' ? undefined : await ordersOf(text);
      const found = docs.filter(
        (doc) =>
          (filter.who === 'all' || isMine(doc)) &&
          (!filter.overdue || doc.due < now) &&
          (filter.kind === undefined || doc.kind === filter.kind) &&
          (filter.department === undefined || isOf(doc, filter.department)) &&
          (orderIds === undefined ||
            orderIds.has(doc.order) ||
            doc.base.sku === text ||
            Object.values(doc.base.facts).includes(text)),
      );
      const weight = { major: 0, high: 1, normal: 2 };
      const sorted =
        filter.lane === 'done'
          ? found
          : found
              .map((doc) => ({ doc, weight: weight[foldCase(doc).priority] }))
              .sort((a, b) => a.weight - b.weight || a.doc.due - b.doc.due)
              .map(({ doc }) => doc);
      return {
        total: sorted.length,
        rows: await rows(sorted.slice(filter.offset, filter.offset + filter.limit)),
        counts: {
          open: open.length,
          mine: open.filter(isMine).length,
          overdue: open.filter((doc) => doc.due < now).length,
          departments: tally((doc) => doc.department),
          kinds: tally((doc) => doc.kind),
          causes: causesOf(sorted),
        },
      };
    },

    async view(id, sees) {
      const doc = await table.get(id);
      if (!doc) return refused('not_here', { case: id });
      const [row] = await rows([doc]);
      return row === undefined ? refused('not_here', { case: id }) : accepted(caseView(row, doc, sees));
    },

    rowsOf: async (order) => rows(await service.ofOrder(order)),

    async sweep() {
      const now = ctx.clock.now();
      const late = await table.find({
        selector: { lane: 'open', due: { $lt: now } },
        sort: [{ lane: 'asc' }, { due: 'asc' }],
        limit: MOST,
      });
      let raised = 0;
      for (const doc of late) {
        if (closed || ctx.paused() || ctx.failed()) break;
        const id = `escalated:overdue:${doc.id}:${doc.due}`;
        if (doc.events.some((event) => event.id === id)) continue;
        const to = CASE_ROUTES[doc.base.kind].above;
        const data = { to, priority: 'high' as const, rule: 'overdue' };
        await append(doc.id, [{ type: 'escalated', data, id }], SYSTEM);
        tell({
          id: `case:${id}`,
          role: to,
          code: 'case_overdue',
          ...(doc.order === '' ? {} : { order: doc.order }),
          data: { case: doc.id, kind: doc.kind, code: doc.base.code, priority: 'high' },
        });
        raised += 1;
        await pace.step();
      }
      if (raised > 0) changed();
      return raised;
    },

    touched: changed,
    onOpened: (listener) => void opened.on(listener),
    async close() {
      closed = true;
      clearInterval(timer);
      await sweeping;
    },
  };

  /** By the order's number, its id, or its case's own. */
  async function ordersOf(text: string): Promise<ReadonlySet<string>> {
    const found = await orders.find({ selector: { channelOrderNo: text }, limit: 20 });
    return new Set([text, ...found.map((doc) => doc.id)]);
  }

  let sweeping: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    sweeping = service.sweep().catch((error: unknown) => {
      if (!closed) ctx.log(`cases: overdue ones not looked for, ${nameOf(error)}`);
    });
  }, SWEEP_MS).unref();

  return service;
}
