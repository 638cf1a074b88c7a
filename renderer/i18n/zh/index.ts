import { benchZh } from './bench.ts';
import { codesZh } from './codes.ts';
import { officeZh } from './office.ts';

/** The texts in Simplified Chinese; the shape that every other language must have. */
export const zh = { bench: benchZh, codes: codesZh, ...officeZh };
