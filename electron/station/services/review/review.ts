import { hlcMs } from '../../../../shared/base/index.ts';
import type { MethodInput, MethodOutput, ReviewRow, ReviewView } from '../../../../shared/contract/index.ts';
import {
  approvalRefusal,
  doubtState,
  findingKey,
  foundKeys,
  goodsTotal,
  REVIEW_REASON_CODES,
  remarkToJudge,
  reviewChecks,
  reviewSince,
  ruleFaults,
  stoppedBy,
  type Actor,
  type OrderEventDraft,
  type OrderState,
  type ReviewFinding,
} from '../../../../shared/domain/index.ts';
import { privateOf } from '../../../../shared/intake/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { CasesService } from '../cases/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import { maskedPerson } from '../papers.ts';
import { withState } from '../parcels.ts';
import type { Readiness } from '../readiness.ts';
import { factsOf, rulesNow, type FactDeps } from './facts.ts';

export interface ReviewService {
  queue(input: MethodInput<'review.queue'>): Promise<MethodOutput<'review.queue'>>;
  view(order: string): Promise<Outcome<ReviewView>>;
  judge(
    input: Omit<MethodInput<'review.judge'>, 'operator'>,
    actor: Actor,
  ): Promise<MethodOutput<'review.judge'>>;
  asked(input: Omit<MethodInput<'review.asked'>, 'operator'>, actor: Actor): Promise<Outcome<null>>;
  /** What has to be done before an order may be approved from a list, where nobody has its checks before him. */
  gate(doc: OrderDoc, state: OrderState): Promise<Outcome<null>>;
  /** Which orders the system approves by itself. */
  automatic(): 'clean' | 'strict' | 'off';
  /** Name of the rule that approves an order in review by all its checks; undefined where a person must look. */
  strictRule(doc: OrderDoc, state: OrderState): Promise<string | undefined>;
}

interface Deps extends FactDeps {
  readonly ctx: Context;
  readonly orders: OrdersService;
  readonly cases: Pick<CasesService, 'open'>;
  readonly readiness: Pick<Readiness, 'ofOrders'>;
}

const HOUR_MS = 3_600_000;
/** Name of the checks in the record of a review. */
const RULES = 'review-v1';
/** Orders in review that one look sorts; a site with more has other worries. */
const MOST = 5_000;

