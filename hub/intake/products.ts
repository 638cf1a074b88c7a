import { canonicalJson, type Product } from '../../shared/domain/index.ts';
import { codeId, goodsOf, productEntries } from '../../shared/intake/index.ts';
import type { OrderDoc } from '../../shared/schema/index.ts';
import type { Channel } from './channels.ts';
import { once, type Answer } from './once.ts';
import { productShape, read, type Fault } from './shape.ts';
import { reviewAgain } from './take.ts';
import { inUnit, type UnitDeps } from './unit.ts';

interface Line {
  readonly index: number;
  readonly sku?: string;
  readonly outcome: 'accepted' | 'already' | 'refused';
  readonly faults?: readonly Fault[];
}

/** Orders looked at again in one transaction. */
const FEW = 100;
/** Nothing is written as late as this: only what is open is read. */
const NEVER = 9_999_999_999_999;

/**
 * Puts up to 500 products, each replaced as a whole. A code that another product has is refused: a gun could not tell them
 * apart. Orders that waited for these products go on.
 */
export async function putProducts(
  deps: UnitDeps,
  channel: Channel,
  given: readonly unknown[],
  key: string | undefined,
): Promise<Answer> {
  const unreadable: Line[] = [];
  const wanted: { readonly index: number; readonly product: Product }[] = [];
  for (const [index, value] of given.entries()) {
    const parsed = read(productShape, value);
    if (parsed.ok) wanted.push({ index, product: withoutUndefined(parsed.value) as Product });
    else unreadable.push({ index, outcome: 'refused', faults: parsed.faults });
  }
  const changed = new Set<string>();
  const answer = await inUnit(deps, channel.site, async (unit) => {
    const work = async (): Promise<Answer> => {
      const lines = [...unreadable];
      changed.clear();
      for (const { index, product } of wanted) {
        const entries = productEntries([product]);
        const known = await unit.get(
          'products',
          entries.map((entry) => entry.id),
        );
        const taken = entries.find(
          (entry) => entry.kind === 'code' && (known.get(entry.id)?.sku ?? product.sku) !== product.sku,
        );
        if (taken) {
          const at = product.codes.findIndex(({ code }) => codeId(code) === taken.id);
          const faults = [{ path: `codes/${at}/code`, code: 'code_in_use' }];
          lines.push({ index, sku: product.sku, outcome: 'refused', faults });
          continue;
        }
        const fresh = entries.filter((entry) => {
          const { stamp: _stamp, ...before } = (known.get(entry.id) ?? {}) as Record<string, unknown>;
          return canonicalJson(before) !== canonicalJson(entry);
        });
        for (const entry of fresh) {
          const before: unknown = (known.get(entry.id) as { stamp?: unknown } | undefined)?.stamp;
          if (typeof before === 'string') deps.hlc.receive(before);
          unit.put('products', { ...entry, stamp: deps.hlc.next() });
        }
        if (fresh.length > 0) changed.add(product.sku);
        lines.push({ index, sku: product.sku, outcome: fresh.length > 0 ? 'accepted' : 'already' });
      }
      lines.sort((a, b) => a.index - b.index);
      const count = (outcome: Line['outcome']) => lines.filter((line) => line.outcome === outcome).length;
      const counts = { accepted: count('accepted'), already: count('already'), refused: count('refused') };
      return { status: 200, body: { ...counts, products: lines } };
    };
    const request = { site: channel.site, channel: channel.channel, content: given, now: deps.clock.now() };
    return key === undefined ? work() : once(unit.tx, { ...request, key: `products ${key}` }, work);
  });
  if (changed.size > 0) await reviewWaiting(deps, channel, changed);
  return answer;
}

/** Orders in review that name one of these SKUs are looked at again, a few in a transaction. */
async function reviewWaiting(deps: UnitDeps, channel: Channel, skus: ReadonlySet<string>): Promise<void> {
  const waiting: string[] = [];
  for (let after = 0; ;) {
    const { documents, upTo } = await deps.store.changes(channel.site, {
      collection: 'orders',
      after,
      limit: 500,
      since: NEVER,
    });
    for (const { document } of documents) {
      const order = document as unknown as OrderDoc;
      if (order.status === 'IN_REVIEW' && goodsOf(order.base).some((sku) => skus.has(sku)))
        waiting.push(order.id);
    }
    if (upTo <= after || documents.length === 0) break;
    after = upTo;
  }
  for (let at = 0; at < waiting.length; at += FEW) {
    await inUnit(deps, channel.site, async (unit) => {
      const orders = await unit.get('orders', waiting.slice(at, at + FEW));
      for (const order of orders.values()) await reviewAgain(unit, order, channel.carrier);
    });
  }
}

const withoutUndefined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined && each !== ''));
