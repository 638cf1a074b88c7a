import { hlcMs } from '../../../../shared/base/index.ts';
import type { IntakeFinding, ManualForm, MethodOutput } from '../../../../shared/contract/index.ts';
import {
  decideNewOrder,
  decideOrder,
  foldOrder,
  manualNumber,
  orderId,
  orderNumber,
  type Actor,
  type OrderBase,
} from '../../../../shared/domain/index.ts';
import {
  checkManual,
  manualDraft,
  manualInput,
  manualSums,
  manualTerms,
  privateOf,
  receiverText,
  sameGoods,
} from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import type { CatalogueService } from '../catalogue.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { CustomersService } from '../customers/index.ts';
import type { OrdersService } from '../orders.ts';
import { withState } from '../parcels.ts';
import type { SiteKey } from '../site-key.ts';
import type { SiteRulesService } from '../site-rules.ts';

/** Orders taken by hand: typed, checked while they are typed, kept as drafts that a second person confirms (INT-02, INT-03). */
export interface DraftsService {
  check(form: ManualForm, order?: string): Promise<MethodOutput<'intake.check'>>;
  save(
    input: { readonly form: ManualForm; readonly order?: string | undefined; readonly anyway: boolean },
    actor: Actor,
  ): Promise<MethodOutput<'intake.save'>>;
  list(offset: number, limit: number, who: string): Promise<MethodOutput<'intake.drafts'>>;
  /** In clear: who looks and at what is recorded. */
  view(order: string, actor: Actor): Promise<MethodOutput<'intake.draft'>>;
  confirm(order: string, version: string | null, actor: Actor): Promise<Outcome<null>>;
  giveBack(order: string, reason: string, note: string, actor: Actor): Promise<Outcome<null>>;
}

const DAY_MS = 86_400_000;
/** A number of ours that another order has: drawn again so often. */
const DRAWS = 5;
const HASH_LENGTH = 32;

