export * from './data.ts';
export * from './display.ts';
export * from './template.ts';
export type { Symbology } from './barcode.ts';
export type { Font, Measure } from './text.ts';
export { formatMoney, formatTime, groupDigits } from './bindings.ts';
export { layoutLabel } from './layout.ts';
export type { LayoutOptions } from './layout.ts';
export { builtInTemplates, findTemplate } from './templates/index.ts';
