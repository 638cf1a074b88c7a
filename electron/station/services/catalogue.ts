import { canonicalJson, type Product } from '../../../shared/domain/index.ts';
import { codeId, productEntries, productId } from '../../../shared/intake/index.ts';
import type { ProductDoc } from '../../../shared/schema/index.ts';
import type { Context } from './context.ts';

export interface CodeMatch {
  readonly sku: string;
  /** Units that the bar code counts. */
  readonly n: number;
}

export interface CatalogueService {
  product(sku: string): Promise<Product | undefined>;
  products(skus: readonly string[]): Promise<Map<string, Product>>;
  /** What a scanned product code means; a plain SKU counts one. */
  match(code: string): Promise<CodeMatch | undefined>;
  /** Which of the SKUs nobody knows here. */
  unknown(skus: readonly string[]): Promise<string[]>;
  save(products: readonly Product[]): Promise<{ readonly accepted: number; readonly already: number }>;
  count(): Promise<number>;
}

export function createCatalogue(ctx: Context): CatalogueService {
  const { products: table } = ctx.db;

  return {
    async product(sku) {
      return (await table.get(productId(sku)))?.product;
    },
    async products(skus) {
      const docs = await table.getMany(skus.map(productId));
      const found = new Map<string, Product>();
      for (const doc of docs.values()) if (doc.product) found.set(doc.sku, doc.product);
      return found;
    },
    async match(code) {
      const docs = await table.getMany([codeId(code), productId(code), productId(code.toUpperCase())]);
      const doc =
        docs.get(codeId(code)) ?? docs.get(productId(code)) ?? docs.get(productId(code.toUpperCase()));
      return doc && { sku: doc.sku, n: doc.kind === 'code' ? doc.n : 1 };
    },
    async unknown(skus) {
      const docs = await table.getMany(skus.map(productId));
      return [...new Set(skus)].filter((sku) => !docs.has(productId(sku)));
    },
    async save(products) {
      const wanted = productEntries(products);
      const before = await table.getMany(wanted.map((doc) => doc.id));
      const changed = wanted.filter(
        (doc) => canonicalJson(withoutStamp(before.get(doc.id))) !== canonicalJson(doc),
      );
      await table.putMany(changed);
      const touched = new Set(changed.map((doc) => doc.sku));
      const already = products.filter((product) => !touched.has(product.sku)).length;
      return { accepted: products.length - already, already };
    },
    count: () => table.count({ kind: 'product' }),
  };
}

/** When it was written says nothing about what it is. */
function withoutStamp(doc: ProductDoc | undefined): unknown {
  if (!doc) return null;
  const { stamp, ...rest } = doc;
  void stamp;
  return rest;
}
