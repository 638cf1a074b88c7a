import type { CaseFilter, CaseRow, CaseView } from '../../../../shared/contract/case-views.ts';
import type {
  CaseDepartment,
  CaseEventDraft,
  CaseFacts,
  CaseKind,
  CasePriority,
} from '../../../../shared/domain/cases/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { CaseDoc } from '../../../../shared/schema/index.ts';
import type { Change } from '../../database/index.ts';
import type { Outcome } from '../context.ts';

export interface OpenCase {
  /** Made of what happened, so that telling it again opens nothing; missing: a new one. */
  readonly id?: string;
  readonly kind: CaseKind;
  /** What of that kind, for lists and rules; no sentence. */
  readonly code: string;
  readonly order?: string | undefined;
  readonly shipment?: string | undefined;
  readonly sku?: string | undefined;
  /** Figures and codes, nothing private. */
  readonly data?: CaseFacts | undefined;
  /** What somebody typed; kept sealed. */
  readonly note?: string | undefined;
  /** Missing: as `CASE_ROUTES` says. */
  readonly department?: CaseDepartment | undefined;
  readonly priority?: CasePriority | undefined;
  /** Missing: by the site's rule for the kind. */
  readonly due?: number | undefined;
  readonly actor: Actor;
  /** One of this id that is over does not stand for it: a further one is opened. */
  readonly again?: boolean;
}

export interface CasesService {
  /** Opens a case, or finds the one that says the same. */
  open(given: OpenCase): Promise<Outcome<CaseDoc>>;
  /** The same as a change of an act (`db.together`); one that is there stays. `opened`: to be called once it is written. */
  opening(given: OpenCase): { readonly id: string; readonly change: Change<CaseDoc>; opened(): void };
  /** @param note what was typed: stands beside the step, sealed */
  command(id: string, draft: CaseEventDraft, actor: Actor, note?: string): Promise<Outcome<CaseDoc>>;
  get(id: string): Promise<CaseDoc | undefined>;
  ofOrder(order: string): Promise<CaseDoc[]>;
  /** Open cases of an order and a kind that a step of the order settles. */
  settle(order: string, kind: CaseKind, outcome: string, actor: Actor): Promise<void>;
  list(
    filter: CaseFilter,
    actor: Actor,
  ): Promise<{
    total: number;
    rows: CaseRow[];
    counts: {
      open: number;
      mine: number;
      overdue: number;
      departments: Record<string, number>;
      kinds: Record<string, number>;
      causes: Record<string, number>;
    };
  }>;
  /** @param sees notes are shown to whoever may see the order */
  view(id: string, sees: boolean): Promise<Outcome<CaseView>>;
  rowsOf(order: string): Promise<CaseRow[]>;
  /** Whatever is overdue goes to whom stands above. @returns how many were raised */
  sweep(): Promise<number>;
  /** Documents came from the hub. */
  touched(): void;
  onOpened(listener: (doc: CaseDoc) => void): void;
  close(): Promise<void>;
}
