import { classifyScan, type Classified } from '../../../../shared/codec/index.ts';
import { currentBase, addUnit, decideUnit, remainingBySku } from '../../../../shared/domain/index.ts';
import { canonicalCode } from '../../../../shared/intake/index.ts';
import type { CodeMatch } from '../catalogue.ts';
import type { Bench } from './bench.ts';
import { dayAt, serialOwner, traced } from './traces.ts';
import { runCommand } from './commands.ts';
import { takeReturned } from './help.ts';
import { complete, labelScan } from './labelling.ts';
import { productCode } from './lookup.ts';
import { openParcel } from './opening.ts';
import { fillTote, offerTote } from './totes.ts';
import { blockOf, stopOf } from './refusals.ts';
import type { Live, Say, ScanInput } from './types.ts';

type Readable = Exclude<Classified, { kind: 'invalid' }>;

/** What a scan means in the step in which the bench is. */
export async function takeScan(bench: Bench, say: Say, input: ScanInput): Promise<void> {
  const classified: Classified = input.invalid
    ? { kind: 'invalid', source: input.source, reason: 'encoding', length: input.text.length }
    : classify(input);
  if (classified.kind === 'command') return runCommand(bench, say, classified.name, classified.arg);
  if (bench.stop) return bench.repeat(say);
  if (classified.kind === 'invalid') {
    const { length } = classified;
    const reason = input.invalid ?? classified.reason;
    return bench.raise(say, 'unreadable', { data: { reason, length, ...hintOf(input) } });
  }
  if (classified.kind === 'badge') return signIn(bench, say, classified.id);
  if (bench.mode === 'handover') return bench.deps.handover.scan(bench, say, classified);
  const { live } = bench;
  if (!live) return openScan(bench, say, classified);
  return live.step === 'checking'
    ? checkScan(bench, say, live, classified)
    : labelScan(bench, say, live, classified);
}

/** Is it the badge of somebody? Gun or keyboard alike. */
export const isBadge = (text: string): boolean => classifyScan({ text, source: 'wedge' }).kind === 'badge';

/** A badge is heard in every state of the bench where everybody signs in: nothing else opens it. */
export async function takeBadge(bench: Bench, say: Say, input: ScanInput): Promise<boolean> {
  if (!bench.deps.access.closed() || input.invalid) return false;
  const scan = classify(input);
  if (scan.kind !== 'badge') return false;
  if (bench.deps.people.byBadge(scan.id)) await signIn(bench, say, scan.id);
  else say('not_allowed', { reason: 'badge_unknown' });
  return true;
}

async function signIn(bench: Bench, say: Say, badge: string): Promise<void> {
  const { people, access } = bench.deps;
  const person = people.byBadge(badge);
  if (!person) return bench.raise(say, 'unknown_code', { got: { code: badge }, data: { reason: 'badge' } });
  // Unless everybody signs in, the badge alone says who it is.
  const answer = access.badge(bench.id, person);
  if (answer === 'pin_asked') return say('info', { reason: answer, name: person.name });
  if (answer !== 'signed_in') return say('not_allowed', { reason: answer });
  bench.operator = person.id;
  say('operator', { name: person.name });
  await bench.remember();
}

async function openScan(bench: Bench, say: Say, scan: Readable): Promise<void> {
  if (bench.returning) return takeReturned(bench, say, scan.text);
  const target = await bench.lookup.target(scan);
  const got = { code: scan.text };
  if (target?.kind === 'shipment') {
    return bench.tote === undefined || scan.kind === 'tote'
      ? openParcel(bench, say, target.id, target.via, target)
      : fillTote(bench, say, target.id);
  }
  if (scan.kind === 'tote') return offerTote(bench, say, scan.id);
  if (target?.kind === 'order') {
    const reason = await bench.deps.orders.whyNotPackable(target.id);
    return bench.raise(say, 'not_packable', { got, data: { order: target.id, reason } });
  }
  if (target?.kind === 'waybill') {
    const { number, order } = target.doc;
    return bench.raise(say, 'not_here', { got, data: { number, order } });
  }
  const product = await bench.lookup.product(scan);
  if (product) {
    return bench.raise(say, 'not_allowed', {
      got: { ...got, sku: product.sku },
      data: { reason: 'open_order_first' },
    });
  }
  const known = scan.kind === 'order' || scan.kind === 'shipment' || scan.waybills.length > 0;
  return bench.raise(say, known ? 'not_here' : 'unknown_code', { got });
}

