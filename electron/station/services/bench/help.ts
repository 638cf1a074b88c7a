import { currentBase } from '../../../../shared/domain/index.ts';
import type { HoldReason } from '../../../../shared/domain/index.ts';
import type { OpenCase } from '../cases/index.ts';
import { receiveReturned } from '../cases/index.ts';
import type { Bench } from './bench.ts';
import { stopOf } from './refusals.ts';
import type { Live, Say } from './types.ts';

/**
 * What the bench tells the desk: that somebody is needed, what is lacking or broken, what came back. It only raises; others
 * decide (ruling 5).
 */

const CASE_OF: Readonly<Record<HoldReason, Pick<OpenCase, 'kind' | 'code'>>> = {
  SHORT: { kind: 'shortage', code: 'not_found' },
  DAMAGED: { kind: 'damage', code: 'found_at_bench' },
  QUALITY: { kind: 'damage', code: 'quality' },
  ADDRESS: { kind: 'wrong_information', code: 'address' },
  OTHER: { kind: 'other', code: 'held_at_bench' },
};

/** The line that the packer is at: the one scanned last, else the first that is not complete. */
function lineAt(live: Live) {
  const open = currentBase(live.parcel.doc).lines.filter(
    (line) => (live.tally.byLine.get(line.no) ?? 0) < line.qty,
  );
  return open.find((line) => line.no === live.line) ?? open[0];
}

/** A parcel was put aside: the case of it, with article, quantity and place (SHO-01), for each of its orders that it is about. */
export async function raiseHeld(bench: Bench, live: Live, reason: HoldReason): Promise<void> {
  const { cases } = bench.deps;
  const { kind, code } = CASE_OF[reason];
  const line = reason === 'SHORT' || reason === 'DAMAGED' || reason === 'QUALITY' ? lineAt(live) : undefined;
  const { orders, doc } = live.parcel;
  const holding = orders.filter(
    ({ state }) =>
      line === undefined || state.current.lines.some(({ sku }) => sku === (line.kit ?? line.sku)),
  );
  const about = holding[0] ?? orders[0];
  if (!about) return;
  await cases.open({
    id: `${kind}:${about.doc.id}:${line?.sku ?? ''}`,
    kind,
    code,
    order: about.doc.id,
    shipment: doc.id,
    sku: line?.sku,
    data:
      line === undefined
        ? { bench: bench.id }
        : {
            bench: bench.id,
            qty: line.qty - (live.tally.byLine.get(line.no) ?? 0),
            ...(line.location === undefined ? {} : { place: line.location }),
          },
    again: true,
    actor: bench.actor(),
  });
}

/** EXC-09: one key, whatever stands on the screen; the work goes on. */
export async function callHelp(bench: Bench, say: Say): Promise<void> {
  const { live, stop, deps } = bench;
  const order = live?.parcel.doc.base.orders[0];
  const opened = await deps.cases.open({
    id: `help:${live?.session ?? `${deps.ctx.station}/${bench.id}`}`,
    kind: 'incident',
    code: 'help_at_bench',
    priority: 'high',
    order,
    shipment: live?.parcel.doc.id,
    data: { bench: bench.id, station: deps.ctx.station, ...(stop ? { stop: stop.record.kind } : {}) },
    again: true,
    actor: bench.actor(),
  });
  if (!opened.ok) {
    const { kind, data } = stopOf(opened);
    return bench.raise(say, kind, { data });
  }
  say('info', { reason: 'help_called' });
}

/** EXC-12: the next code that is scanned is of a parcel that came back. */
export function awaitReturned(bench: Bench, say: Say): void {
  bench.returning = true;
  say('info', { reason: 'scan_returned' });
}

export async function takeReturned(bench: Bench, say: Say, text: string): Promise<void> {
  bench.returning = false;
  const received = await receiveReturned(bench.deps, { text, state: 'whole' }, bench.actor());
  if (!received.ok) {
    const { kind, data } = stopOf(received);
    return bench.raise(say, kind, { data });
  }
  const doc = await bench.deps.cases.get(received.value.id);
  const order =
    doc === undefined || doc.order === '' ? undefined : await bench.deps.ctx.db.orders.get(doc.order);
  say(
    'info',
    order ? { reason: 'returned_taken', order: order.channelOrderNo } : { reason: 'returned_unknown' },
  );
}
