import type { CaseAct } from '../../../../shared/contract/case-views.ts';
import { CASE_ROUTES, type CaseEventDraft, type CaseFacts } from '../../../../shared/domain/cases/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { WaybillDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import type { CasesService } from './types.ts';

/** What the page asks of a case, as the step of its table. */
export async function actOnCase(
  ctx: Context,
  cases: CasesService,
  { id, act, note }: CaseAct,
  actor: Actor,
): Promise<Outcome<null>> {
  const draft = await draftOf(ctx, cases, id, act, note ?? '');
  if (!draft.ok) return draft;
  const done = await cases.command(id, draft.value, actor, note);
  return done.ok ? DONE : done;
}

async function draftOf(
  ctx: Context,
  cases: CasesService,
  id: string,
  act: CaseAct['act'],
  note: string,
): Promise<Outcome<CaseEventDraft>> {
  switch (act.type) {
    case 'assign': {
      const { department, person } = act;
      if (person !== undefined && !(await ctx.db.people.get(person))?.active)
        return refused('operator_unknown');
      return accepted({
        type: 'assigned',
        data: {
          ...(department === undefined ? {} : { department }),
          ...(person === undefined ? {} : { person }),
        },
      });
    }
    case 'note':
      if (note.trim() === '') return refused('note_required');
      return accepted({ type: 'noted', data: act.to === undefined ? {} : { to: act.to } });
    case 'contact':
      if (note.trim() === '') return refused('note_required');
      return accepted({ type: 'contacted', data: { with: act.with } });
    case 'detail': {
      const { type: _type, ...given } = act;
      void _type;
      const facts = Object.fromEntries(
        Object.entries(given).filter(([, value]) => value !== undefined),
      ) as CaseFacts;
      return accepted({ type: 'detailed', data: { facts } });
    }
    case 'link': {
      const text = act.order;
      const [byNumber] = await ctx.db.orders.find({ selector: { channelOrderNo: text }, limit: 1 });
      const order = byNumber ?? (await ctx.db.orders.get(text));
      return order
        ? accepted({ type: 'linked', data: { order: order.id } })
        : refused('not_here', { order: text });
    }
    case 'due':
      return accepted({ type: 'due_changed', data: { due: Math.trunc(act.due) } });
    case 'escalate': {
      const doc = await cases.get(id);
      if (!doc) return refused('not_here', { case: id });
      const to = act.to ?? CASE_ROUTES[doc.base.kind].above;
      return accepted({ type: 'escalated', data: { to, priority: act.priority } });
    }
    case 'solve':
      return accepted({ type: 'solved', data: { outcome: act.outcome } });
    case 'reopen':
      return accepted({ type: 'reopened', data: { reason: act.reason } });
    case 'close':
      return accepted({ type: 'closed', data: {} });
  }
}

/**
 * 包裹退回: whatever is on the label of a parcel that came back. Its order is found by the waybill, the order's number or our
 * own code; without one it is a case of its own, to be linked later. Once for each parcel that stands open.
 */
export async function receiveReturned(
  deps: { readonly ctx: Context; readonly cases: Pick<CasesService, 'open'> },
  given: { readonly text: string; readonly state: string; readonly note?: string | undefined },
  actor: Actor,
): Promise<Outcome<{ id: string }>> {
  const { db } = deps.ctx;
  const text = given.text.trim().toUpperCase();
  const numbers: WaybillDoc[] = await db.waybills.find({ selector: { number: text }, limit: 10 });
  const numbered = numbers.find((doc) => doc.shipment !== '') ?? numbers.find((doc) => doc.order !== '');
  const shipment =
    numbered === undefined || numbered.shipment === ''
      ? undefined
      : await db.shipments.get(numbered.shipment);
  const code = text.replace(/^(OD|SH)-/, '').replace(/\.[0-9][0-9A-Z]*$/, '');
  const [order] =
    shipment === undefined && numbered === undefined
      ? await db.orders.find({
          selector: { $or: [{ channelOrderNo: given.text.trim() }, { code }] },
          limit: 1,
        })
      : [];
  const orderId = shipment?.order ?? (numbered?.order === '' ? undefined : numbered?.order) ?? order?.id;
  const opened = await deps.cases.open({
    id: `returned:${shipment?.id ?? orderId ?? text}`.slice(0, 180),
    kind: 'returned_parcel',
    code: orderId === undefined ? 'unknown_return' : 'returned_to_sender',
    order: orderId,
    shipment: shipment?.id,
    data: { number: numbered?.number ?? text.slice(0, 60), state: given.state },
    note: given.note,
    again: true,
    actor,
  });
  return opened.ok ? accepted({ id: opened.value.id }) : opened;
}
