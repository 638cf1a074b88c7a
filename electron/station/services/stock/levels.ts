import { createEmitter } from '../../../../shared/base/index.ts';
import { createLedger, type StockLedger } from '../../../../shared/domain/stock/index.ts';
import { createPace } from '../../pace.ts';
import type { Context } from '../context.ts';

/**
 * What the moves come to, in memory: made at the first question, a few moves at a time between the scans, and kept by the
 * writes from then on. Nothing of it is stored, so nothing of it can be wrong on disk.
 */
export interface Levels {
  /** Resolves when all moves are counted. */
  ready(): Promise<StockLedger>;
  /** The ledger where it is counted already; a screen that must not wait asks this. */
  now(): StockLedger | undefined;
  /** Told of the SKUs that moved, after they are counted. */
  onMoved(listener: (skus: ReadonlySet<string>) => void): void;
  close(): void;
}

const PAGE = 200;

export function createLevels(ctx: Context): Levels {
  const ledger = createLedger();
  const moved = createEmitter<ReadonlySet<string>>();
  let filling: Promise<void> | undefined;
  let filled = false;
  let closed = false;
  /** Ids that are counted, while the pages are read: a write may come before its page. */
  let seen: Set<string> | undefined;

  ctx.db.stock.onWritten((written) => {
    // Before the first question nobody counts; the pages will have it.
    if (!filling || closed) return;
    for (const { doc, before } of written) {
      if (before && (filled || seen?.has(doc.id))) ledger.restate(before, doc);
      else if (!seen?.has(doc.id)) ledger.add(doc);
      seen?.add(doc.id);
    }
    if (filled) moved.emit(new Set(written.map(({ doc }) => doc.sku)));
  });

  async function fill(): Promise<void> {
    const counted = new Set<string>();
    seen = counted;
    const pace = createPace();
    let place = { id: '', lwt: 0 };
    while (!closed) {
      const page = await ctx.db.stock.changedSince(place, PAGE);
      for (const doc of page.docs) {
        if (counted.has(doc.id)) continue;
        counted.add(doc.id);
        ledger.add(doc);
        await pace.step();
      }
      if (!page.place) break;
      place = page.place;
    }
    seen = undefined;
    filled = true;
  }

  return {
    async ready() {
      filling ??= fill();
      await filling;
      return ledger;
    },
    now: () => (filled ? ledger : undefined),
    onMoved: (listener) => void moved.on(listener),
    close: () => void (closed = true),
  };
}
