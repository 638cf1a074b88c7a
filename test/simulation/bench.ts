import {
  closeParcel,
  decideShipment,
  type ShipmentContext,
  type ShipmentEventDraft,
  type ShipmentFacts,
} from '../../shared/domain/index.ts';
import { waybillDoc } from '../../shared/schema/derive.ts';
import type { ManifestDoc, ShipmentDoc, WaybillDoc } from '../../shared/schema/index.ts';
import { orderState, shipmentState, SYS, waybillState, type Desk, type EventDraft } from './desk.ts';

/** The bench: parcels are opened, checked, numbered, labelled, handed over. Ids of effects are made as the station makes them. */

const FACTS: ShipmentFacts = {
  unitsComplete: true,
  weight: { stable: true, inTolerance: true },
  manifestCarrier: 'sf',
  numberTaken: false,
};

function contextOf(desk: Desk, doc: ShipmentDoc): ShipmentContext {
  const orders = doc.base.orders.flatMap((id) => {
    const order = desk.get('orders', id);
    return order ? [{ id, state: orderState(order) }] : [];
  });
  return { actor: desk.person, orders, facts: FACTS };
}

/** The next step of some parcel that this bench has or may take. */
export async function pack(desk: Desk): Promise<void> {
  const open = desk.all('shipments').filter((doc) => doc.lane !== 'gone' && doc.lane !== 'void');
  if (open.length === 0) return;
  // Packers go on with what they have begun.
  const own = open.filter((doc) => doc.events.some((e) => e.type === 'opened' && e.station === desk.station));
  const doc = desk.random.pick(own.length > 0 && desk.random.chance(0.7) ? own : open);
  const state = shipmentState(doc);
  const { base } = doc;
  const units = base.lines.reduce((sum, line) => sum + line.qty, 0);
  const bench = `${desk.station}-B1`;
  const number = state.waybill?.number ?? '';
  const context = contextOf(desk, doc);

  const step = async (draft: ShipmentEventDraft, id?: string): Promise<boolean> => {
    const decided = decideShipment(state, base, draft, context);
    if (!decided.ok) return false;
    await desk.append(
      'shipments',
      doc.id,
      decided.value.map((each) => ({ ...each, ...(id ? { id } : {}) })),
      desk.person,
    );
    return true;
  };

  if (desk.random.chance(0.12)) {
    await step(
      desk.random.pick<ShipmentEventDraft>([
        { type: 'aborted', data: { reason: 'short' } },
        { type: 'reopened', data: { reason: 'again' } },
        { type: 'voided', data: { reason: 'lost' } },
        { type: 'label_voided', data: { number, reason: 'torn' } },
        { type: 'recalled', data: { reason: 'hold' } },
        { type: 'exception_closed', data: { exception: state.exceptions[0]?.id ?? '', note: 'seen' } },
        { type: 'allocated', data: { bench } },
      ]),
    );
    return;
  }
  switch (state.status) {
    case 'QUEUED':
    case 'ALLOCATED':
    case 'PICKED':
      await step({ type: 'opened', data: { bench, mode: 'label_last' } });
      return;
    case 'CHECKING':
      await journal(desk, state.session ?? '');
      await step({ type: 'checked', data: { units } }, `checked:${state.session}`);
      return;
    case 'CHECKED':
    case 'PACKED':
    case 'WEIGHED': {
      if (!state.waybill) return bindNumber(desk, doc);
      if (state.printedJobs.length === 0) {
        const job = desk.id();
        await step({ type: 'label_printed', data: { job, number } }, `label_printed:${job}`);
        return;
      }
      const closed = closeParcel(state, base, { number }, context);
      if (!closed.ok) return;
      const named = closed.value.map((draft) => ({
        ...draft,
        id: `${draft.type}:${state.session}:${number}`,
      }));
      await desk.append('shipments', doc.id, named, desk.person);
      const printed = { type: 'printed', data: { job: state.printedJobs[0] ?? '' }, id: `printed:${number}` };
      await noteNumber(desk, `sf:${number}`, printed);
      await desk.barrier();
      return;
    }
    default:
      return;
  }
}

