import { agreementFaults, type Agreement } from '../../../../shared/domain/carriers/index.ts';
import { canonicalJson } from '../../../../shared/domain/index.ts';
import type { ConfigDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import { DONE, refused, type Context, type Outcome } from '../context.ts';
import type { SettingsService } from '../settings.ts';

export interface AgreementsService {
  /** By id; those that are out of use too. */
  all(): readonly Agreement[];
  get(id: string): Agreement | undefined;
  /** Refused where it could never be used, or would give two prices. The change is in the record. */
  save(agreement: Agreement, by: string): Promise<Outcome<null>>;
  /** Agreements that came from the hub. */
  pulled(docs: readonly ConfigDoc[]): void;
}

const idOf = (id: string): string => `agreement:${id}`;

/** Price agreements as data: one document each, kept in memory. */
export async function createAgreements(
  ctx: Context,
  settings: Pick<SettingsService, 'carriers'>,
  audit: AuditService,
): Promise<AgreementsService> {
  const known = new Map<string, Agreement>();
  function take(doc: ConfigDoc): void {
    const agreement = doc.value as unknown as Agreement;
    if (doc.kind === 'agreement' && typeof agreement.id === 'string' && Array.isArray(agreement.zones))
      known.set(agreement.id, agreement);
  }
  for (const doc of await ctx.db.config.find({ selector: { kind: 'agreement' } })) take(doc);

  return {
    all: () => [...known.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
    get: (id) => known.get(id),
    async save(agreement, by) {
      if (!settings.carriers().some(({ code }) => code === agreement.carrier))
        return refused('carrier_unknown', { carrier: agreement.carrier });
      const [fault] = agreementFaults(agreement);
      if (fault) return refused('agreement_invalid', { fault: fault.code, at: fault.at ?? '' });
      const before = known.get(agreement.id);
      // Another carrier's agreement under the same name would change what parcels of the past were sent by.
      if (before && before.carrier !== agreement.carrier) return refused('agreement_other_carrier');
      const doc = {
        id: idOf(agreement.id),
        kind: 'agreement' as const,
        value: { ...agreement },
        private: {},
      };
      await ctx.db.config.put(doc);
      await ctx.db.barrier();
      known.set(agreement.id, agreement);
      audit.note({
        what: 'carrier_changed',
        by,
        on: agreement.id,
        ...(before ? { old: canonicalJson(before) } : {}),
        new: canonicalJson(agreement),
      });
      return DONE;
    },
    pulled: (docs) => {
      for (const doc of docs) take(doc);
    },
  };
}
