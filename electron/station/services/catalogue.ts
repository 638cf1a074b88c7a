import { gtin14 } from '../../../shared/codec/index.ts';
import { canonicalJson, type Product } from '../../../shared/domain/index.ts';
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

/** GTINs of 8, 12, 13 and 14 digits are one number: padded to 14. Anything else is compared as it is. */
export const canonicalCode = (code: string): string => gtin14(code) ?? code;

export function createCatalogue(ctx: Context): CatalogueService {
  const { products: table } = ctx.db;
  const codeId = (code: string) => `c:${canonicalCode(code)}`;
  const productId = (sku: string) => `p:${sku}`;

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
      const docs = products.flatMap((product): ProductDoc[] => [
        { id: productId(product.sku), kind: 'product', sku: product.sku, n: 1, product },
        ...product.codes.map(({ code, n }): ProductDoc => ({
          id: codeId(code),
          kind: 'code',
          sku: product.sku,
          n,
        })),
      ]);
      const wanted = dedupe(docs);
      const before = await table.getMany(wanted.map((doc) => doc.id));
      const changed = wanted.filter(
        (doc) => canonicalJson(before.get(doc.id) ?? null) !== canonicalJson(doc),
      );
      await table.putMany(changed);
      const touched = new Set(changed.map((doc) => doc.sku));
      const already = products.filter((product) => !touched.has(product.sku)).length;
      return { accepted: products.length - already, already };
    },
    count: () => table.count({ kind: 'product' }),
  };
}

/** The last row of a file wins where it names a product or a code twice. */
function dedupe(docs: readonly ProductDoc[]): ProductDoc[] {
  return [...new Map(docs.map((doc) => [doc.id, doc])).values()];
}
