const PAGE = 100;

/**
 * Pages of a collection in the order of a field, read anew from where the last one ended: what was taken away or changed
 * meanwhile shifts nothing. Documents that bear one and the same value are told apart by their ids.
 * @param read up to so many documents from that value on (the value itself too), in order
 */
export async function* walk<Doc extends { readonly id: string }, Value extends string | number>(
  start: Value,
  valueOf: (doc: Doc) => Value,
  read: (from: Value, limit: number) => Promise<Doc[]>,
): AsyncGenerator<Doc[]> {
  let from = start;
  let seen = new Set<string>();
  for (;;) {
    const page = await read(from, PAGE + seen.size);
    const fresh = page.filter((doc) => !seen.has(doc.id));
    const last = fresh.at(-1);
    if (!last) return;
    const next = valueOf(last);
    seen = new Set([
      ...(next === from ? seen : []),
      ...fresh.filter((doc) => valueOf(doc) === next).map((doc) => doc.id),
    ]);
    from = next;
    yield fresh;
  }
}
