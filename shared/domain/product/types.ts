import type { Money } from '../order/types.ts';

/** 序列号, 批号, 有效期 of a unit. */
export const TRACES = ['serial', 'lot', 'expiry'] as const;
export type Trace = (typeof TRACES)[number];

/** A product as the station knows it: a snapshot of the shop's master data, replaced by the next import. */
export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly variant?: string;
  /** GTINs and other codes; `n` units per scan (a case code counts n). */
  readonly codes: readonly { readonly code: string; readonly n: number }[];
  readonly weightGrams?: number;
  /** Storage location, e.g. `A-01-03`. */
  readonly location?: string;
  readonly marks: readonly ('fragile' | 'cold_chain')[];
  /** True where ×N may be used instead of scanning every unit. */
  readonly quantityEntry: boolean;
  /** What must be captured of every unit; comes with the scan of a GS1 code. Missing = nothing. */
  readonly traces?: readonly Trace[];
  /** Components, where this SKU is a kit. */
  readonly kit?: readonly { readonly sku: string; readonly qty: number }[];
  readonly kind: 'goods' | 'service' | 'charge';
  /** List price (REV-04). */
  readonly price?: Money;
  /** 已下架: not sold any more (REV-03, INT-14). */
  readonly delisted?: boolean;
  /** Key of a picture in the station's picture folder or `files` collection. */
  readonly picture?: string;
}
