import type { BenchView } from '../../../../shared/contract/index.ts';
import type { Push } from '../context.ts';

/** A bench for somebody who has not signed in: that it is there, and how its devices are. */
export const blindBench = (view: BenchView): BenchView => ({
  ...view,
  operator: null,
  session: null,
  stop: null,
  last: null,
  closed: null,
  handover: null,
  queue: { ...view.queue, next: [] },
});

/** Which events a window gets to see before anybody has signed in there. */
export function shownTo(push: Push): unknown {
  switch (push.event) {
    case 'bench':
      return blindBench(push.value as BenchView);
    // Where no work may be done nobody hears how it went, but a badge that was scanned here must be answered.
    case 'verdict':
      return push.value.kind === 'info' || push.value.kind === 'not_allowed'
        ? { ...push.value, data: said(push.value.data) }
        : undefined;
    case 'settings':
      return { ...push.value, sender: null };
    case 'fatal':
    case 'upkeep':
    case 'sync':
      return push.value;
    default:
      return undefined;
  }
}

const said = (data: BenchData): BenchData =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name === 'reason' || name === 'name'));
type BenchData = Readonly<Record<string, string | number | boolean | null>>;
