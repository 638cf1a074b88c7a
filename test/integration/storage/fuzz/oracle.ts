import { isDeepStrictEqual } from 'node:util';

import { getQueryMatcher, getSortComparator } from 'rxdb';
import type { PreparedQuery, RxDocumentData } from 'rxdb';

import { prepared } from '../harness.ts';
import type { Instance } from '../harness.ts';
import type { Query } from './queries.ts';
import type { Doc } from './schemas.ts';

export type StoredDoc = RxDocumentData<Doc>;
/** What the storage holds, by id, as JSON gives it back. */
export type Truth = ReadonlyMap<string, StoredDoc>;

/** @returns what RxDB's matcher and comparator say, over all documents. */
function answer(instance: Instance<Doc>, { query }: PreparedQuery<Doc>, truth: Truth) {
  const matches = getQueryMatcher<Doc>(instance.schema as never, query);
  const compare = getSortComparator<Doc>(instance.schema as never, query) as (
    a: unknown,
    b: unknown,
  ) => number;
  const all = [...truth.values()].filter((doc) => matches(doc)).sort(compare);
  const end = query.limit === undefined ? all.length : query.skip + query.limit;
  return { all, window: all.slice(query.skip, end) };
}

/**
 * RxDB's comparator is a total order over scalars only: equal objects are a tie that it does not break by id, and lists
 * compare by their elements, not transitively. Which rows such a window holds is then not determined.
 */
function isDetermined({ query }: PreparedQuery<Doc>, primary: string, truth: Truth): boolean {
  for (const part of query.sort) {
    const path = Object.keys(part)[0] ?? '';
    if (path === primary) return true;
    const steps = path.split('.');
    for (const doc of truth.values()) {
      let value: unknown = doc;
      for (const step of steps) value = value === null || value === undefined ? value : (value as Doc)[step];
      if (value !== null && typeof value === 'object') return false;
    }
  }
  return true;
}

const byId = (primary: string) => (a: Doc, b: Doc) => (String(a[primary]) < String(b[primary]) ? -1 : 1);

/** @returns what is wrong with the storage's answers to a query, or undefined; `seen` is told how many documents it gave. */
export async function findDifference(
  instance: Instance<Doc>,
  { query, counted }: { readonly query: Query; readonly counted: boolean },
  truth: Truth,
  primary: string,
  seen: (documents: number) => void,
): Promise<string | undefined> {
  const plan = prepared(instance, query);
  const { all, window } = answer(instance, plan, truth);
  let documents: StoredDoc[];
  let count = window.length;
  try {
    ({ documents } = await instance.query(plan));
    if (counted) ({ count } = await instance.count(plan));
  } catch (error) {
    return `the storage throws: ${String(error)}`;
  }
  seen(documents.length);
  if (count !== window.length) return `count is ${count}, not ${window.length}`;
  if (documents.length !== window.length) {
    return `${documents.length} documents, not ${window.length}: ${ids(documents, primary)}, not ${ids(window, primary)}`;
  }
  if (isDetermined(plan, primary, truth)) return differ(documents, window, primary);
  if (window.length === all.length) {
    return differ(documents.toSorted(byId(primary)), all.toSorted(byId(primary)), primary);
  }
  const matching = new Map(all.map((doc) => [doc[primary], doc]));
  const wrong = documents.filter((doc) => !isDeepStrictEqual(doc, matching.get(doc[primary])));
  return wrong.length === 0 ? undefined : `these are not to be found: ${ids(wrong, primary)}`;
}

/** Comparing text is much faster than comparing objects, which is done only where the text differs. */
export function differ(got: readonly Doc[], expected: readonly Doc[], primary: string): string | undefined {
  if (JSON.stringify(got) === JSON.stringify(expected) || isDeepStrictEqual(got, expected)) return undefined;
  const [a, b] = [ids(got, primary), ids(expected, primary)];
  return a === b ? `the documents ${a} have other values` : `${a}, not ${b}`;
}

const ids = (documents: readonly Doc[], primary: string): string =>
  JSON.stringify(documents.slice(0, 50).map((doc) => doc[primary]));
