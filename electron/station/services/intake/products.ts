import type { ProductHit } from '../../../../shared/contract/index.ts';
import type { Product } from '../../../../shared/domain/index.ts';
import { nameWords, plainName } from '../../../../shared/domain/work-lists/index.ts';
import { codeId } from '../../../../shared/intake/index.ts';
import type { ProductDoc } from '../../../../shared/schema/index.ts';
import { createPace } from '../../pace.ts';
import { pinyinSyllables } from '../../projections/syllables.ts';
import type { Context } from '../context.ts';

/** Products for whoever types an order: by SKU, words of the name, bar code, or pinyin initials (`mkb` finds 马克杯). */
export interface ProductSearch {
  find(text: string): Promise<ProductHit[]>;
}

interface Entry {
  readonly product: Product;
  /** SKU, name and variant as they are compared. */
  readonly text: string;
  readonly sku: string;
  /** Syllables and initials; made when a search in Latin letters first asks. */
  spoken?: readonly string[];
}

const MOST_HITS = 20;
const PAGE = 500;

export function createProductSearch(ctx: Context): ProductSearch {
  /** By SKU. */
  const entries = new Map<string, Entry>();
  let read: Promise<void> | undefined;

  function take({ kind, product }: ProductDoc): void {
    if (kind !== 'product' || !product) return;
    const { sku, name, variant } = product;
    entries.set(sku, { product, sku: plainName(sku), text: plainName(`${sku} ${name} ${variant ?? ''}`) });
  }
  async function readAll(): Promise<void> {
    // Written from now on; what was there before is read below.
    ctx.db.products.onWritten((written) => {
      for (const { doc } of written) take(doc);
    });
    const pace = createPace();
    for (let from = ''; ;) {
      const docs = await ctx.db.products.find({
        selector: { kind: 'product', sku: { $gt: from } },
        sort: [{ kind: 'asc' }, { sku: 'asc' }],
        limit: PAGE,
      });
      const last = docs.at(-1);
      if (!last) return;
      from = last.sku;
      for (const doc of docs) {
        if (!entries.has(doc.sku)) take(doc);
        await pace.step();
      }
    }
  }

  const hit = ({ product }: Entry): ProductHit => ({
    sku: product.sku,
    name: product.name,
    variant: product.variant ?? null,
    location: product.location ?? null,
    picture: product.picture ?? null,
    kind: product.kind,
  });

  return {
    async find(text) {
      const wanted = plainName(text).trim();
      if (wanted === '') return [];
      read ??= readAll();
      await read;
      const byCode = await ctx.db.products.get(codeId(text.trim()));
      const parts = wanted.split(/\s+/);
      const latin = /^[a-z]+$/.test(wanted);
      const syllables = latin ? await pinyinSyllables() : undefined;
      const ranked: { readonly entry: Entry; readonly rank: number }[] = [];
      const pace = createPace();
      for (const entry of entries.values()) {
        if (syllables && !entry.spoken) {
          entry.spoken = nameWords(entry.product.name, syllables);
          await pace.step();
        }
        const rank = rankOf(entry, wanted, parts, byCode?.sku);
        if (rank !== undefined) ranked.push({ entry, rank });
      }
      ranked.sort((a, b) => a.rank - b.rank || (a.entry.sku < b.entry.sku ? -1 : 1));
      return ranked.slice(0, MOST_HITS).map(({ entry }) => hit(entry));
    },
  };
}

/** The smaller, the better; undefined: it is not meant. */
function rankOf(
  entry: Entry,
  wanted: string,
  parts: readonly string[],
  scanned: string | undefined,
): number | undefined {
  if (entry.sku === wanted || entry.product.sku === scanned) return 0;
  if (entry.sku.startsWith(wanted)) return 1;
  if (entry.text.includes(wanted)) return 2;
  if (parts.length > 1 && parts.every((part) => entry.text.includes(part))) return 3;
  return entry.spoken?.some((word) => word.startsWith(wanted)) === true ? 4 : undefined;
}
