export { createDeskIndex, type DeskIndex, type DeskIndexOptions } from './desk-index.ts';
export { askedPhones, hashOf } from './index-rows.ts';
export { deskIndexFile, dropDeskIndex } from './place.ts';
export { plainNumber } from './words.ts';
export type { Asked, FoundRow, Hit, IndexStore, Limits, ListCount, RowsQuery } from './types.ts';