export function createDrafts(deps: {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly customers: CustomersService;
  readonly siteRules: SiteRulesService;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly audit: AuditService;
}): DraftsService {
  const { ctx, orders, catalogue, customers, siteRules } = deps;

  const receiverHashOf = (form: ManualForm): string =>
    deps.siteKey.hash(receiverText(form.receiver)).slice(0, HASH_LENGTH);

  /** What only the station knows: products, numbers that are taken, orders like this one, the customer's credit. */
  async function found(form: ManualForm, order: string | undefined): Promise<IntakeFinding[]> {
    const skus = form.lines.map((line) => line.sku.trim()).filter((sku) => sku !== '');
    const findings: IntakeFinding[] = checkManual(form, {
      now: ctx.clock.now(),
      unknownSkus: new Set(await catalogue.unknown(skus)),
      mostLines: siteRules.get('intake.maxLines'),
    }).map((each) => ({ ...each, ...(each.data ? { data: { ...each.data } } : {}) }) as IntakeFinding);
    const no = form.channelOrderNo.trim();
    if (order === undefined && no !== '' && (await ctx.db.orders.get(orderId(form.channel, no))))
      findings.push({ code: 'number_taken', level: 'error', field: 'channelOrderNo', data: { no } });
    const repeated = await repetition(form, order);
    if (repeated)
      findings.push({
        code: 'duplicate',
        level: 'warn',
        field: 'lines',
        data: { order: repeated.id, no: repeated.channelOrderNo, at: repeated.orderedAt },
      });
    const { credit } = await customers.creditOfPhone(form.receiver.phone);
    if (credit === 'blocked')
      findings.push({ code: 'customer_blocked', level: 'warn', field: 'receiver.phone' });
    if (credit === 'prepay' && form.payment !== 'PAID')
      findings.push({ code: 'customer_prepay', level: 'warn', field: 'payment' });
    return findings;
  }

  async function repetition(form: ManualForm, order: string | undefined): Promise<OrderDoc | undefined> {
    const days = siteRules.get('intake.duplicateDays');
    if (days === 0 || form.lines.length === 0) return undefined;
    const from = (form.orderedAt ?? ctx.clock.now()) - days * DAY_MS;
    const others = await customers.ordersOf(
      {
        phone: form.receiver.phone,
        receiverHash: receiverHashOf(form),
      },
      true,
    );
    return others.find((doc) => {
      if (doc.id === order || doc.orderedAt < from) return false;
      const { status, current } = foldOrder(doc);
      if (status === 'CANCELLED' || status === 'REJECTED') return false;
      return sameGoods(
        current.lines.filter(({ kind }) => kind !== 'charge'),
        form.lines,
      );
    });
  }

  async function check(form: ManualForm, order?: string): Promise<MethodOutput<'intake.check'>> {
    const { goods, due } = manualSums(form);
    return { findings: await found(form, order), goods, due };
  }

  const DAY = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short' });
  /** A number of ours, by the local day: it is told over the telephone. */
  async function freshNumber(channel: string): Promise<string | undefined> {
    const day = DAY.format(ctx.clock.now()).replaceAll('-', '').slice(2);
    for (let n = 0; n < DRAWS; n += 1) {
      const no = manualNumber(day, ctx.ids.next());
      if (!(await ctx.db.orders.get(orderId(channel, no)))) return no;
    }
    return undefined;
  }

  const saved = (order: string, channelOrderNo: string) =>
    accepted({ order, number: orderNumber(order), channelOrderNo });

  async function make(form: ManualForm, actor: Actor): Promise<MethodOutput<'intake.save'>> {
    const given = form.channelOrderNo.trim();
    const no = given === '' ? await freshNumber(form.channel) : given;
    if (no === undefined) return refused('order_already_there');
    const draft = manualDraft(form, no, ctx.clock.now());
    const base: OrderBase = { ...draft.base, receivedAt: ctx.clock.now(), author: actor.id };
    const decided = decideNewOrder(base, {
      actor,
      exists: (await ctx.db.orders.get(draft.id)) !== undefined,
    });
    if (!decided.ok) return refused(decided.error.code, { ...decided.error.data });
    const [received] = await orders.receive([draft], actor);
    // Somebody else took the same number in the same moment.
    if (received?.outcome !== 'accepted') return refused('order_already_there', { channelOrderNo: no });
    // The customer is off the telephone: the order is on disk before anybody is told so.
    await ctx.db.barrier();
    orders.touch(draft.id);
    ctx.push.emit({ event: 'changed', value: { what: 'orders' } });
    return saved(draft.id, no);
  }

  async function rewrite(
    order: string,
    form: ManualForm,
    actor: Actor,
  ): Promise<MethodOutput<'intake.save'>> {
    const doc = await ctx.db.orders.get(order);
    if (!doc) return refused('not_here', { order });
    const { terms, private: brought } = manualTerms(form, doc.base.orderedAt);
    const hash = brought.receiver === undefined ? {} : { receiverHash: receiverHashOf(form) };
    const done = await orders.command(
      order,
      { type: 'draft_changed', data: { terms: { ...terms, ...hash } } },
      actor,
      {},
      brought,
    );
    if (!done.ok) return done;
    await ctx.db.barrier();
    return saved(order, doc.channelOrderNo);
  }

  /** The form before the author's last change; the first form, where there was one change only. */
  function formsOf(doc: OrderDoc): { readonly form: ManualForm; readonly before: ManualForm | null } {
    const now = manualInput(foldOrder(doc).current, privateOf(doc));
    const last = doc.events.findLastIndex(({ type }) => type === 'draft_changed');
    if (last < 0) return { form: plain(now), before: null };
    const earlier = { ...doc, events: doc.events.slice(0, last) };
    return {
      form: plain(now),
      before: plain(manualInput(foldOrder(earlier).current, privateOf(earlier))),
    };
  }

  return {
    check,
    async save({ form, order, anyway }, actor) {
      const findings = await found(form, order);
      const wrong = findings.find(({ level }) => level === 'error');
      if (wrong) return refused('form_faulty', { code: wrong.code, field: wrong.field, ...wrong.data });
      const repeated = findings.find(({ code }) => code === 'duplicate');
      if (repeated && !anyway) return refused('looks_repeated', { ...repeated.data });
      return order === undefined ? make(form, actor) : rewrite(order, form, actor);
    },

    async list(offset, limit, who) {
      const docs = await ctx.db.orders.find({
        selector: { lane: 'blocked', status: 'DRAFT' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
      });
      const rows = docs.slice(offset, offset + limit).map((doc) => {
        const { state } = withState(doc);
        const { lines, total } = state.current;
        return {
          order: doc.id,
          number: orderNumber(doc.id),
          channel: doc.channel,
          channelOrderNo: doc.channelOrderNo,
          author: doc.base.author,
          at: doc.base.receivedAt,
          units: lines.reduce((sum, { kind, qty }) => sum + (kind === 'goods' ? qty : 0), 0),
          lines: lines.length,
          total: total ?? null,
          returned: state.draftReturned ?? null,
          own: doc.base.author === who,
        };
      });
      return { total: docs.length, rows };
    },

    async view(order, actor) {
      const doc = await ctx.db.orders.get(order);
      if (!doc) return refused('not_here', { order });
      const { state } = withState(doc);
      if (state.status !== 'DRAFT')
        return refused('wrong_status', { status: state.status, event: 'received' });
      await deps.audit.record({ what: 'reveal', by: actor.id, order, on: 'draft' });
      const { form, before } = formsOf(doc);
      const back =
        state.draftReturned === undefined
          ? undefined
          : doc.events.findLast(({ type }) => type === 'draft_returned');
      return accepted({
        order,
        number: orderNumber(order),
        author: doc.base.author,
        own: doc.base.author === actor.id,
        version: state.draft ?? null,
        form,
        check: await check(form, order),
        before,
        returned:
          back === undefined
            ? null
            : {
                reason: state.draftReturned ?? '',
                note: doc.private.events[back.id]?.note ?? null,
                by: back.by,
                at: hlcMs(back.at),
              },
      });
    },

    async confirm(order, version, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { author } = found.doc.base;
      const draft = {
        type: 'received',
        data: version === null ? { author } : { author, draft: version },
      } as const;
      const done = await orders.command(order, draft, actor);
      if (!done.ok) return done;
      await orders.followUp(order);
      // A clean order goes on by the automatic review, as one from a file does.
      await orders.reviewAgain();
      return DONE;
    },

    async giveBack(order, reason, note, actor) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const draft = { type: 'draft_returned', data: { reason } } as const;
      const allowed = decideOrder(found.state, found.doc.base, draft, { actor });
      if (!allowed.ok) return refused(allowed.error.code, { ...allowed.error.data });
      const done = await orders.command(order, draft, actor, {}, note === '' ? undefined : { note });
      return done.ok ? DONE : done;
    },
  };
}

/** As it crosses: lists that may be changed. */
const plain = (form: ReturnType<typeof manualInput>): ManualForm => structuredClone(form) as ManualForm;
