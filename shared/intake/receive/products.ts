import { gtin14 } from '../../codec/index.ts';
import type { Product } from '../../domain/index.ts';

/** GTINs of 8, 12, 13 and 14 digits are one number: padded to 14. Anything else is compared as it is. */
export const canonicalCode = (code: string): string => gtin14(code) ?? code;
export const productId = (sku: string): string => `p:${sku}`;
export const codeId = (code: string): string => `c:${canonicalCode(code)}`;

/** A document of `products` without its stamp. */
export interface ProductEntry {
  readonly id: string;
  readonly kind: 'product' | 'code';
  readonly sku: string;
  readonly n: number;
  readonly product?: Product;
}

/** Documents of the products and of their codes. Where a product or a code is named twice, the last one counts. */
export function productEntries(products: readonly Product[]): ProductEntry[] {
  const entries = products.flatMap((product): ProductEntry[] => [
    { id: productId(product.sku), kind: 'product', sku: product.sku, n: 1, product },
    ...product.codes.map(({ code, n }): ProductEntry => ({
      id: codeId(code),
      kind: 'code',
      sku: product.sku,
      n,
    })),
  ]);
  return [...new Map(entries.map((entry) => [entry.id, entry])).values()];
}
