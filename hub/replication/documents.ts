import { Ajv, type ValidateFunction } from 'ajv';
import { fingerprintOf, REPLICATED, type ReplicatedName } from '../../shared/contract/hub/index.ts';
import type { AggregateKind, AnyAggregate } from '../../shared/domain/acceptance/index.ts';
import {
  caseDoc,
  orderDoc,
  SCHEMAS,
  shipmentDoc,
  waybillDoc,
  type CaseDoc,
  type OrderDoc,
  type ShipmentDoc,
  type WaybillDoc,
} from '../../shared/schema/index.ts';
import type { JsonObject, NewDocument } from '../store/port.ts';
import { AGGREGATE_SHAPES } from './shapes.ts';

/** Writer of what the hub itself does (intake, tracking, leases). */
export const HUB_WRITER = 'HUB';

const AGGREGATES = new Set<string>(['orders', 'shipments', 'waybills', 'cases'] satisfies AggregateKind[]);
export const isAggregate = (collection: ReplicatedName): collection is AggregateKind =>
  AGGREGATES.has(collection);

const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
const whole = new Map<string, ValidateFunction>();
const shape = new Map<string, ValidateFunction>();

function validator(known: Map<string, ValidateFunction>, name: string, schema: object): ValidateFunction {
  const compiled = known.get(name) ?? ajv.compile(schema);
  known.set(name, compiled);
  return compiled;
}

/** Where the document does not fit, as a path into it; undefined where it fits. */
function fault(check: ValidateFunction, document: unknown): string | undefined {
  if (check(document)) return undefined;
  const [first] = check.errors ?? [];
  const member = first?.params['additionalProperty'] ?? first?.params['missingProperty'];
  const path = `${first?.instancePath ?? ''}${typeof member === 'string' ? `/${member}` : ''}`;
  return path.slice(1, 200) || '.';
}

/** What RxDB keeps beside a document (`_rev`, `_meta`, `_attachments`, `_deleted`) is not part of it. */
export function withoutMeta(document: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(document).filter(([key]) => !key.startsWith('_')));
}

/** Does an aggregate have what its fold reads? @returns the path of the first fault */
export const aggregateFault = (kind: AggregateKind, document: JsonObject): string | undefined =>
  fault(validator(shape, kind, AGGREGATE_SHAPES[kind]), document);

/** Does the document, with its index fields, fit its schema? @returns the path of the first fault */
export const schemaFault = (collection: ReplicatedName, document: JsonObject): string | undefined =>
  fault(validator(whole, collection, SCHEMAS[collection]), document);

/** The whole document with the index fields of the hub's own fold. @throws where the events cannot be folded */
export function foldedDocument(kind: AggregateKind, aggregate: AnyAggregate): JsonObject {
  const of = <T>(): T => aggregate as unknown as T;
  switch (kind) {
    case 'orders':
      return { ...orderDoc(of<OrderDoc>()) };
    case 'shipments':
      return { ...shipmentDoc(of<ShipmentDoc>()) };
    case 'waybills':
      return { ...waybillDoc(of<WaybillDoc>()) };
    case 'cases':
      return { ...caseDoc(of<CaseDoc>()) };
  }
}

/** Lanes and states in which nobody has anything to do any more. */
const ENDED: Readonly<Record<AggregateKind, readonly string[]>> = {
  orders: ['shipped', 'closed'],
  shipments: ['gone', 'void'],
  waybills: ['USED', 'VOIDED'],
  cases: ['done'],
};

/** Must every station of the site have it, however old it is? */
export function isOpen(collection: ReplicatedName, document: JsonObject): boolean {
  if (!isAggregate(collection)) return collection !== 'journal' && collection !== 'files';
  const lane = collection === 'waybills' ? document['state'] : document['lane'];
  return !ENDED[collection].includes(String(lane));
}

/** The row as the store takes it. @param document whole, with index fields and without RxDB's */
export function storedRow(collection: ReplicatedName, document: JsonObject, writer: string): NewDocument {
  return {
    collection,
    id: String(document['id']),
    fingerprint: fingerprintOf(document),
    writer,
    open: isOpen(collection, document),
    document,
  };
}

export const isReplicated = (name: string): name is ReplicatedName =>
  (REPLICATED as readonly string[]).includes(name);
