import type { ConfigDoc } from '../../../../shared/schema/index.ts';
import type { Context } from '../context.ts';

export type CreditFlag = 'good' | 'prepay' | 'blocked';

/** Whether a customer gets goods before the money, and who said so. */
export interface Credit {
  readonly credit: CreditFlag;
  readonly reason?: string;
  readonly by?: string;
  readonly at?: number;
}
export interface CustomerNote {
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly text: string;
}

/**
 * What people have said of a customer, by the hash of the phone number: one document for the credit, of which the latest
 * counts, and one for each note, so that two stations never overwrite each other's. They replicate; what somebody typed is in
 * the encrypted part. Few customers have any: they are read once and kept.
 */
export interface CustomerRecords {
  credit(customer: string): Promise<Credit>;
  setCredit(customer: string, credit: Credit): Promise<void>;
  notes(customer: string): Promise<readonly CustomerNote[]>;
  addNote(customer: string, note: Omit<CustomerNote, 'id'>): Promise<void>;
}

export const GOOD: Credit = { credit: 'good' };
const CREDITS: readonly unknown[] = ['good', 'prepay', 'blocked'];
const creditId = (customer: string): string => `customer:${customer}`;

export function createCustomerRecords(ctx: Context): CustomerRecords {
  const credits = new Map<string, Credit>();
  const notes = new Map<string, Map<string, CustomerNote>>();
  let read: Promise<void> | undefined;

  function take({ id, kind, value, private: told }: ConfigDoc): void {
    const customer = value['customer'];
    if (kind !== 'customer' || typeof customer !== 'string') return;
    const by = String(value['by'] ?? '');
    const at = Number(value['at'] ?? 0);
    const text = typeof told['text'] === 'string' ? told['text'] : undefined;
    if (CREDITS.includes(value['credit'])) {
      const credit = value['credit'] as CreditFlag;
      credits.set(customer, { credit, by, at, ...(text === undefined ? {} : { reason: text }) });
    } else if (value['note'] === true && text !== undefined) {
      const own = notes.get(customer) ?? new Map<string, CustomerNote>();
      notes.set(customer, own.set(id, { id, at, by, text }));
    }
  }
  const readOnce = (): Promise<void> =>
    (read ??= ctx.db.config.find({ selector: { kind: 'customer' } }).then((docs) => docs.forEach(take)));
  ctx.db.config.onPulled((pulled) => {
    if (read) for (const { doc } of pulled) take(doc);
  });

  async function put(doc: ConfigDoc): Promise<void> {
    await readOnce();
    await ctx.db.config.put(doc);
    await ctx.db.barrier();
    take(doc);
    ctx.push.emit({ event: 'changed', value: { what: 'customers' } });
  }

  return {
    async credit(customer) {
      await readOnce();
      return credits.get(customer) ?? GOOD;
    },
    setCredit: (customer, { credit, reason, by, at }) =>
      put({
        id: creditId(customer),
        kind: 'customer',
        value: { customer, credit, by: by ?? '', at: at ?? ctx.clock.now() },
        private: reason === undefined ? {} : { text: reason },
      }),
    async notes(customer) {
      await readOnce();
      return [...(notes.get(customer)?.values() ?? [])].sort((a, b) => b.at - a.at);
    },
    addNote: (customer, { at, by, text }) =>
      put({
        id: `${creditId(customer)}:${ctx.ids.next()}`,
        kind: 'customer',
        value: { customer, note: true, by, at },
        private: { text },
      }),
  };
}
