import type { SameKeys } from '../types.ts';
import type { olderZh } from '../zh/older.ts';

export const olderEn: SameKeys<typeof olderZh> = {
  title: 'Older orders (on the hub)',
  sub: 'No longer at this station; for reading only. Found by the whole order number, waybill number, phone number or name.',
  searching: 'Searching on the hub…',
  none: 'No older orders on the hub.',
  more: 'There are more: please be more precise.',
  chip: 'On the hub',
  offline: 'The hub cannot be reached; older orders are not shown.',
  unknown: 'This hub cannot search older orders yet: it needs to be updated.',
  failed: 'Older orders cannot be searched now: {{why}}',
  from: 'This order comes from the hub and is no longer at this station: for reading only, it is not kept here.',
  notThere: 'It is neither here nor on the hub.',
};
