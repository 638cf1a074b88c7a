/** `A-2-10` as ['A', 2, 10]: figures as figures, so that shelf 10 comes after shelf 9. */
const parts = (location: string): readonly (string | number)[] =>
  (location.toUpperCase().match(/\d+|[^\d]+/g) ?? []).map((part) => (/^\d/.test(part) ? Number(part) : part));

/** The order in which a picker walks; goods without a location come last. */
export function compareLocations(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1;
  const [left, right] = [parts(a), parts(b)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const [one, other] = [left[at], right[at]];
    if (one === other) continue;
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (typeof one === typeof other) return one < other ? -1 : 1;
    return typeof one === 'number' ? -1 : 1;
  }
  return 0;
}

/** A location code as it is compared: case, spaces and our own prefix do not count. */
export const locationKey = (location: string): string =>
  location
    .toUpperCase()
    .replace(/^LC-/, '')
    .replaceAll(/[\s_-]/g, '');
