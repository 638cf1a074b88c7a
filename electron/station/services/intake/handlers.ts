import type { MethodName, StationContract } from '../../../../shared/contract/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { Handlers } from '../../../../shared/rpc/index.ts';
import type { Window } from '../accounts/index.ts';
import { DONE, refused, type Outcome } from '../context.ts';
import type { CustomersService } from '../customers/index.ts';
import type { PeopleService } from '../people.ts';
import type { IntakeService } from './index.ts';

type Method = Extract<
  MethodName,
  | `intake.${string}`
  | `talk.${string}`
  | `customers.${string}`
  | `changes.${'ask' | 'decide' | 'of' | 'list' | 'reveal'}`
>;

/** What customers have said is for those who speak with them; the warehouse reads the notes that are left for it. */
const TOLD: readonly string[] = ['CLK', 'REV', 'CS', 'LOG', 'FIN', 'MGR'];

/** The contract's `intake.*`, `talk.*`, `changes.*` and `customers.*`. */
export function intakeHandlers(
  { intake, customers }: { readonly intake: IntakeService; readonly customers: CustomersService },
  people: Pick<PeopleService, 'closed' | 'actor'>,
  idOf: (window: Window) => string,
): Pick<Handlers<StationContract, Window>, Method> {
  const { drafts, sketches, products, talk, changes } = intake;
  function by<T>(operator: string, work: (actor: Actor) => Promise<Outcome<T>>): Promise<Outcome<T>> {
    const actor = people.actor(operator);
    return actor ? work(actor) : Promise.resolve(refused('operator_unknown'));
  }
  const isTold = (window: Window): boolean =>
    window.console || !people.closed() || window.who()?.roles.some((role) => TOLD.includes(role)) === true;

  return {
    'intake.check': ({ form, order }) => drafts.check(form, order),
    'intake.products': ({ search }) => products.find(search),
    'intake.save': ({ operator, ...input }) => by(operator, (actor) => drafts.save(input, actor)),
    'intake.drafts': ({ offset, limit }, window) => drafts.list(offset, limit, idOf(window)),
    'intake.draft': ({ order, operator }) => by(operator, (actor) => drafts.view(order, actor)),
    'intake.confirm': ({ order, version, operator }) =>
      by(operator, (actor) => drafts.confirm(order, version, actor)),
    'intake.return': ({ order, reason, note, operator }) =>
      by(operator, (actor) => drafts.giveBack(order, reason, note, actor)),
    'intake.sketch': (_, window) => sketches.get(idOf(window)),
    'intake.keep': async ({ sketch }, window) => {
      await sketches.keep(idOf(window), sketch);
      return DONE;
    },
    'intake.clear': ({ order, operator }) => by(operator, (actor) => talk.clear(order, actor)),
    'talk.list': ({ order }, window) => talk.list(order, isTold(window)),
    'talk.contact': ({ order, operator, unclear, way, outcome, note }) =>
      by(operator, (actor) => talk.contact(order, { way, outcome, note }, actor, unclear)),
    'talk.note': ({ order, operator, to, text }) =>
      by(operator, (actor) => talk.note(order, to, text, actor)),
    'talk.link': ({ order, operator, kind, ref }) =>
      by(operator, (actor) => talk.link(order, kind, ref, actor)),
    'changes.ask': ({ order, operator, change, reason }) =>
      by(operator, (actor) => changes.ask(order, change, reason, actor)),
    'changes.decide': ({ operator, ...input }) => by(operator, (actor) => changes.decide(input, actor)),
    'changes.of': ({ order }, window) => changes.of(order, idOf(window)),
    'changes.list': ({ offset, limit }, window) => changes.list(offset, limit, idOf(window)),
    'changes.reveal': ({ order, request, operator, reason }) =>
      by(operator, (actor) => changes.reveal(order, request, reason, actor) as Promise<Outcome<never>>),
    'customers.list': (input) => customers.list(input),
    'customers.get': ({ customer }) => customers.get(customer),
    'customers.ofOrder': ({ order }) => customers.ofOrder(order),
    'customers.reveal': ({ customer, operator, reason }) =>
      by(operator, (actor) => customers.reveal(customer, reason, actor) as Promise<Outcome<never>>),
    'customers.credit': ({ customer, credit, reason, operator }) =>
      by(operator, (actor) => customers.setCredit(customer, credit, reason, actor)),
    'customers.note': ({ customer, text, operator }) =>
      by(operator, (actor) => customers.addNote(customer, text, actor)),
  };
}
