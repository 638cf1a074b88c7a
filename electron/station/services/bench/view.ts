import type { BenchView, SessionView, StopView } from '../../../../shared/contract/index.ts';
import { currentBase, handlingOf, type Product } from '../../../../shared/domain/index.ts';
import type { PrintJob } from '../../../../shared/domain/print-job/index.ts';
import { privateOf, receiverBefore } from '../../../../shared/intake/index.ts';
import { maskedPerson } from '../papers.ts';
import { routingOf } from '../parcels.ts';
import type { Bench } from './bench.ts';
import type { Live } from './types.ts';
import { weighView } from './weighing.ts';

/** The read-model of a bench. Receivers are masked. */
export async function buildView(bench: Bench): Promise<BenchView> {
  const { deps } = bench;
  const today = bench.today();
  const operator = deps.people.list().find((person) => person.id === bench.operator);
  return {
    bench: bench.id,
    seq: bench.seq,
    savedSeq: bench.savedSeq,
    operator: operator ? { id: operator.id, name: operator.name, badge: operator.badge } : null,
    mode: bench.mode,
    session: bench.live ? sessionView(bench, bench.live) : null,
    stop: await stopView(bench),
    last: bench.last,
    closed: bench.closed,
    handover: bench.mode === 'handover' ? deps.handover.view(bench) : null,
    today: { parcels: today.parcels, units: today.units, stops: today.stops },
    queue: deps.queue.summary(),
    devices: [...deps.devices.health(), ...deps.scales.health()],
  };
}

function sessionView(bench: Bench, live: Live): SessionView {
  const { settings } = bench.deps;
  const { doc, state, orders } = live.parcel;
  const order = orders[0]?.doc;
  const { code, zh, en } = settings.carrier(state.waybill?.carrier ?? doc.base.carrier);
  const person = order && privateOf(order);
  const handling = handlingOf(doc);
  const { name, phone, address } = maskedPerson(person?.receiver);
  const before = order && receiverBefore(order);
  const base = currentBase(doc);
  const lines = base.lines.map((line) => ({
    no: line.no,
    sku: line.sku,
    name: line.name.slice(0, 200),
    variant: line.variant?.slice(0, 200) ?? null,
    qty: line.qty,
    checked: live.tally.byLine.get(line.no) ?? 0,
    location: line.location ?? null,
    kit: line.kit ?? null,
    picture: live.products.get(line.sku)?.picture ?? null,
    quantityEntry: live.products.get(line.sku)?.quantityEntry ?? false,
  }));
  const open = lines.find((line) => line.checked < line.qty);
  const touched = lines.find((line) => line.no === live.line && line.checked < line.qty);
  const waybill = state.waybill;
  return {
    shipment: doc.id,
    orders: orders.map(({ doc: each }) => ({
      id: each.id,
      channel: each.channel,
      channelOrderNo: each.channelOrderNo,
    })),
    carrier: { code, zh, en },
    mode: state.mode ?? 'label_last',
    step: live.step,
    labelSource: live.labelSource,
    urgent: handling.urgent,
    marks: [...handling.marks],
    cod: doc.base.cod ?? null,
    shipBy: state.shipBy ?? null,
    remark: person?.remark?.slice(0, 1000) ?? null,
    sellerNote: person?.sellerNote?.slice(0, 1000) ?? null,
    receiver: { name, phone, address },
    ...(before === undefined ? {} : { receiverBefore: { ...maskedPerson(before) } }),
    parcel: base.parcel,
    lines,
    units: { checked: live.tally.checked, total: live.tally.total },
    currentLine: (touched ?? open)?.no ?? null,
    multiplier: bench.multiplier,
    waybill: waybill
      ? {
          carrier: waybill.carrier,
          number: waybill.number,
          source: waybill.source,
          segments: routingOf(live.parcel)?.segments ?? null,
        }
      : null,
    label: labelView(bench, live),
    ...(live.weigh ? { weigh: weighView(live.weigh) } : {}),
    openedAt: live.openedAt,
  };
}

function labelView(bench: Bench, live: Live): SessionView['label'] {
  if (live.labelSource === 'external') return { state: 'external', job: null, copy: 0, code: null };
  const { job } = live;
  if (!job) return { state: 'none', job: null, copy: 0, code: null };
  const last = job.attempts.at(-1);
  const notSent = job.state === 'queued' && last?.outcome === 'not_sent';
  const state = notSent ? 'not_sent' : job.state === 'voided' ? 'none' : job.state;
  return { state, job: job.id, copy: job.copy, code: printerTrouble(bench, job) ?? last?.code ?? null };
}

/**
 * What the printer itself says, while its label is not in the hand yet: no paper, head open, pause, another station. Of a
 * label that was sent too: the printer holds it and prints it by itself.
 */
function printerTrouble(bench: Bench, job: PrintJob): string | undefined {
  if (job.state !== 'queued' && job.state !== 'sent') return undefined;
  const line = bench.deps.prints.line(job.printer);
  if (line.state === 'waiting') return 'printer_busy';
  return line.state === 'not_ready' ? line.code : undefined;
}

async function stopView(bench: Bench): Promise<StopView | null> {
  const { stop, live } = bench;
  if (!stop) return null;
  const { record } = stop;
  const skus = [
    ...record.expected.map((each) => each.sku),
    ...(record.got?.sku === undefined ? [] : [record.got.sku]),
  ];
  const missing = skus.filter((sku) => !live?.products.has(sku));
  const others: ReadonlyMap<string, Product> =
    missing.length === 0 ? new Map() : await bench.deps.catalogue.products(missing);
  const product = (sku: string) => live?.products.get(sku) ?? others.get(sku);
  const named = (sku: string) => ({
    sku,
    name:
      product(sku)?.name ??
      (live && currentBase(live.parcel.doc).lines.find((line) => line.sku === sku)?.name) ??
      sku,
    variant: product(sku)?.variant ?? null,
    picture: product(sku)?.picture ?? null,
  });
  const { got } = record;
  return {
    id: stop.number,
    kind: record.kind,
    repeats: stop.repeats,
    expected: record.expected.map(({ sku, remaining }) => ({ ...named(sku), remaining })),
    got: got
      ? {
          code: got.code.slice(0, 200),
          ...(got.sku === undefined
            ? { sku: null, name: null, variant: null, picture: null }
            : named(got.sku)),
        }
      : null,
    data: { ...record.data },
  };
}
