import type { Party } from '../domain/index.ts';

const FIRST = ['Ada', 'Ben', 'Cleo', 'Dan', 'Elsie', 'Finn', 'Grace', 'Hugo', 'Iris', 'Jack', 'Kate', 'Leo'];
const LAST = [
  'Archer',
  'Baker',
  'Carter',
  'Dyer',
  'Ellis',
  'Fletcher',
  'Gardener',
  'Hooper',
  'Joiner',
  'Mason',
  'Potter',
  'Smith',
];
const STREETS = [
  'Orchard Lane',
  'Mill Road',
  'Station Street',
  'Church Walk',
  'Harbour View',
  'Kiln Close',
  'Market Square',
];
const TOWNS = ['Eastbrook', 'Northmoor', 'Westhaven', 'Southfield', 'Millbridge', 'Oakminster'];

/** 32-bit FNV-1a: the same text gives the same number on every machine. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * A made-up receiver for trial data without names (Online Retail), the same for the same order number.
 * The phone is in the range that Ofcom keeps free for drama (07700 900000–900999).
 */
export function inventReceiver(orderNo: string, country: string): Party {
  const hash = hashText(orderNo);
  const pick = (list: readonly string[], shift: number): string => list[(hash >>> shift) % list.length] ?? '';
  return {
    name: `${pick(FIRST, 0)} ${pick(LAST, 5)}`,
    phone: `07700 900${String(hash % 1000).padStart(3, '0')}`,
    country: country === '' ? 'United Kingdom' : country,
    city: pick(TOWNS, 10),
    detail: `${1 + (hash % 180)} ${pick(STREETS, 14)}`,
    postcode: `ZZ${1 + (hash % 9)} ${1 + ((hash >>> 8) % 9)}ZZ`,
  };
}
