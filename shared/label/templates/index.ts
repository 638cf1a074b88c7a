import type { LabelTemplate } from '../template.ts';
import { express76x130 } from './narrow.ts';
import { slip100x150, slip76x130 } from './slips.ts';
import { express100x150, express100x180, express4x6 } from './wide.ts';

/** The label templates that the product brings, narrow paper first. */
export const builtInTemplates: readonly LabelTemplate[] = [
  express76x130,
  express100x150,
  express100x180,
  express4x6,
];

/** Slip templates to start from; without one, slips flow over the paper that is in the printer (documents/slip.ts). */
export const builtInSlips: readonly LabelTemplate[] = [slip76x130, slip100x150];

/** A template that the product brings, of either kind. */
export const findTemplate = (id: string): LabelTemplate | undefined =>
  [...builtInTemplates, ...builtInSlips].find((template) => template.id === id);