export function createReview(deps: Deps): ReviewService {
  const { ctx, orders, siteRules } = deps;

  const checksOf = async (doc: OrderDoc, state: OrderState): Promise<ReviewFinding[]> =>
    reviewChecks(state, await factsOf(deps, doc, state), rulesNow(deps));

  /** The limit is that of the work list; where the clock was set back nothing has waited less than no time. */
  function timing(doc: OrderDoc) {
    const since = reviewSince(doc.events, hlcMs, doc.base.receivedAt);
    const limitAt = since + siteRules.get('worklist.to_review.hours') * HOUR_MS;
    return { since, limitAt, overdue: ctx.clock.now() > limitAt };
  }
  /** Changes with every event, wherever it was written. */
  const seenOf = (doc: OrderDoc): string =>
    `${doc.events.length}:${doc.events.at(-1)?.id ?? ''}`.slice(0, 300);

  function rowOf(doc: OrderDoc): ReviewRow {
    const { state } = withState(doc);
    return {
      order: doc.id,
      channelOrderNo: doc.channelOrderNo,
      channel: doc.channel,
      status: state.status,
      payment: state.payment,
      flags: [...state.flags],
      orderedAt: doc.orderedAt,
      total: state.current.total ?? null,
      units: state.current.lines.reduce((sum, line) => sum + (line.kind === 'goods' ? line.qty : 0), 0),
      remark: (privateOf(doc).remark ?? '').trim() !== '',
      ...timing(doc),
    };
  }

  const reasons = (): string[] => [...REVIEW_REASON_CODES, ...siteRules.get('review.reasons')];

  async function pass(
    { doc, state }: { doc: OrderDoc; state: OrderState },
    input: Omit<MethodInput<'review.judge'>, 'operator'>,
    actor: Actor,
  ): Promise<Outcome<unknown>> {
    const findings = await checksOf(doc, state);
    const accept = input.accept ?? [];
    const why = approvalRefusal(findings, state.noted, {
      accept,
      ...(input.remark === undefined ? {} : { remark: input.remark }),
      confirmDoubts: siteRules.get('review.confirmDoubts'),
    });
    if (why) return refused(why.code, { ...why.data });
    const checked = await record(doc, findings, input, actor);
    if (!checked.ok) return checked;
    const approved = await orders.command(doc.id, { type: 'approved', data: {} }, actor);
    if (!approved.ok) return approved;
    await orders.followUp(doc.id);
    await deps.readiness.ofOrders([doc.id]);
    return approved;
  }

  /** What was seen and taken as it is stands in the order before the verdict does. */
  function record(
    doc: OrderDoc,
    findings: readonly ReviewFinding[],
    { accept = [], remark, note = '' }: Omit<MethodInput<'review.judge'>, 'operator'>,
    actor: Actor,
  ): Promise<Outcome<unknown>> {
    const keys = new Set(findings.map(findingKey));
    const taken = accept.filter((key) => keys.has(key));
    const draft: OrderEventDraft = {
      type: 'review_checked',
      data: {
        rules: RULES,
        found: foundKeys(findings),
        ...(taken.length === 0 ? {} : { accepted: taken }),
        ...(remark === undefined ? {} : { remark }),
      },
    };
    return orders.command(doc.id, draft, actor, {}, note === '' ? {} : { note });
  }

  return {
    async queue({ offset = 0, limit = 100 }) {
      const waiting = await ctx.db.orders.find({
        selector: { lane: 'blocked', status: 'IN_REVIEW' },
        sort: [{ lane: 'asc' }, { orderedAt: 'asc' }],
        limit: MOST,
      });
      const rows = waiting.map(rowOf);
      const urgent = (row: ReviewRow): number => (row.flags.includes('urgent') ? 0 : 1);
      rows.sort((a, b) => urgent(a) - urgent(b) || a.limitAt - b.limitAt || (a.order < b.order ? -1 : 1));
      return {
        total: rows.length,
        overdue: rows.filter(({ overdue }) => overdue).length,
        rows: rows.slice(offset, offset + limit),
      };
    },

    async view(order) {
      const found = await orders.get(order);
      if (!found) return refused('not_here', { order });
      const { doc, state } = found;
      const facts = await factsOf(deps, doc, state);
      const rules = rulesNow(deps);
      const findings = reviewChecks(state, facts, rules);
      const { receiver, remark, sellerNote } = privateOf(doc);
      const { current } = state;
      const goods = goodsTotal(state);
      return accepted({
        order: doc.id,
        channelOrderNo: doc.channelOrderNo,
        channel: doc.channel,
        status: state.status,
        payment: state.payment,
        flags: [...state.flags],
        orderedAt: doc.orderedAt,
        ...timing(doc),
        seen: seenOf(doc),
        findings: findings.map((finding) => ({
          check: finding.check,
          result: finding.result,
          code: finding.code ?? null,
          data: { ...finding.data },
          acceptable: finding.result === 'person' && finding.check !== 'remark',
        })),
        remark: remark ?? null,
        sellerNote: sellerNote ?? null,
        receiver: receiver ? { ...maskedPerson(receiver) } : null,
        lines: current.lines.map((line) => ({
          no: line.no,
          sku: line.sku,
          name: line.name,
          variant: line.variant ?? null,
          qty: line.qty,
          kind: line.kind,
          unitPrice: line.unitPrice ?? null,
          listPrice: facts.products.get(line.sku)?.price ?? null,
        })),
        goods: goods ?? null,
        freight: current.freight ?? null,
        discount: current.discount ?? null,
        total: current.total ?? null,
        remarkToJudge: remarkToJudge(findings),
        doubts: doubtState(findings, state.noted),
        reasons: reasons(),
        reason: state.reason ?? null,
        ruleFaults: ruleFaults(rules),
        reviewed: state.review ? { by: state.review.by, remark: state.review.remark ?? null } : null,
      });
    },

    async judge(input, actor) {
      const found = await orders.get(input.order);
      if (!found) return refused('not_here', { order: input.order });
      // Somebody else was at it in the meantime: what this person saw is not what is there.
      if (seenOf(found.doc) !== input.seen) return refused('order_changed');
      const { reason = '', note = '' } = input;
      if (input.verdict === 'pass') {
        const passed = await pass(found, input, actor);
        if (!passed.ok) return passed;
      } else {
        if (!reasons().includes(reason)) return refused('reason_required');
        const findings = await checksOf(found.doc, found.state);
        if (found.state.status === 'IN_REVIEW') {
          const checked = await record(found.doc, findings, { ...input, note: '' }, actor);
          if (!checked.ok) return checked;
        }
        const type = input.verdict === 'fix' ? 'needs_fix' : 'rejected';
        const brings = note === '' ? {} : { note };
        const judged = await orders.command(found.doc.id, { type, data: { reason } }, actor, {}, brings);
        if (!judged.ok) return judged;
      }
      await ctx.db.barrier();
      const after = await orders.get(input.order);
      return accepted({ status: after?.state.status ?? found.state.status });
    },

    async asked({ order, way, about, objection, note = '' }, actor) {
      const noted = await orders.command(
        order,
        { type: 'confirmation_noted', data: { way, about, objection } },
        actor,
        {},
        note === '' ? {} : { note },
      );
      if (!noted.ok) return noted;
      // What the customer objects to after the review is somebody's work.
      const state = withState(noted.value).state;
      if (objection && about === 'order' && state.status !== 'IN_REVIEW' && state.status !== 'NEEDS_FIX') {
        const event = noted.value.events.findLast(({ type }) => type === 'confirmation_noted');
        await deps.cases.open({
          id: `objection:${event?.id ?? order}`,
          kind: 'wrong_information',
          code: 'customer_objects',
          order,
          actor,
          ...(note === '' ? {} : { note }),
        });
      }
      await ctx.db.barrier();
      return DONE;
    },

    async gate(doc, state) {
      const findings = await checksOf(doc, state);
      const doubts = doubtState(findings, state.noted);
      if (doubts === 'objected' || (doubts === 'open' && siteRules.get('review.confirmDoubts')))
        return refused('doubts_open');
      const unread = remarkToJudge(findings) && state.review?.remark === undefined;
      return unread ? refused('remark_unread') : DONE;
    },
    automatic: () => siteRules.get('review.automatic'),
    async strictRule(doc, state) {
      const stops = stoppedBy('auto-strict-v1', await checksOf(doc, state));
      return stops.length === 0 ? 'auto-strict-v1' : undefined;
    },
  };
}
