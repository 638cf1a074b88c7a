import type { BulkRequest, WorkQuery } from '../../../shared/contract/index.ts';

/** Orders that somebody has chosen: some of a list, or all of it but some. */
export interface Selection {
  readonly all: boolean;
  /** The chosen ones; where `all` is set, those left out. */
  readonly ids: ReadonlySet<string>;
}

export const NOTHING: Selection = { all: false, ids: new Set() };
export const EVERYTHING: Selection = { all: true, ids: new Set() };

export const isChosen = ({ all, ids }: Selection, order: string): boolean => ids.has(order) !== all;

/** How many of a list of so many are chosen. */
export const chosenOf = ({ all, ids }: Selection, total: number): number =>
  all ? Math.max(0, total - ids.size) : ids.size;

export const choose = ({ all, ids }: Selection, orders: readonly string[], on: boolean): Selection => {
  const next = new Set(ids);
  for (const order of orders) {
    if (on === all) next.delete(order);
    else next.add(order);
  }
  return { all, ids: next };
};

export const toggle = (selection: Selection, order: string): Selection =>
  choose(selection, [order], !isChosen(selection, order));

/** As the station takes it; all of a list is named by its query, not by a hundred thousand numbers. */
export const asRequest = ({ all, ids }: Selection, query: Required<WorkQuery>): BulkRequest['selection'] =>
  all ? { query, except: [...ids] } : { orders: [...ids] };
