import type { EpochMs } from '../../base/index.ts';
import type { AssignedTo, OrderEventMap } from '../order/types.ts';
import { NODES_ENTRY } from './patterns.ts';

type Assigned = OrderEventMap['assigned'];

/** What departments have to do with a special order, from one entry of `allocation.nodes` for each flag. */
export function nodesFor(
  entries: readonly string[],
  flags: readonly string[],
  from: EpochMs,
): (Assigned & { readonly due: EpochMs })[] {
  return entries.flatMap((entry) => {
    if (!NODES_ENTRY.test(entry)) return [];
    const [flag = '', steps = ''] = entry.split('>').map((part) => part.trim());
    if (!flags.includes(flag)) return [];
    return steps.split(',').map((step) => {
      const [department = '', given = ''] = step.split('=').map((part) => part.trim());
      const [hours = '', person] = given.split('@');
      return {
        assignment: `${flag}:${department}`,
        department: department as AssignedTo,
        ...(person === undefined ? {} : { person }),
        task: flag,
        due: from + Number(hours) * 3_600_000,
        rule: entry,
      };
    });
  });
}
