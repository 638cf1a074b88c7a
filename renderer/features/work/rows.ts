import { createEmitter } from '../../../shared/base/index.ts';
import type { WorkQuery, WorkRow, WorkState } from '../../../shared/contract/index.ts';
import type { Station } from '../../stores/index.ts';

/** Rows asked for at once (a screen has some thirty), and pages kept; what lies farther away is asked for again. */
const PAGE = 100;
const MOST_PAGES = 40;
/** Rows of a range that is chosen with the shift key: asked for in such pieces, and no more than so many. */
const PIECE = 500;
const MOST_CHOSEN = 10_000;

/** A list of any length of which only what is looked at is read. */
export interface LazyRows {
  readonly query: Required<WorkQuery>;
  /** Undefined until the first answer. */
  total(): number | undefined;
  /** How the index stands behind it. */
  index(): WorkState | null;
  /** Why nothing comes. */
  fault(): string | null;
  at(row: number): WorkRow | undefined;
  /** These rows are looked at: they are read if they are not there. */
  need(first: number, last: number): void;
  /** The list may have changed: what is looked at is read again, and all else when it is looked at. */
  refresh(): void;
  /** Orders of these rows, both ends included. */
  orders(first: number, last: number): Promise<string[]>;
  onChange(listener: () => void): () => void;
  /** Grows with every change. */
  version(): number;
}

export function createRows(station: Station, query: Required<WorkQuery>): LazyRows {
  const pages = new Map<number, readonly WorkRow[]>();
  const stale = new Set<number>();
  const changed = createEmitter<null>();
  let total: number | undefined;
  let index: WorkState | null = null;
  let fault: string | null = null;
  let wanted: readonly [number, number] = [0, 0];
  let busy = false;
  let version = 0;

  const tell = (): void => {
    version += 1;
    changed.emit(null);
  };

  async function read(offset: number, limit: number): Promise<readonly WorkRow[] | undefined> {
    // Without the station nothing is asked: it is read again when it is back.
    if (station.store.getState().client === null) return undefined;
    const answer = await station.ask('work.rows', { ...query, offset, limit });
    if (answer === undefined) return undefined;
    if (!answer.ok) {
      fault = answer.code;
      tell();
      return undefined;
    }
    fault = null;
    total = answer.value.total;
    index = answer.value.index;
    return answer.value.rows;
  }

  /** The page that is missing most of what is looked at. */
  function next(): number | undefined {
    const end = total === undefined ? wanted[1] : Math.min(wanted[1], total - 1);
    for (const known of [pages, undefined]) {
      for (let page = Math.floor(wanted[0] / PAGE); page <= Math.floor(Math.max(0, end) / PAGE); page++)
        if (known ? !known.has(page) : stale.has(page)) return page;
    }
    return undefined;
  }

  function keep(page: number, rows: readonly WorkRow[]): void {
    pages.set(page, rows);
    stale.delete(page);
    const here = Math.floor(wanted[0] / PAGE);
    for (const other of pages.keys())
      if (pages.size > MOST_PAGES && Math.abs(other - here) > MOST_PAGES / 2) pages.delete(other);
  }

  /** One question at a time: whoever scrolls on is asked for where he is, not for where he was. */
  async function pump(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let page = next(); page !== undefined; page = next()) {
      const rows = await read(page * PAGE, PAGE);
      if (rows === undefined) break;
      keep(page, rows);
      tell();
    }
    busy = false;
  }

  return {
    query,
    total: () => total,
    index: () => index,
    fault: () => fault,
    at: (row) => pages.get(Math.floor(row / PAGE))?.[row % PAGE],
    need(first, last) {
      wanted = [Math.max(0, first), Math.max(0, last)];
      void pump();
    },
    refresh() {
      const [first, last] = wanted.map((row) => Math.floor(row / PAGE)) as [number, number];
      for (const page of pages.keys()) {
        if (page >= first && page <= last) stale.add(page);
        else pages.delete(page);
      }
      void pump();
    },
    async orders(first, last) {
      const found: string[] = [];
      const end = Math.min(last, first + MOST_CHOSEN - 1);
      for (let from = first; from <= end; from += PIECE) {
        const to = Math.min(end, from + PIECE - 1);
        const known = Array.from({ length: to - from + 1 }, (_, i) => this.at(from + i)?.order);
        if (known.every((order) => order !== undefined)) found.push(...known);
        else found.push(...((await read(from, to - from + 1)) ?? []).map(({ order }) => order));
      }
      return found;
    },
    onChange(listener) {
      const listening = changed.on(listener);
      return () => void listening.dispose();
    },
    version: () => version,
  };
}
