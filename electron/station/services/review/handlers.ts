import type { MethodName, StationContract } from '../../../../shared/contract/index.ts';
import { POSTS } from '../../../../shared/domain/rights/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { Handlers } from '../../../../shared/rpc/index.ts';
import type { Window } from '../accounts/index.ts';
import type { Outcome } from '../context.ts';
import type { Services } from '../index.ts';

type Mine = Extract<MethodName, `review.${string}` | `payments.${string}` | `notices.${string}`>;

/** The contract's methods of review, payments and notices. */
export function reviewHandlers(
  { review, payments, notices }: Pick<Services, 'review' | 'payments' | 'notices'>,
  given: {
    readonly by: <T>(operator: string, work: (actor: Actor) => Promise<Outcome<T>>) => Promise<Outcome<T>>;
    readonly rolesOf: (window: Window) => readonly string[] | undefined;
  },
): Pick<Handlers<StationContract, Window>, Mine> {
  const { by } = given;
  return {
    'review.queue': (input) => review.queue(input),
    'review.view': ({ order }) => review.view(order),
    'review.judge': ({ operator, ...input }) => by(operator, (actor) => review.judge(input, actor)),
    'review.asked': ({ operator, ...input }) => by(operator, (actor) => review.asked(input, actor)),
    'payments.view': ({ order }) => payments.view(order),
    'payments.record': ({ operator, ...input }) => by(operator, (actor) => payments.record(input, actor)),
    'payments.unpaid': (input) => payments.unpaid(input),
    'payments.remind': ({ operator, ...input }) => by(operator, (actor) => payments.remind(input, actor)),
    'payments.check': ({ token, currency, operator }) =>
      by(operator, (actor) => payments.files.start(token, currency, actor)),
    'payments.reports': () => payments.files.reports(),
    'payments.report': ({ id, ...page }) => payments.files.report(id, page),
    'payments.settle': ({ id, operator }) => by(operator, (actor) => payments.files.settle(id, actor)),
    'notices.list': (input) => notices.list(input),
    'notices.ofOrder': ({ order }) => notices.ofOrder(order),
    'notices.text': ({ id, operator }) => by(operator, (actor) => notices.text(id, actor)),
    'notices.mark': ({ operator, ...input }) => by(operator, (actor) => notices.mark(input, actor)),
    'notices.ask': ({ order, template, operator }) =>
      by(operator, (actor) => notices.ask(order, template, actor)),
    // Where nobody signs in, whoever stands there holds every post.
    'notices.inbox': (input, window) => notices.inbox(input, given.rolesOf(window) ?? POSTS),
    'notices.read': ({ id, operator }) => by(operator, (actor) => notices.read(id, actor)),
    'notices.templates': () => notices.templates.list(),
    'notices.preview': ({ template, order }) => notices.preview(template, order),
    'notices.saveTemplate': ({ template, operator }) =>
      by(operator, (actor) => notices.templates.save(template, actor)),
    'notices.resetTemplate': ({ id, operator }) =>
      by(operator, (actor) => notices.templates.reset(id, actor)),
  };
}
