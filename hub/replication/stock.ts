import { isSameEffect, moveFault, STOCK_WRITERS, type StockMove } from '../../shared/domain/stock/index.ts';
import { sameJson } from '../../shared/domain/acceptance/index.ts';
import type { JsonObject } from '../store/port.ts';
import type { People } from './people.ts';
import { refuse, type RowVerdict } from './verdict.ts';

const asMove = (document: JsonObject): StockMove => document as unknown as StockMove;

/** May this person write this move? Every kind has its posts; reservations are the system's. */
export function judgeMove(document: JsonObject, people: Pick<People, 'rolesOf'>): RowVerdict | undefined {
  const move = asMove(document);
  const path = moveFault(move);
  if (path !== undefined) return refuse('schema_invalid', { path });
  const roles = move.by === 'SYS' ? (['SYS'] as const) : (people.rolesOf(move.by, move.at) ?? []);
  const writers = STOCK_WRITERS[move.kind];
  return roles.some((role) => writers.includes(role))
    ? undefined
    : refuse('role_not_allowed', { type: move.kind, by: move.by });
}

/** The hub has this effect already, as another station heard of it: the station takes the hub's. */
export const repeatsMove = (pushed: JsonObject, known: JsonObject): boolean =>
  !sameJson(pushed, known) && isSameEffect(asMove(pushed), asMove(known));
