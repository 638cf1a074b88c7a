/** Forms of the entries of the allocation rules; the parsers read what fits them. */

const NAME = String.raw`[^\s,=>|@]{1,40}`;
const NAMES = `${NAME}(?:\\|${NAME})*`;
const CONDITION = `(?:channel|sku|province|city|carrier|flag)\\s*=\\s*${NAMES}`;
const TARGET = `(?:warehouse|group|person)\\s*=\\s*${NAMES}`;
const DEPARTMENT = '(?:orders|warehouse|logistics|finance|purchasing|management)';
const NODE = `${DEPARTMENT}\\s*=\\s*\\d{1,4}(?:@${NAME})?`;
const listOf = (one: string): string => `${one}(?:\\s*,\\s*${one})*`;

/** `channel=taobao|jd, sku=FR*, flag=cold_chain > warehouse=W1, group=A|B`; `*` alone fits every order. */
export const ALLOCATION_ENTRY = new RegExp(`^(?:\\*|${listOf(CONDITION)})\\s*>\\s*${listOf(TARGET)}$`, 'u');
/** `B1=A|B`, or `STATION/B1=A`. */
export const BENCH_ENTRY = new RegExp(`^${NAME}\\s*=\\s*${NAMES}$`, 'u');
/** `东莞仓=D*|E-01`: locations, `*` for all that begin so. */
export const WAREHOUSE_ENTRY = new RegExp(`^${NAME}\\s*=\\s*${NAMES}$`, 'u');
/** `custom > purchasing=24, warehouse=48@op:ST1-002`: hours. */
export const NODES_ENTRY = new RegExp(
  `^(?:custom|urgent|cod|fragile|cold_chain)\\s*>\\s*${listOf(NODE)}$`,
  'u',
);
