import type { AuditKind } from '../../../shared/contract/audited.ts';
import type { FileDoc } from '../../../shared/schema/index.ts';
import { nameOf, type Context } from './context.ts';

export interface AuditEntry {
  readonly what: AuditKind;
  /** Actor id; '' where nobody was signed in. */
  readonly by: string;
  /** What it was done to. Never private data. */
  readonly on?: string;
  readonly order?: string;
  readonly old?: string;
  readonly new?: string;
  /** What a person typed: it often names somebody, so it is sealed. */
  readonly reason?: string;
  /** Where else it was than at this station: bench. */
  readonly bench?: string;
}

export interface AuditService {
  /** Written once, never changed; resolves when it is in the database. */
  record(entry: AuditEntry): Promise<void>;
  /** As `record`, for what must not wait for it or fail with it. */
  note(entry: AuditEntry): void;
  reasonOf(doc: FileDoc): string | undefined;
}

/** The record of acts: append-only documents beside the events, which replicate as these do. */
export function createAudit(ctx: Context): AuditService {
  async function record({ reason, ...entry }: AuditEntry): Promise<void> {
    const id = `audit:${ctx.ids.next()}`;
    const given = Object.fromEntries(
      Object.entries(entry).map(([key, value]) => [key, String(value).slice(0, 500)]),
    );
    const data = {
      ...given,
      station: ctx.station,
      ...(reason === undefined ? {} : { reason: ctx.sealer.seal(reason, id) }),
    };
    await ctx.db.files.put({ id, kind: 'audit', at: ctx.clock.now(), data });
  }
  return {
    record,
    note: (entry) =>
      void record(entry).catch((error: unknown) =>
        ctx.log(`act not recorded: ${entry.what}, ${nameOf(error)}`),
      ),
    reasonOf(doc) {
      // Another station's seal: the words stay there.
      const reason = ctx.sealer.open(doc.data['reason'], doc.id);
      return typeof reason === 'string' ? reason : undefined;
    },
  };
}
