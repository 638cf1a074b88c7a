import type { MethodInput } from '../../../shared/contract/index.ts';
import type { TestBench } from '../station/harness.ts';
import { orderOf } from '../station/shop.ts';

type Act = MethodInput<'alter.act'>['act'];

/** What the card "changes and shortage" of an order asks for. */
export const alter = (bench: TestBench, no: string, act: Act, note?: string, operator = bench.operator) =>
  bench.call('alter.act', {
    order: no.includes(':') ? no : orderOf(no),
    operator,
    act,
    ...(note === undefined ? {} : { note }),
  });

export async function altered(bench: TestBench, no: string) {
  const view = await bench.call('alter.view', { order: no.includes(':') ? no : orderOf(no) });
  if (!view.ok) throw new Error(view.code);
  return view.value;
}

export const casesOf = (bench: TestBench, no: string) =>
  bench.call('cases.ofOrder', { order: no.includes(':') ? no : orderOf(no) });

/** Hands over everything that stands ready for a carrier. */
export async function handOver(bench: TestBench, carrier = 'OWN'): Promise<void> {
  await bench.command('HANDOVER', carrier);
  await bench.command('ALL');
  const finished = await bench.command('FINISH');
  if (finished.kind !== 'handover_finished') throw new Error(JSON.stringify(finished));
}
