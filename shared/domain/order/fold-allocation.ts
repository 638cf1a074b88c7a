import type { Work } from './fold-work.ts';
import type { OrderEvent, OrderState } from './types.ts';

type Of<T extends OrderEvent['type']> = Extract<OrderEvent, { type: T }>;

/** To whom the order was given: what a later allocation does not name stays as it was; '' takes it back. */
export function applyAllocated(work: Work, event: Of<'allocated'>): void {
  const { warehouse, group, person, rule } = { ...work.allocation, rule: undefined, ...event.data };
  const named = Object.entries({ warehouse, group, person }).filter(
    ([, name]) => name !== undefined && name !== '',
  );
  if (named.length === 0) delete work.allocation;
  else
    work.allocation = {
      ...(Object.fromEntries(named) as Pick<NonNullable<OrderState['allocation']>, 'group'>),
      ...(rule === undefined ? {} : { rule }),
      event: event.id,
    };
}

/** Tasks by their id; what is said later counts. */
export function applyAssigned(work: Work, event: Of<'assigned'>): void {
  const { assignment, ...task } = event.data;
  const others = work.assignments.filter((one) => one.id !== assignment);
  work.assignments = [...others, { ...task, id: assignment, event: event.id, by: event.by }];
}

/** The deadline as somebody promised it; the latest promise counts. */
export function applyPromised(work: Work, event: Of<'promised'>): void {
  work.current = { ...work.current, shipBy: event.data.shipBy };
  work.promise = {
    shipBy: event.data.shipBy,
    event: event.id,
    ...(event.data.rule ? { rule: event.data.rule } : {}),
  };
}
