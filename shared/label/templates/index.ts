import type { LabelTemplate } from '../template.ts';
import { express76x130 } from './narrow.ts';
import { express100x150, express100x180, express4x6 } from './wide.ts';

/** The label templates that the product brings, narrow paper first. */
export const builtInTemplates: readonly LabelTemplate[] = [
  express76x130,
  express100x150,
  express100x180,
  express4x6,
];

export const findTemplate = (id: string): LabelTemplate | undefined =>
  builtInTemplates.find((template) => template.id === id);