async function checkScan(bench: Bench, say: Say, live: Live, scan: Readable): Promise<void> {
  const match: CodeMatch | undefined =
    live.codes.get(productCode(scan)) ?? (isOwnCode(scan) ? undefined : await bench.lookup.product(scan));
  if (match) return checkUnit(bench, say, live, scan, match);
  const target = await bench.lookup.target(scan);
  if (target?.kind === 'shipment' && target.id === live.parcel.doc.id) {
    return say('info', { reason: 'already_open' });
  }
  const expected = remainingBySku(currentBase(live.parcel.doc).lines, live.tally);
  const got = { code: scan.text };
  if (target) return bench.raise(say, 'not_allowed', { expected, got, data: { reason: 'order_open' } });
  return bench.raise(say, 'unknown_code', { expected, got });
}

async function checkUnit(
  bench: Bench,
  say: Say,
  live: Live,
  scan: Readable,
  match: CodeMatch,
): Promise<void> {
  const code = scan.text;
  const { count, trace } = traced(scan);
  const blocked = blockOf(live.parcel);
  if (blocked) {
    const { kind, data } = stopOf(blocked);
    return bench.raise(say, kind, { got: { code, sku: match.sku }, data });
  }
  const { lines } = currentBase(live.parcel.doc);
  const decision = decideUnit(lines, live.tally, {
    code,
    sku: match.sku,
    n: match.n * count,
    multiplier: bench.multiplier,
    quantityEntry: live.products.get(match.sku)?.quantityEntry ?? false,
    trace,
    traces: live.products.get(match.sku)?.traces ?? [],
    today: dayAt(bench.deps.ctx.clock.now()),
  });
  bench.multiplier = 1;
  if (decision.kind === 'stop') {
    const { kind, ...detail } = decision.stop;
    return bench.raise(say, kind, detail);
  }
  const other = await serialOwner(bench, live, match.sku, trace.serial);
  if (other !== undefined) {
    const expected = remainingBySku(lines, live.tally);
    return bench.raise(say, 'serial_used', {
      expected,
      got: { code, sku: match.sku },
      data: { serial: trace.serial ?? '', order: other },
    });
  }
  const unit = { sku: decision.sku, n: decision.n, ...trace };
  const { id, saved } = bench.journal.unit(
    live.session,
    { ...unit, code: canonicalCode(code) },
    bench.actor(),
  );
  live.tally = addUnit(lines, live.tally, { kind: 'unit', id, ...unit });
  live.line = decision.line;
  bench.today().units += decision.n;
  const remaining = live.tally.total - live.tally.checked;
  const counts = { ...unit, remaining };
  if (!decision.completes) {
    say('unit_ok', counts);
    await saved;
    // The label is drawn while the packer reaches for the last unit, so that the last scan only sends bytes.
    if (counts.remaining === 1) bench.deps.prints.prepareLabel(live.parcel);
    return;
  }
  say('order_complete', counts);
  live.completedAt = bench.last?.scannedAt;
  await saved;
  await complete(bench, say, live);
}

const classify = ({ text, source, symbology }: ScanInput): Classified =>
  classifyScan({ text, source, ...(symbology === undefined ? {} : { symbology }) });

const hintOf = ({ hint }: ScanInput): { hint?: string } => (hint === undefined ? {} : { hint });

/** Our own codes are never product codes, so no look-up is lost on them. */
const isOwnCode = (scan: Readable): boolean =>
  scan.kind === 'order' || scan.kind === 'shipment' || scan.kind === 'tote';
