import type { SQLInputValue } from 'node:sqlite';
import type { WorkFilter } from '../../../shared/domain/work-lists/index.ts';
import { NO_DUE } from './schema.ts';
import type { Asked, HitKind, Limits, RowsQuery } from './types.ts';
import { after, backwards, HASH, NUMBER, NUMBER_END, WAYBILL, WAYBILL_END } from './words.ts';

/** SQL of the index's questions. Values are always parameters. */
export interface Sql {
  readonly text: string;
  readonly params: readonly SQLInputValue[];
}

const sql = (text: string, ...params: SQLInputValue[]): Sql => ({ text, params });
const join = (parts: readonly Sql[], by: string): Sql => ({
  text: parts.map((part) => part.text).join(by),
  params: parts.flatMap((part) => part.params),
});
const marks = (values: readonly unknown[]): string => values.map(() => '?').join(', ');

const between = (prefix: string, most: number | undefined): Sql =>
  most === undefined
    ? sql('SELECT rid FROM words WHERE word >= ? AND word < ?', prefix, after(prefix))
    : sql(
        'SELECT rid FROM (SELECT rid FROM words WHERE word >= ? AND word < ? ORDER BY word DESC LIMIT ?)',
        prefix,
        after(prefix),
        most,
      );
const hashed = (hashes: readonly string[]): Sql =>
  sql(`SELECT rid FROM words WHERE word IN (${marks(hashes)})`, ...hashes.map((hash) => HASH + hash));

/** Products whose orders are looked for: more would be no help. */
const MOST_GOODS = 2_000;

/**
 * Orders of each meaning of what was typed, the most exact first.
 * @param most of one meaning; missing: all of them
 */
export function meanings(
  { number, sku, phones, names, product }: Asked,
  most?: number,
): { by: HitKind; rids: Sql }[] {
  const found: { by: HitKind; rids: Sql }[] = [];
  if (number !== '') {
    const end = backwards(number);
    const either = (begin: string, ending: string): Sql =>
      join([between(begin + number, most), between(ending + end, most)], ' UNION ');
    found.push(
      { by: 'number', rids: either(NUMBER, NUMBER_END) },
      { by: 'waybill', rids: either(WAYBILL, WAYBILL_END) },
    );
  }
  if (phones.length > 0) found.push({ by: 'phone', rids: hashed(phones) });
  if (names.length > 0) found.push({ by: 'name', rids: hashed(names) });
  if (sku !== '')
    found.push({
      by: 'sku',
      rids: sql(
        'SELECT rid FROM order_goods WHERE gid IN (SELECT gid FROM goods WHERE sku >= ? AND sku < ? LIMIT ?)',
        sku,
        after(sku),
        MOST_GOODS,
      ),
    });
  if (product !== '')
    found.push({
      by: 'product',
      rids: sql(
        'SELECT rid FROM order_goods WHERE gid IN (SELECT rowid FROM names WHERE names MATCH ? LIMIT ?)',
        product,
        MOST_GOODS,
      ),
    });
  return found;
}

/** Is a member of its list late? `m` is the table. */
const isLate = (list: string, now: number, limits: Limits): Sql =>
  sql(
    '(m.due < ? OR (m.due = ? AND m.since < ?))',
    now,
    NO_DUE,
    now - (limits[list] ?? Number.MAX_SAFE_INTEGER),
  );

/** Is the order late in any of its lists? */
function isLateSomewhere(now: number, limits: Limits): Sql {
  const cases = Object.entries(limits).map(([list, ms]) => sql('WHEN ? THEN ?', list, now - ms));
  const cutoff = join([sql('CASE m.list WHEN NULL THEN 0'), ...cases, sql('ELSE 0 END')], ' ');
  return join(
    [
      sql(
        'EXISTS (SELECT 1 FROM members m WHERE m.rid = o.rid AND (m.due < ? OR (m.due = ? AND m.since <',
        now,
        NO_DUE,
      ),
      cutoff,
      sql(')))'),
    ],
    ' ',
  );
}

