import type { FoldConflict } from '../event.ts';
import type { LogisticsReport } from './fold-logistics.ts';
import type { OrderBase, OrderState, OrderStatus, PaymentStatus } from './types.ts';

/** What the fold of an order keeps while it goes through the events. */
export interface Work {
  status: OrderStatus;
  current: OrderBase;
  draft?: string;
  draftReturned?: string;
  changes: { id: string; by: string }[];
  payment: PaymentStatus;
  reports: LogisticsReport[];
  holds: { id: string; reason: string; by: string }[];
  conflicts: FoldConflict[];
  closed: Set<string>;
  rule?: string;
  reason?: string;
  parcels: OrderState['parcels'][number][];
  children: readonly string[];
  split?: 'orders' | 'parcels';
  mergedInto?: string;
  cases: string[];
  closedCases: Set<string>;
  addressChanges: string[];
  cancelRequests: string[];
  erased: Set<string>;
  allocation?: NonNullable<OrderState['allocation']>;
  assignments: OrderState['assignments'][number][];
  promise?: NonNullable<OrderState['promise']>;
  chosenCarrier?: OrderState['chosenCarrier'];
  review?: NonNullable<OrderState['review']>;
  told: OrderState['told'][number][];
  noted: OrderState['noted'][number][];
  payments: OrderState['payments'][number][];
  reminders: number[];
  paidBy?: string;
  shippedByChannel: boolean;
}

export const start = (base: OrderBase): Work => ({
  status: base.intake === 'manual' ? 'DRAFT' : 'RECEIVED',
  current: base,
  changes: [],
  payment: base.payment,
  reports: [],
  holds: [],
  conflicts: [],
  closed: new Set(),
  parcels: [],
  children: [],
  cases: [],
  closedCases: new Set(),
  addressChanges: [],
  cancelRequests: [],
  erased: new Set(),
  assignments: [],
  told: [],
  noted: [],
  payments: [],
  reminders: [],
  shippedByChannel: false,
});

/** The goods are on their way, or beyond. */
export const LEFT: readonly OrderStatus[] = ['SHIPPED', 'DELIVERED', 'COMPLETED', 'ARCHIVED'];
