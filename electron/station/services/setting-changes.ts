import type { Settings } from '../../../shared/contract/index.ts';
import { canonicalJson } from '../../../shared/domain/index.ts';
import type { AuditService } from './audit.ts';

/** For whoever stands before the screen; nobody asks later who it was. */
const UNNOTED: ReadonlySet<string> = new Set<keyof Settings>(['language', 'sound', 'setupDone']);
/** Only that it was changed is told. */
const PRIVATE: ReadonlySet<string> = new Set<keyof Settings>(['sender']);

/** AUD-06: every correction keeps the old value. */
export function noteSettings(
  audit: AuditService,
  by: string,
  before: Settings,
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [field, value] of Object.entries(given)) {
    const old = (before as Readonly<Record<string, unknown>>)[field];
    if (UNNOTED.has(field) || canonicalJson(old ?? null) === canonicalJson(value)) continue;
    const told = (each: unknown): string => (PRIVATE.has(field) ? '•••' : canonicalJson(each ?? null));
    audit.note({ what: 'setting_changed', by, on: field, old: told(old), new: told(value) });
  }
}