function conditions(filter: WorkFilter): Sql[] {
  const found: Sql[] = [];
  const oneOf = (column: string, values: readonly string[] | undefined): void => {
    if (values !== undefined && values.length > 0)
      found.push(sql(`o.${column} IN (${marks(values)})`, ...values));
  };
  const compare = (column: string, by: string, value: number | undefined): void => {
    if (value !== undefined) found.push(sql(`o.${column} ${by} ?`, value));
  };
  oneOf('status', filter.statuses);
  oneOf('payment', filter.payments);
  oneOf('logistics', filter.logistics);
  oneOf('channel', filter.channels);
  oneOf('carrier', filter.carriers);
  oneOf('department', filter.departments);
  oneOf('person', filter.persons);
  for (const flag of filter.flags ?? []) found.push(sql('o.flags LIKE ?', `% ${flag} %`));
  for (const flag of filter.withoutFlags ?? []) found.push(sql('o.flags NOT LIKE ?', `% ${flag} %`));
  if (filter.cod !== undefined) found.push(sql('o.cod = ?', filter.cod ? 1 : 0));
  compare('orderedAt', '>=', filter.orderedFrom);
  compare('orderedAt', '<', filter.orderedTo);
  compare('shipBy', '<', filter.shipByTo);
  compare('total', '>=', filter.totalFrom);
  compare('total', '<=', filter.totalTo);
  compare('units', '>=', filter.unitsFrom);
  compare('units', '<=', filter.unitsTo);
  return found;
}

const SORTS = {
  list: {
    due: 'm.urgent DESC, m.due ASC, m.since ASC',
    age: 'm.since ASC',
    ordered: 'o.orderedAt DESC',
    number: 'o.no ASC',
    total: 'o.total DESC',
    units: 'o.units DESC',
    person: 'o.person ASC, m.since ASC',
  },
  all: {
    due: 'o.urgent DESC, o.due ASC, o.orderedAt ASC',
    age: 'o.since ASC',
    ordered: 'o.orderedAt DESC',
    number: 'o.no ASC',
    total: 'o.total DESC',
    units: 'o.units DESC',
    person: 'o.person ASC, o.since ASC',
  },
} as const;

/** Beyond so many hits each row is asked whether it is one of them, not each hit for its row. */
const MANY = 5_000;

/** Numbers of all orders that what was typed may mean; undefined where it can mean none. */
export function allMeant(text: Asked): Sql | undefined {
  const rids = meanings(text).map(({ rids: each }) => each);
  return rids.length === 0 ? undefined : join(rids, ' UNION ');
}

/**
 * The parts of a question for a list.
 * @param found how many rows the table `found` has, which holds what `allMeant` says, where there is a text
 */
export function listQuestion(
  { list, filter, sort, reverse, text, now, limits }: RowsQuery,
  lateOnly: boolean,
  found: number,
): {
  readonly from: string;
  /** The same where only their number is asked for: without columns that decide nothing. */
  readonly counted: string;
  readonly where: Sql;
  readonly order: string;
  /** Column with the order's number in the index. */
  readonly key: string;
  /** Columns beside those of the order. */
  readonly since: string;
  readonly late: Sql;
} {
  const whole = list === 'all' || list === 'archived';
  const late = whole ? isLateSomewhere(now, limits) : isLate(list, now, limits);
  const filters = conditions(filter);
  let plain = 0;
  if (text) {
    // Asked of the list's own column.
    plain = 1;
    const rid = `${found > MANY ? '+' : ''}${whole ? 'o' : 'm'}.rid`;
    filters.push(found === 0 ? sql('0') : sql(`${rid} IN (SELECT rid FROM temp.found)`));
  }
  const onlyLate = filter.late === true || lateOnly ? [late] : filter.late === false ? [not(late)] : [];
  const first = whole ? sql('o.archived = ?', list === 'archived' ? 1 : 0) : sql('m.list = ?', list);
  const order = SORTS[whole ? 'all' : 'list'][sort];
  const key = whole ? 'o.rid' : 'm.rid';
  // What the index sorts by ends with the row itself, in the direction of the column before it.
  const sorted = `${order}, ${key} ${order.endsWith('DESC') ? 'DESC' : 'ASC'}`;
  const own = !whole && filters.length === plain;
  const wide = whole ? 'orders o' : 'members m CROSS JOIN orders o ON o.rid = m.rid';
  return {
    from: own && !order.includes('o.') ? 'members m' : wide,
    counted: own ? 'members m' : wide,
    where: join([first, ...onlyLate, ...filters], ' AND '),
    order: reverse ? turned(sorted) : sorted,
    key,
    since: whole ? 'o.since' : 'm.since',
    late,
  };
}

const not = (part: Sql): Sql => ({ ...part, text: `NOT (${part.text})` });
const turned = (order: string): string =>
  order.replaceAll(/\b(ASC|DESC)\b/g, (way) => (way === 'ASC' ? 'DESC' : 'ASC'));
