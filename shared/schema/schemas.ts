/**
 * RxDB schemas. Migrations are numbered and append-only: raise `version` and add the step beside it.
 * Indexed strings need a maxLength, indexed numbers minimum, maximum and multipleOf (RxDB).
 */
const id = { type: 'string', maxLength: 200 } as const;
const key = (maxLength: number) => ({ type: 'string', maxLength }) as const;
const time = { type: 'number', minimum: 0, maximum: 10_000_000_000_000, multipleOf: 1 } as const;
/** Of documents that are replaced as a whole: when (see `newest`). */
const stamp = key(80);
const object = { type: 'object', additionalProperties: true } as const;
const list = { type: 'array', items: object } as const;

const schema = <P extends Record<string, unknown>>(
  title: string,
  properties: P,
  indexes: readonly (readonly (keyof P & string)[])[],
  extra: {
    encrypted?: readonly (keyof P & string)[];
    optional?: readonly (keyof P & string)[];
    version?: number;
  } = {},
) => ({
  title,
  version: extra.version ?? 0,
  primaryKey: 'id' as const,
  type: 'object' as const,
  additionalProperties: false,
  properties,
  required: Object.keys(properties).filter((name) => !(extra.optional ?? []).includes(name)),
  indexes: indexes.map((index) => [...index]),
  ...(extra.encrypted ? { encrypted: [...extra.encrypted] } : {}),
});

export const SCHEMAS = {
  products: schema(
    'product',
    { id, kind: key(10), sku: key(120), n: { type: 'number' }, product: object, stamp },
    [['kind', 'sku']],
    { optional: ['product', 'stamp'], version: 1 },
  ),
  orders: schema(
    'order',
    {
      id,
      site: key(64),
      base: object,
      events: list,
      private: object,
      lane: key(10),
      status: key(20),
      channel: key(40),
      channelOrderNo: key(64),
      code: id,
      orderedAt: time,
    },
    [['lane', 'orderedAt'], ['channelOrderNo'], ['code'], ['orderedAt']],
    { encrypted: ['private'] },
  ),
  shipments: schema(
    'shipment',
    {
      id,
      site: key(64),
      base: object,
      events: list,
      lane: key(10),
      status: key(20),
      priority: key(60),
      bench: key(20),
      carrier: key(20),
      order: id,
      tote: key(60),
      waybill: key(60),
    },
    [['lane', 'priority'], ['bench', 'lane'], ['carrier', 'lane'], ['order'], ['tote'], ['lane', 'waybill']],
  ),
  waybills: schema(
    'waybill',
    {
      id,
      site: key(64),
      base: object,
      events: list,
      carrier: key(20),
      number: key(60),
      state: key(10),
      order: id,
      shipment: id,
    },
    [['number'], ['order'], ['carrier', 'state', 'number']],
  ),
  cases: schema(
    'case',
    {
      id,
      site: key(64),
      base: object,
      events: list,
      private: object,
      lane: key(10),
      kind: key(20),
      status: key(20),
      order: id,
      department: key(10),
      person: key(80),
      due: time,
    },
    [
      ['lane', 'due'],
      ['lane', 'department', 'due'],
      ['lane', 'person', 'due'],
      ['kind', 'lane', 'due'],
      ['order'],
    ],
    { encrypted: ['private'] },
  ),
  stock: schema(
    'stock move',
    {
      id,
      site: key(64),
      kind: key(10),
      sku: key(120),
      qty: { type: 'number' },
      location: key(60),
      order: id,
      shipment: id,
      attempt: { type: 'number' },
      reason: key(40),
      reference: key(80),
      by: key(80),
      at: key(80),
    },
    [['sku', 'at'], ['order'], ['at']],
  ),
  people: schema(
    'person',
    {
      id,
      site: key(64),
      name: key(80),
      badge: key(60),
      roles: { type: 'array', items: { type: 'string' } },
      active: { type: 'boolean' },
      stamp,
      mustChange: { type: 'boolean' },
      by: key(80),
      was: { ...list, maxItems: 50 },
      private: object,
    },
    [['badge']],
    {
      encrypted: ['private'],
      optional: ['stamp', 'mustChange', 'by', 'was', 'private'],
      version: 2,
    },
  ),
  config: schema('config', { id, kind: key(20), value: object, private: object, stamp }, [['kind']], {
    encrypted: ['private'],
    optional: ['stamp'],
    version: 1,
  }),
  journal: schema(
    'journal entry',
    { id, site: key(64), bench: key(20), session: id, kind: key(10), at: key(80), by: key(80), data: object },
    [['session', 'id'], ['bench', 'id'], ['at']],
  ),
  prints: schema('print job', { id, state: key(12), shipment: id, at: time, job: object }, [
    ['state', 'at'],
    ['shipment'],
    ['at'],
  ]),
  outbox: schema('outbox', { id, kind: key(20), state: key(10), at: time, data: object }, [
    ['kind', 'state', 'at'],
  ]),
  files: schema('file', { id, kind: key(12), at: time, data: object, stamp }, [['kind', 'at']], {
    optional: ['stamp'],
    version: 1,
  }),
} as const;

export type CollectionName = keyof typeof SCHEMAS;
