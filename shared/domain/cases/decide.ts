import type { Result } from '../../base/index.ts';
import { ok } from '../../base/index.ts';
import type { DomainRefusal } from '../refusal.ts';
import { hasRole, isBlank, refusal, refuse } from '../refusal.ts';
import type { CaseGuardName } from './transitions.ts';
import { CASE_DECIDERS, CASE_TRANSITIONS, TWO_PEOPLE } from './transitions.ts';
import type { CaseBase, CaseContext, CaseEventDraft, CaseEventMap, CaseState } from './types.ts';

interface GuardInput {
  readonly state: CaseState;
  readonly base: CaseBase;
  readonly draft: CaseEventDraft;
  readonly ctx: CaseContext;
}
type Guard = (input: GuardInput) => DomainRefusal | undefined;
type DataOf<T extends keyof CaseEventMap> = CaseEventMap[T];

const GUARDS: Readonly<Record<CaseGuardName, Guard>> = {
  none: () => undefined,
  somebody: ({ draft }) => {
    const { department, person } = draft.data as DataOf<'assigned'>;
    return department === undefined && isBlank(person) ? refusal('department_required') : undefined;
  },
  // All talk with customers goes through the order desk (ruling 5).
  party: ({ draft, ctx }) =>
    (draft.data as DataOf<'contacted'>).with !== 'customer' ||
    hasRole(ctx.actor, ['CLK', 'REV', 'CS', 'FIN', 'MGR', 'ADM'])
      ? undefined
      : refusal('role_not_allowed', { row: 'K4 contact' }),
  facts: ({ draft }) =>
    Object.keys((draft.data as DataOf<'detailed'>).facts).length > 0 ? undefined : refusal('note_required'),
  unlinked: ({ state }) => (state.order === undefined ? undefined : refusal('case_linked')),
  later: ({ base, draft }) =>
    (draft.data as DataOf<'due_changed'>).due > base.createdAt ? undefined : refusal('due_in_the_past'),
  decider: ({ base, draft, ctx }) => {
    if (!hasRole(ctx.actor, CASE_DECIDERS[base.kind]))
      return refusal('role_not_allowed', { row: 'K9 solve' });
    if (
      TWO_PEOPLE.includes(base.kind) &&
      (ctx.actor.id === base.author || ctx.actor.id === base.facts['person'])
    )
      return refusal('same_person');
    return isBlank((draft.data as DataOf<'solved'>).outcome) ? refusal('outcome_required') : undefined;
  },
  reason: ({ draft }) =>
    isBlank((draft.data as DataOf<'reopened'>).reason) ? refusal('reason_required') : undefined,
  erasable: ({ draft }) =>
    (draft.data as DataOf<'private_erased'>).events.length > 0 ? undefined : refusal('nothing_to_erase'),
};

/** May this happen to the case now? Status, role, guard, in this order. */
export function decideCase(
  state: CaseState,
  base: CaseBase,
  command: CaseEventDraft,
  ctx: CaseContext,
): Result<readonly CaseEventDraft[], DomainRefusal> {
  const row = CASE_TRANSITIONS.find((one) => one.event === command.type);
  if (row === undefined || !row.from.includes(state.status))
    return refuse('wrong_status', { status: state.status, event: command.type });
  if (!hasRole(ctx.actor, row.roles)) return refuse('role_not_allowed', { row: row.row });
  const refused = GUARDS[row.guard]({ state, base, draft: command, ctx });
  if (refused !== undefined) return { ok: false, error: refused };
  return ok([
    // A decision names those that its author has seen, so that one made meanwhile elsewhere is a dispute.
    command.type === 'solved' && state.decisions.length > 0
      ? { type: command.type, data: { ...command.data, settles: state.decisions } }
      : command,
  ]);
}
