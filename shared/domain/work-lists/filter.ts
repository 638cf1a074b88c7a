import type { LogisticsStatus, OrderFlag, OrderStatus, PaymentStatus } from '../order/types.ts';

/** What narrows a list down. All that is given must hold; of several values in one field any will do. */
export interface WorkFilter {
  /** Number, SKU, product (also by pinyin or its initials), whole name, whole phone number or its last four digits. */
  readonly text?: string | undefined;
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly payments?: readonly PaymentStatus[] | undefined;
  readonly logistics?: readonly LogisticsStatus[] | undefined;
  /** All of them must be set. */
  readonly flags?: readonly OrderFlag[] | undefined;
  readonly withoutFlags?: readonly OrderFlag[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly carriers?: readonly string[] | undefined;
  readonly departments?: readonly string[] | undefined;
  /** Actor ids; '' = nobody. */
  readonly persons?: readonly string[] | undefined;
  readonly cod?: boolean | undefined;
  /** Only what is late by the list's limit. */
  readonly late?: boolean | undefined;
  /** Epoch ms, from (inclusive) and to (exclusive). */
  readonly orderedFrom?: number | undefined;
  readonly orderedTo?: number | undefined;
  readonly shipByTo?: number | undefined;
  /** Minor units. */
  readonly totalFrom?: number | undefined;
  readonly totalTo?: number | undefined;
  readonly unitsFrom?: number | undefined;
  readonly unitsTo?: number | undefined;
}

/** `due`: urgent first, then the deadline, then the age; `age`: since when it waits, longest first. */
export const WORK_SORTS = ['due', 'age', 'ordered', 'number', 'total', 'units', 'person'] as const;
export type WorkSort = (typeof WORK_SORTS)[number];