/** The first free number of the pool, else one of the station's own series. The number knows its parcel first. */
async function bindNumber(desk: Desk, parcel: ShipmentDoc): Promise<void> {
  const free = desk
    .all('waybills')
    .filter(
      (doc) => doc.state === 'FREE' || (doc.state === 'LEASED' && waybillState(doc).station === desk.station),
    )
    .sort((a, b) => (a.number < b.number ? -1 : 1));
  const own = desk.random.chance(0.4) || free.length === 0;
  const number = own ? `PL${desk.station}${desk.id()}` : (free[0]?.number ?? '');
  const id = `sf:${number}`;
  if (own) await desk.insert('waybills', freshNumber(desk.site, number, 'own'));
  await noteNumber(desk, id, {
    type: 'bound',
    data: { shipment: parcel.id },
    id: `bound:${id}:${parcel.id}`,
  });
  const doc = desk.get('waybills', id);
  if (doc?.shipment !== parcel.id) return;
  const now = desk.get('shipments', parcel.id) ?? parcel;
  const data = { carrier: 'sf', number, source: doc.base.source };
  const decided = decideShipment(
    shipmentState(now),
    now.base,
    { type: 'waybill_bound', data },
    contextOf(desk, now),
  );
  if (decided.ok) await desk.append('shipments', parcel.id, decided.value, desk.person);
}

export function freshNumber(site: string, number: string, source: 'own' | 'pool' | 'file'): WaybillDoc {
  return waybillDoc({ id: `sf:${number}`, site, base: { carrier: 'sf', number, source }, events: [] });
}

const noteNumber = (desk: Desk, id: string, draft: EventDraft): Promise<void> =>
  desk.append('waybills', id, [draft], desk.person);

async function journal(desk: Desk, session: string): Promise<void> {
  const at = desk.hlc.next();
  const bench = `${desk.station}-B1`;
  const entry = {
    id: `${bench}:${at}`,
    site: desk.site,
    bench,
    session,
    kind: 'unit',
    at,
    by: desk.person.id,
    data: {},
  };
  await desk.insert('journal', entry);
}

/** Everything staged leaves on one list. The list is what counts; its effects are written again where a crash came between. */
export async function handOver(desk: Desk): Promise<void> {
  const staged = desk.all('shipments').filter((doc) => doc.lane === 'staged');
  const manifest = `MF-${desk.station}-${desk.id()}`;
  const leaving = staged.filter((doc) => {
    const data = { manifest, courier: 'Li', at: desk.now() };
    return decideShipment(shipmentState(doc), doc.base, { type: 'handed_over', data }, contextOf(desk, doc))
      .ok;
  });
  if (leaving.length === 0) return;
  const list: ManifestDoc = {
    id: manifest,
    site: desk.site,
    carrier: 'sf',
    state: 'closing',
    startedAt: desk.now(),
    bench: 'B1',
    courier: 'Li',
    by: desk.person.id,
    scanned: leaving.map((doc) => ({ shipment: doc.id, number: doc.waybill, at: desk.now() })),
    missing: [],
    foreign: [],
  };
  await putManifest(desk, list);
  await desk.barrier();
  await carryOut(desk, list);
}

const putManifest = (desk: Desk, list: ManifestDoc): Promise<void> =>
  desk.put('files', { id: list.id, kind: 'manifest', at: list.startedAt, data: { ...list } } as {
    id: string;
  });

async function carryOut(desk: Desk, list: ManifestDoc): Promise<void> {
  const shipper = { id: list.by, roles: ['SHP' as const] };
  for (const { shipment, number, at } of list.scanned) {
    const data = { manifest: list.id, courier: list.courier, at };
    const id = `handed_over:${list.id}:${shipment}`;
    await desk.append('shipments', shipment, [{ type: 'handed_over', data, id }], shipper);
    const used = { type: 'used', data: { manifest: list.id }, id: `used:sf:${number}` };
    await desk.append('waybills', `sf:${number}`, [used], shipper);
    for (const order of desk.get('shipments', shipment)?.base.orders ?? [])
      await shipWhenComplete(desk, order);
  }
  await putManifest(desk, { ...list, state: 'closed', closedAt: desk.now() });
}

async function shipWhenComplete(desk: Desk, order: string): Promise<void> {
  const parcels = desk.all('shipments').filter((doc) => doc.order === order && doc.lane !== 'void');
  if (parcels.length === 0 || parcels.some((doc) => doc.lane !== 'gone')) return;
  const shipped = parcels.map((doc) => ({
    shipment: doc.id,
    carrier: doc.carrier,
    number: doc.waybill,
    at: desk.now(),
  }));
  await desk.append(
    'orders',
    order,
    [{ type: 'shipped', data: { parcels: shipped }, id: `shipped:${order}` }],
    SYS,
  );
}

/** What a start completes: lists whose effects a crash cut short. */
export async function heal(desk: Desk): Promise<void> {
  for (const doc of desk.all('files')) {
    const list = doc.data as unknown as ManifestDoc;
    if (doc.kind === 'manifest' && list.state === 'closing') await carryOut(desk, list);
  }
}
