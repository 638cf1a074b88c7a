import { buildMapping, createOrderAssembler } from '../../../shared/intake/index.ts';
import type {
  Cell,
  IntakeOptions,
  LineReport,
  OrderDraft,
  OrderOutcome,
  Preset,
  TableRow,
} from '../../../shared/intake/index.ts';

export const options: IntakeOptions = { now: Date.UTC(2026, 10, 1), tzOffset: 480 };

export function rowsOf(table: readonly Record<string, Cell>[]): TableRow[] {
  return table.map((cells, index) => ({ line: index + 2, cells }));
}

export function columnsOf(rows: readonly TableRow[]): string[] {
  return [...new Set(rows.flatMap((row) => Object.keys(row.cells)))];
}

export function assemble(
  preset: Preset,
  rows: readonly TableRow[],
  over: Partial<IntakeOptions> = {},
): readonly OrderOutcome[] {
  const mapping = buildMapping(preset, columnsOf(rows));
  const assembler = createOrderAssembler(preset, { orders: mapping }, { ...options, ...over });
  return [...rows.flatMap((row) => assembler.row(row)), ...assembler.end()];
}

export const draftsOf = (outcomes: readonly OrderOutcome[]): OrderDraft[] =>
  outcomes.flatMap((outcome) => (outcome.kind === 'order' ? [outcome.draft] : []));

export const reportsOf = (outcomes: readonly OrderOutcome[]): LineReport[] =>
  outcomes.flatMap((outcome) => outcome.reports).sort((a, b) => a.line - b.line);
