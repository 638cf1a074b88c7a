import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export const FAULTS = {
  wrong_item: 'a product that is not in the order',
  surplus: 'more units than ordered',
  unknown_code: 'a code that nothing here knows',
  unreadable: 'torn bytes, control characters, 5,000 characters',
  hostile: 'printer commands, HTML or SQL in a code',
  during_stop: 'a right unit scanned while a stop stands',
  other_order: 'another order scanned while one is open',
  wrong_label: "another parcel's label scanned back",
  label_not_scanned: 'next order before the label was scanned back',
  printer_not_ready: 'the printer refuses, and comes back',
  print_unknown_yes: 'the line breaks, the label came out',
  print_unknown_no: 'the line breaks, nothing came out',
  missing_routing: 'a routed carrier without 三段码',
  no_waybill: 'no number for the parcel',
  held: 'an order on hold',
  cancel_requested: 'the buyer cancels while the order is packed',
  address_changed: 'the address changes while the order is packed',
  unpaid: 'an order that was not released',
  already_done: 'a packed order scanned again',
  foreign_parcel: 'a parcel of another pickup',
  missing_parcel: 'a parcel that is not in the pickup',
  cancelled_at_handover: 'the buyer cancels a packed parcel',
} as const;
export type Fault = keyof typeof FAULTS;

export interface FaultTable {
  /** Counts an injected fault. @returns to be called with whether the bench caught it, and what it did instead */
  inject(fault: Fault, where: string): (caught: boolean, instead?: string) => void;
  readonly rows: readonly { fault: Fault; injected: number; caught: number; missed: number }[];
  readonly missed: readonly string[];
  print(path: string, extra: readonly string[]): void;
}

export function createFaultTable(): FaultTable {
  const counts = new Map<Fault, { injected: number; caught: number }>();
  const missed: string[] = [];
  const rows = () =>
    (Object.keys(FAULTS) as Fault[]).map((fault) => {
      const { injected, caught } = counts.get(fault) ?? { injected: 0, caught: 0 };
      return { fault, injected, caught, missed: injected - caught };
    });
  return {
    inject(fault, where) {
      const row = counts.get(fault) ?? { injected: 0, caught: 0 };
      row.injected += 1;
      counts.set(fault, row);
      return (caught, instead = '') => {
        if (caught) row.caught += 1;
        else missed.push(`${fault} at ${where}: ${instead}`);
      };
    },
    get rows() {
      return rows();
    },
    missed,
    print(path, extra) {
      const lines = [
        `${'fault'.padEnd(23)}${'injected'.padStart(9)}${'caught'.padStart(8)}${'missed'.padStart(8)}  what`,
        ...rows().map(
          (row) =>
            `${row.fault.padEnd(23)}${String(row.injected).padStart(9)}${String(row.caught).padStart(8)}` +
            `${String(row.missed).padStart(8)}  ${FAULTS[row.fault]}`,
        ),
        '',
        ...extra,
      ];
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${lines.join('\n')}\n`);
      process.stdout.write(`\n${lines.join('\n')}\n`);
    },
  };
}
