/** What a page may show a list of; told when one of its rows may have changed. */
export const LISTS = [
  'orders',
  'queue',
  'prints',
  'handover',
  'products',
  'rules',
  'cases',
  'stock',
  'customers',
  'notices',
  'work',
] as const;
