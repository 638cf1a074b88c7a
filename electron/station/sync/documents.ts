import type { ReplicatedName } from '../../../shared/contract/hub/index.ts';
import {
  caseDoc,
  MERGE_RULES,
  orderDoc,
  replicates,
  SCHEMAS,
  shipmentDoc,
  waybillDoc,
  type CaseDoc,
  type OrderDoc,
  type ShipmentDoc,
  type WaybillDoc,
} from '../../../shared/schema/index.ts';
import { wrongAnswer } from './hub-error.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** How the site is called here and at the hub: what was written before joining keeps its name here. */
export interface Sites {
  readonly here: string;
  readonly hub: string;
}

/** Without what RxDB keeps beside a document. */
export const bare = (document: Fields): Fields =>
  Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));

/** A document as it goes to the hub: without RxDB's fields, under the hub's name of the site. */
export function outgoing(document: Fields, { here, hub }: Sites): Fields {
  const own = bare(document);
  return own['site'] === here ? { ...own, site: hub } : own;
}

/**
 * A document of the hub as it is stored here: checked, index fields folded again. Nothing of a document that does not fit is
 * stored, since whatever reads it later would fail.
 * @throws HubError
 */
export function incoming(collection: ReplicatedName, document: Fields, sites: Sites): Fields {
  const own = bare(document);
  const fault = (path: string) => wrongAnswer('document', { collection, path });
  if (document['_deleted'] === true) throw fault('_deleted');
  if (typeof own['id'] !== 'string' || own['id'] === '') throw fault('id');
  if (own['site'] !== undefined && own['site'] !== sites.hub) throw wrongAnswer('site', { collection });
  if (!replicates(collection, own)) throw fault('kind');
  const ours = own['site'] === undefined ? own : { ...own, site: sites.here };
  const path = faultOf(SCHEMAS[collection], ours);
  if (path !== undefined) throw fault(path);
  return MERGE_RULES[collection] === 'aggregate' ? folded(collection, ours, fault) : ours;
}

function folded(collection: ReplicatedName, document: Fields, fault: (path: string) => Error): Fields {
  const { events, base } = document as unknown as { events: readonly Fields[]; base: Fields };
  for (const event of events)
    for (const name of ['id', 'type', 'at', 'by', 'station'])
      if (typeof event[name] !== 'string') throw fault(`events/${name}`);
  for (const list of LISTS[collection] ?? []) if (!Array.isArray(base[list])) throw fault(`base/${list}`);
  const of = <T>(): T => document as unknown as T;
  try {
    switch (collection) {
      case 'orders':
        return { ...orderDoc(of<OrderDoc>()) };
      case 'shipments':
        return { ...shipmentDoc(of<ShipmentDoc>()) };
      case 'cases':
        return { ...caseDoc(of<CaseDoc>()) };
      default:
        return { ...waybillDoc(of<WaybillDoc>()) };
    }
  } catch {
    // Its message may quote the document.
    throw fault('events');
  }
}

/** What every reader of a base goes through without asking. */
const LISTS: Partial<Record<ReplicatedName, readonly string[]>> = {
  orders: ['lines', 'flags'],
  shipments: ['orders', 'lines', 'marks'],
};

interface Shape {
  readonly properties: Readonly<Record<string, { readonly type?: string; readonly maxLength?: number }>>;
  readonly required: readonly string[];
}

/** The first field that does not fit the schema. (RxDB leaves this to a validator, which the storage of a bench has not.) */
function faultOf({ properties, required }: Shape, document: Fields): string | undefined {
  for (const name of required) if (document[name] === undefined) return name;
  for (const [name, value] of Object.entries(document)) {
    const property = properties[name];
    if (!property) return name;
    const { type, maxLength } = property;
    const fits =
      type === 'array'
        ? Array.isArray(value)
        : type === 'object'
          ? typeof value === 'object' && value !== null && !Array.isArray(value)
          : typeof value === type;
    if (!fits || (typeof value === 'string' && value.length > (maxLength ?? Infinity))) return name;
  }
  return undefined;
}

/** The stamps that a document brings. */
export function stampsOf(document: Fields): string[] {
  const { events, stamp, at } = document;
  if (Array.isArray(events)) return (events as readonly { at: string }[]).map((event) => event.at);
  return [stamp, at].filter((text): text is string => typeof text === 'string');
}
