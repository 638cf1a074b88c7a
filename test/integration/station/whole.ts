import { hlcMs } from '../../../shared/base/index.ts';
import { foldShipment } from '../../../shared/domain/index.ts';
import type { PrintJob } from '../../../shared/domain/print-job/index.ts';
import { foldWaybill } from '../../../shared/domain/waybill/index.ts';
import type { Database } from '../../../electron/station/database/index.ts';

/**
 * Acts of which a data folder holds one half only. One act writes several documents (shipment, waybill, print ledger, the
 * bench's count); a crash may fall between them, the next start carries them out to the end. To be asked after that start.
 * @returns one line for each half that has no other half
 */
export async function halves(db: Database): Promise<string[]> {
  const wrong: string[] = [];
  const shipments = new Map((await db.shipments.find({ selector: {} })).map((doc) => [doc.id, doc]));
  const waybills = new Map((await db.waybills.find({ selector: {} })).map((doc) => [doc.id, doc]));
  const jobs = (await db.prints.find({ selector: {} })).map((doc) => doc.job as unknown as PrintJob);
  const labels = jobs.filter((job) => job.kind === 'label');
  const count = (await db.config.get('bench:B1'))?.value['today'] as
    { day: string; parcels: number } | undefined;
  const today = count?.day ?? dayOf(Date.now());
  let closed = 0;

  for (const doc of shipments.values()) {
    const state = foldShipment(doc);
    const { waybill: bound } = state;
    const own = labels.filter((job) => job.shipment === doc.id && job.waybill === bound?.number);
    const isClosed = doc.lane === 'staged' || doc.lane === 'gone';
    const labelled = doc.events.findLast((event) => event.type === 'labelled');
    if (isClosed && labelled && dayOf(hlcMs(labelled.at)) === today) closed += 1;
    const says = (what: string): void => void wrong.push(`${doc.id} ${state.status}: ${what}`);
    if (bound) {
      const number = waybills.get(`${bound.carrier}:${bound.number}`);
      if (!number) says(`its number ${bound.number} is unknown`);
      else if (number.shipment !== doc.id)
        says(`its number ${bound.number} is bound to '${number.shipment}'`);
      const numberState = number ? foldWaybill(number).state : 'FREE';
      if (isClosed && numberState !== 'PRINTED' && numberState !== 'USED')
        says(`closed, and its number is ${numberState}`);
    } else if (isClosed) says('closed without a number');
    const last = own.filter((job) => job.state !== 'voided').at(-1);
    if (isClosed && last && last.state !== 'confirmed') says(`closed, and its label is ${last.state}`);
    for (const job of own) {
      if (job.state === 'confirmed' && !isClosed) says(`label ${job.id} is confirmed, the parcel not closed`);
      const known = state.printedJobs.includes(job.id);
      if ((job.state === 'sent' || job.state === 'confirmed') && !known)
        says(`label ${job.id} is ${job.state}, the shipment does not know it`);
      if (job.state === 'queued' && known)
        says(`label ${job.id} waits, the shipment says that it is printed`);
    }
  }
  for (const doc of waybills.values()) {
    if (doc.shipment === '' || doc.state === 'VOIDED') continue;
    const shipment = shipments.get(doc.shipment);
    if (shipment?.waybill !== doc.number)
      wrong.push(
        `number ${doc.number} is bound to ${doc.shipment}, which has '${shipment?.waybill ?? 'nothing'}'`,
      );
  }
  for (const job of labels) {
    if (job.shipment === undefined || !shipments.has(job.shipment))
      wrong.push(`label ${job.id} of no shipment`);
  }
  if ((count?.parcels ?? 0) !== closed)
    wrong.push(`the bench counts ${count?.parcels ?? 0} parcels today, ${closed} are closed`);
  return wrong;
}

const dayOf = (ms: number): string => new Date(ms).toDateString();
