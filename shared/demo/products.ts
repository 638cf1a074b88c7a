import { gs1CheckDigit } from '../codec/check-digit.ts';
import type { Product } from '../domain/index.ts';
import { FAMILIES, KITS } from './families.ts';
import { pictureOf, pictureOfKit } from './pictures.ts';

export interface DemoPicture {
  readonly key: string;
  readonly svg: string;
}
export interface DemoProduct {
  readonly product: Product;
  /** 分 */
  readonly price: number;
}

/** EAN-13 in the range that GS1 keeps for use inside a company (prefix 20–29): no real product has it. */
const ean13 = (n: number): string => withCheckDigit(`2900${String(n).padStart(8, '0')}`);
/** ITF-14 of a case: indicator 1 and the item's number. */
const itf14 = (ean: string): string => withCheckDigit(`1${ean.slice(0, 12)}`);
const withCheckDigit = (body: string): string => `${body}${gs1CheckDigit(body) ?? ''}`;

/** 120 products: 19 families of six variants and six kits, with pictures. Every fifth has a case code of 12 or 24 units. */
export function demoProducts(): { readonly products: DemoProduct[]; readonly pictures: DemoPicture[] } {
  const products: DemoProduct[] = [];
  const pictures: DemoPicture[] = [];
  FAMILIES.forEach((family, row) => {
    family.variants.forEach((variant, column) => {
      const n = products.length + 1;
      const sku = `${family.key.toUpperCase()}-${String(column + 1).padStart(2, '0')}`;
      const code = ean13(n);
      const picture = `demo-${sku.toLowerCase()}`;
      pictures.push({ key: picture, svg: pictureOf(family, variant) });
      products.push({
        price: family.price + column * 100,
        product: {
          sku,
          name: family.zh,
          variant: variant.zh,
          codes: [
            { code, n: 1 },
            ...(n % 5 === 0 ? [{ code: itf14(code), n: family.grams < 150 ? 24 : 12 }] : []),
          ],
          weightGrams: family.grams + column * 2,
          location: `${'ABCDEFG'[row % 7] ?? 'A'}-${String(Math.floor(row / 7) * 2 + (column < 3 ? 1 : 2)).padStart(2, '0')}-${String((column % 3) + 1).padStart(2, '0')}`,
          marks: family.marks ?? [],
          quantityEntry: family.key === 'pen' || family.key === 'sock',
          kind: 'goods',
          picture,
        },
      });
    });
  });
  KITS.forEach((kit, index) => {
    const sku = `KIT-${String(index + 1).padStart(2, '0')}`;
    const picture = `demo-${sku.toLowerCase()}`;
    const parts = kit.parts.map(([part, qty]) => ({
      found: products.find((p) => p.product.sku === part),
      qty,
    }));
    pictures.push({ key: picture, svg: pictureOfKit(kit.parts.map(([part]) => part)) });
    products.push({
      price: parts.reduce((sum, { found, qty }) => sum + (found?.price ?? 0) * qty, 0) - 500,
      product: {
        sku,
        name: kit.zh,
        codes: [],
        weightGrams: parts.reduce((sum, { found, qty }) => sum + (found?.product.weightGrams ?? 0) * qty, 0),
        marks: [...new Set(parts.flatMap(({ found }) => found?.product.marks ?? []))],
        quantityEntry: false,
        kit: kit.parts.map(([part, qty]) => ({ sku: part, qty })),
        kind: 'goods',
        picture,
      },
    });
  });
  return { products, pictures };
}
