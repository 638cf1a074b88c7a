import type { Product } from '../../../../shared/domain/index.ts';
import { canonicalCode } from '../../../../shared/intake/index.ts';
import type { CodeMatch } from '../catalogue.ts';

/** Bar codes and SKUs of a shipment's products, so that the usual scan needs no database. */
export function codesOf(products: ReadonlyMap<string, Product>): Map<string, CodeMatch> {
  const codes = new Map<string, CodeMatch>();
  for (const product of products.values()) {
    codes.set(canonicalCode(product.sku), { sku: product.sku, n: 1 });
    for (const { code, n } of product.codes) codes.set(canonicalCode(code), { sku: product.sku, n });
  }
  return codes;
}
