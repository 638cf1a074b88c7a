import type {
  CustomerNoticeRow,
  MethodInput,
  MethodOutput,
  NoticePreview,
  StaffNoticeRow,
} from '../../../../shared/contract/index.ts';
import { hasRole, type Actor, type OrderState, type Role } from '../../../../shared/domain/index.ts';
import { maskName } from '../../../../shared/domain/masking/index.ts';
import {
  customerNoticeOf,
  noticeFaults,
  noticeValues,
  placeholdersOf,
  PRIVATE_PLACEHOLDERS,
  renderNotice,
  staffNoticesOf,
  type NoticeTemplate,
  type NoticeTemplateId,
  type StaffCode,
} from '../../../../shared/domain/notices/index.ts';
import { receiverOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc, OutboxDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import { tzOffset } from '../imports/source.ts';
import type { OrdersService } from '../orders.ts';
import { withState } from '../parcels.ts';
import type { SettingsService } from '../settings.ts';
import type { SiteRulesService } from '../site-rules.ts';
import { followOrders } from './follow.ts';
import { createNoticeTemplates, type NoticeTemplates } from './templates.ts';

type Told = Readonly<Record<string, string | number>>;

export interface NoticesService {
  readonly templates: NoticeTemplates;
  /** Something that the customer of an order is to be told. Never blocks, never twice: the id repeats. */
  customer(notice: {
    readonly id: string;
    readonly order: string;
    readonly template: NoticeTemplateId;
    /** Codes and figures only. `reason`: a code of `REVIEW_REASONS` or one of the site's own. */
    readonly data?: Told;
  }): Promise<void>;
  /** Something that whoever holds a post must know (NTF-04). Never blocks, never twice. */
  staff(notice: {
    readonly id: string;
    /** A post; others have nobody who would read it. */
    readonly role: string;
    /** One of `STAFF_CODES`, or another that the page has words for. */
    readonly code: StaffCode | (string & {});
    readonly order?: string;
    readonly data?: Told;
  }): Promise<void>;
  /** Made by hand, for an order that calls for it. */
  ask(order: string, template: NoticeTemplateId, actor: Actor): Promise<Outcome<null>>;
  list(input: MethodInput<'notices.list'>): Promise<MethodOutput<'notices.list'>>;
  ofOrder(order: string): Promise<CustomerNoticeRow[]>;
  /** The text to be sent, with the receiver where the template names him; that is audited. */
  text(id: string, actor: Actor): Promise<MethodOutput<'notices.text'>>;
  mark(input: Omit<MethodInput<'notices.mark'>, 'operator'>, actor: Actor): Promise<Outcome<null>>;
  inbox(
    input: MethodInput<'notices.inbox'>,
    roles: readonly string[],
  ): Promise<MethodOutput<'notices.inbox'>>;
  read(id: string, actor: Actor): Promise<Outcome<null>>;
  preview(template: NoticeTemplate, order: string | undefined): Promise<NoticePreview>;
  /** After a crash: what was news then and is not told is told. */
  recover(): Promise<void>;
  /** Everything that was news until now is told; for scripts and for the end. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly audit: AuditService;
  readonly orders: OrdersService;
  readonly settings: Pick<SettingsService, 'get' | 'carrier'>;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly joined: () => boolean;
  /** When an order is to be shipped, where it has no deadline of its own. */
  readonly expectedShip?: (doc: OrderDoc, state: OrderState) => number | undefined;
}

const CUSTOMER = 'customer_notice';
const STAFF = 'staff_notice';
const idOf = (id: string): string => `notice:${id}`.slice(0, 200);
/** Notices that were told, or that nobody told for so long, go, ms. */
const KEPT_MS = 90 * 86_400_000;
const HOUR = 3_600_000;
const SENDERS: readonly Role[] = ['CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'];

export async function createNotices(deps: Deps): Promise<NoticesService> {
  const { ctx, orders, siteRules } = deps;
  const { outbox } = ctx.db;
  const templates = await createNoticeTemplates(ctx, deps.audit);

  const tell = (): void => ctx.push.emit({ event: 'changed', value: { what: 'notices' } });

  async function put(docs: readonly OutboxDoc[]): Promise<void> {
    if (docs.length === 0) return;
    const { existing } = await outbox.insertMany(docs);
    if (existing.size < docs.length) tell();
  }
  const doc = (kind: OutboxDoc['kind'], id: string, data: OutboxDoc['data']): OutboxDoc => ({
    id: idOf(id),
    kind,
    state: 'waiting',
    at: ctx.clock.now(),
    data: { ...data, state: 'waiting' },
  });
  /** @param event of the order that it is made of; the hub, which sees the event too, may send such a notice */
  const customerDoc = (
    id: string,
    order: string,
    template: NoticeTemplateId,
    data: Told,
    event?: string,
  ): OutboxDoc =>
    doc(CUSTOMER, id, { notice: id, order, template, data, ...(event === undefined ? {} : { event }) });
  const staffDoc = (
    id: string,
    role: string,
    code: string,
    order: string | undefined,
    data: Told,
  ): OutboxDoc => doc(STAFF, id, { role, code, ...(order === undefined ? {} : { order }), data });

  /** Is what the notice says still so? */
  function holds(template: string, state: OrderState): boolean {
    switch (template) {
      case 'needs_fix':
        return state.status === 'NEEDS_FIX';
      case 'payment_reminder':
        return state.payment === 'UNPAID' && state.status !== 'CANCELLED';
      case 'shortage':
        return state.status === 'BACKORDERED';
      case 'confirmation':
        return state.status !== 'CANCELLED' && state.status !== 'REJECTED' && state.status !== 'NEEDS_FIX';
      default:
        return true;
    }
  }

  const follow = followOrders(deps, async (order, news) => {
    const { state } = withState(order);
    const made = news.flatMap((event): OutboxDoc[] => {
      const notice = customerNoticeOf(event);
      const wanted =
        notice &&
        holds(notice.template, state) &&
        !state.told.some((one) => one.notice === notice.id) &&
        (notice.template !== 'confirmation' || siteRules.get('notices.confirmation'));
      return [
        ...(wanted ? [customerDoc(notice.id, order.id, notice.template, notice.data, event.id)] : []),
        ...staffNoticesOf(event).map(({ id, role, code, data }) => staffDoc(id, role, code, order.id, data)),
      ];
    });
    await put(made);
  });

  function valuesOf(order: OrderDoc, language: 'zh' | 'en', data: Told, clear: boolean) {
    const { state } = withState(order);
    const receiver = receiverOf(order);
    const expected = state.current.shipBy ?? deps.expectedShip?.(order, state);
    const reason = data['reason'] ?? state.reason;
    return noticeValues(state, {
      language,
      site: deps.settings.get().siteName,
      carrierName: (code) => deps.settings.carrier(code)[language],
      link: siteRules.get('notices.link'),
      transit: siteRules.get('tracking.transitDays'),
      offset: tzOffset,
      ...(expected === undefined ? {} : { expectedShip: expected }),
      ...(reason === undefined ? {} : { reason: String(reason) }),
      ...(receiver === undefined
        ? {}
        : {
            receiver: {
              name: clear ? receiver.name : maskName(receiver.name),
              ...(receiver.province === undefined ? {} : { province: receiver.province }),
            },
          }),
    });
  }

  const templateOf = ({ data }: OutboxDoc): NoticeTemplateId => data['template'] as NoticeTemplateId;
  const namesPrivate = ({ zh, en }: NoticeTemplate): boolean =>
    [zh, en].some(({ subject, text }) =>
      placeholdersOf(`${subject}\n${text}`).some((name) => PRIVATE_PLACEHOLDERS.includes(name)),
    );

  /** What became of a notice, where that is known by now: sent elsewhere, given to the hub, or not true any more. */
  function stateOf(notice: OutboxDoc, order: OrderDoc | undefined): CustomerNoticeRow['state'] {
    const kept = notice.data['state'] as CustomerNoticeRow['state'];
    if (notice.state === 'done' || !order) return kept;
    const { state } = withState(order);
    if (state.told.some((one) => one.notice === notice.data['notice'])) return 'sent';
    if (!holds(templateOf(notice), state)) return 'outdated';
    const seen = typeof notice.data['event'] === 'string';
    const byHub = seen && siteRules.get('notices.delivery') === 'hub' && deps.joined();
    return byHub && ctx.db.mayGo('orders', order.id) ? 'hub' : 'waiting';
  }

  const done = (notice: OutboxDoc, more: OutboxDoc['data']): Promise<unknown> =>
    outbox.update(notice.id, (before) => ({
      ...before,
      state: 'done',
      data: { ...before.data, ...more },
    }));

  async function rowsOf(found: readonly OutboxDoc[]): Promise<CustomerNoticeRow[]> {
    const about = await ctx.db.orders.getMany(found.map(({ data }) => String(data['order'])));
    return Promise.all(
      found.map(async (notice): Promise<CustomerNoticeRow> => {
        const order = about.get(String(notice.data['order']));
        const state = stateOf(notice, order);
        if (state !== 'waiting' && notice.state === 'waiting') await done(notice, { state });
        const sent = order && withState(order).state.told.find((one) => one.notice === notice.data['notice']);
        const by = notice.data['by'];
        return {
          id: notice.id,
          order: String(notice.data['order']),
          channelOrderNo: order?.channelOrderNo ?? '',
          channel: order?.channel ?? '',
          template: templateOf(notice),
          at: notice.at,
          state,
          way: sent?.way ?? null,
          sentAt: sent?.at ?? null,
          by: typeof by === 'string' ? by : null,
        };
      }),
    );
  }

  const find = async (id: string, kind: OutboxDoc['kind']): Promise<OutboxDoc | undefined> => {
    const notice = await outbox.get(id);
    return notice?.kind === kind ? notice : undefined;
  };

  async function tidy(): Promise<void> {
    const before = ctx.clock.now() - KEPT_MS;
    for (const kind of [CUSTOMER, STAFF] as const) {
      for (const state of ['waiting', 'done'] as const) {
        const old = await outbox.find({
          selector: { kind, state, at: { $lt: before } },
          limit: 500,
        });
        if (old.length > 0) await outbox.purge(old.map(({ id }) => id));
      }
    }
  }
  const tidying = setInterval(() => {
    void tidy().catch(() => ctx.log('old notices were not tidied away'));
  }, 24 * HOUR).unref();

  const service: NoticesService = {
    templates,
    customer: ({ id, order, template, data = {} }) => put([customerDoc(id, order, template, data)]),
    staff: ({ id, role, code, order, data = {} }) => put([staffDoc(id, role, code, order, data)]),

    async ask(order, template, actor) {
      if (!hasRole(actor, SENDERS)) return refused('role_not_allowed');
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      if (!holds(template, found.state)) return refused('notice_outdated');
      // Again only after the one before was sent or dropped: pressing twice makes one.
      const told = found.state.told.filter((one) => one.template === template).length;
      const id = `${template}:asked:${order}:${told}`;
      const before = await outbox.get(idOf(id));
      if (before?.state === 'done')
        await outbox.update(idOf(id), (each) => ({
          ...each,
          state: 'waiting',
          data: { ...each.data, state: 'waiting' },
        }));
      else await put([customerDoc(id, order, template, {})]);
      await ctx.db.barrier();
      tell();
      return DONE;
    },

    async list({ state, offset = 0, limit = 100 }) {
      const selector = { kind: CUSTOMER, state: state === 'waiting' ? 'waiting' : 'done' } as const;
      const found = await outbox.find({
        selector,
        sort: [{ kind: 'desc' }, { state: 'desc' }, { at: 'desc' }],
        skip: offset,
        limit,
      });
      const rows = await rowsOf(found);
      const shown = state === 'waiting' ? rows.filter((row) => row.state === 'waiting') : rows;
      return { total: await outbox.count(selector), rows: shown };
    },

    async ofOrder(order) {
      // Few notices wait or were told of one order: found by the order's own events and by what was asked for.
      const found = await orders.get(order);
      if (!found) return [];
      const ids = new Set(
        found.doc.events.flatMap((event) => {
          const notice = customerNoticeOf(event);
          return notice ? [idOf(notice.id)] : [];
        }),
      );
      for (const template of new Set(found.state.told.map((one) => one.template)))
        for (let n = 0; n <= found.state.told.length; n += 1)
          ids.add(idOf(`${template}:asked:${order}:${n}`));
      for (const template of templates.list()) ids.add(idOf(`${template.id}:asked:${order}:0`));
      const rows = await rowsOf([...(await outbox.getMany([...ids])).values()]);
      const known = new Set(rows.map(({ id }) => id));
      // What another station sent, and this one never had.
      const elsewhere = found.state.told
        .filter(({ notice }) => !known.has(idOf(notice)))
        .map(({ notice, template, way, at }): CustomerNoticeRow => ({
          id: idOf(notice),
          order,
          channelOrderNo: found.doc.channelOrderNo,
          channel: found.doc.channel,
          template: template as NoticeTemplateId,
          at,
          state: 'sent',
          way,
          sentAt: at,
          by: null,
        }));
      return [...rows, ...elsewhere].sort((a, b) => b.at - a.at);
    },

    async text(id, actor) {
      const notice = await find(id, CUSTOMER);
      const order = notice && (await ctx.db.orders.get(String(notice.data['order'])));
      if (!notice || !order) return refused('notice_gone');
      if (!hasRole(actor, SENDERS)) return refused('role_not_allowed');
      const language = siteRules.get('notices.language');
      const template = templates.get(templateOf(notice));
      if (namesPrivate(template))
        await deps.audit.record({ what: 'reveal', by: actor.id, order: order.id, reason: 'notice' });
      const data = (notice.data['data'] ?? {}) as Told;
      return accepted(renderNotice(template[language], valuesOf(order, language, data, true)));
    },

    async mark({ id, state, way }, actor) {
      const notice = await find(id, CUSTOMER);
      if (!notice) return refused('notice_gone');
      if (!hasRole(actor, SENDERS)) return refused('role_not_allowed');
      const order = String(notice.data['order']);
      if (notice.state === 'done') return refused('notice_done');
      if (state === 'sent') {
        if (way === undefined) return refused('reason_required');
        const data = { notice: String(notice.data['notice']), template: templateOf(notice), way };
        const told = await orders.command(order, { type: 'confirmation_sent', data }, actor);
        if (!told.ok) return told;
      }
      await done(notice, { state, by: actor.id });
      await ctx.db.barrier();
      tell();
      return DONE;
    },

    async inbox({ offset = 0, limit = 100 }, roles) {
      const waiting = await outbox.find({
        selector: { kind: STAFF, state: 'waiting' },
        sort: [{ kind: 'desc' }, { state: 'desc' }, { at: 'desc' }],
        limit: 2_000,
      });
      const mine = waiting.filter(({ data }) => roles.includes(String(data['role'])));
      const page = mine.slice(offset, offset + limit);
      const about = await ctx.db.orders.getMany(
        page.flatMap(({ data }) => (typeof data['order'] === 'string' ? [data['order']] : [])),
      );
      return {
        total: mine.length,
        rows: page.map(({ id, at, data }): StaffNoticeRow => {
          const order = typeof data['order'] === 'string' ? data['order'] : null;
          return {
            id,
            role: data['role'] as Role,
            code: String(data['code']),
            order,
            channelOrderNo: (order === null ? undefined : about.get(order)?.channelOrderNo) ?? null,
            at,
            data: { ...(data['data'] as Told) },
            state: 'waiting',
            by: null,
          };
        }),
      };
    },

    async read(id, actor) {
      const notice = await find(id, STAFF);
      if (!notice) return refused('notice_gone');
      if (!hasRole(actor, [notice.data['role'] as Role, 'MGR', 'ADM'])) return refused('role_not_allowed');
      await done(notice, { state: 'read', by: actor.id, readAt: ctx.clock.now() });
      tell();
      return DONE;
    },

    async preview(template, order) {
      const [found] =
        order === undefined || order === ''
          ? await ctx.db.orders.find({ selector: {}, sort: [{ orderedAt: 'desc' }], limit: 1 })
          : await ctx.db.orders.find({
              selector: { $or: [{ id: order }, { channelOrderNo: order }] },
              limit: 1,
            });
      const shown = (language: 'zh' | 'en') =>
        renderNotice(
          template[language],
          found ? valuesOf(found, language, { reason: 'address_incomplete' }, false) : {},
        );
      return {
        order: found?.id ?? null,
        channelOrderNo: found?.channelOrderNo ?? null,
        zh: shown('zh'),
        en: shown('en'),
        faults: noticeFaults(template).map((fault) => ({ ...fault, data: { ...fault.data } })),
      };
    },

    recover: () => follow.recover(),
    settled: () => follow.settled(),
    async close() {
      clearInterval(tidying);
      await follow.settled().catch(() => ctx.log('the last notices were not made'));
      await follow.dispose();
    },
  };
  return service;
}
