import type { Bitmap } from '../base/index.ts';

export type Symbology = 'code128' | 'ean13' | 'qr';

/** Dots; x to the right, y down, whole numbers. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Weight = 400 | 700;

/** One line of text, already fitted and free of characters that the font lacks. */
export interface TextItem {
  readonly kind: 'text';
  readonly text: string;
  /** left edge of the first glyph's advance box */
  readonly x: number;
  /** baseline */
  readonly y: number;
  /** em size in dots */
  readonly size: number;
  readonly weight: Weight;
  /** white on black */
  readonly inverse: boolean;
  /** nothing is drawn outside */
  readonly clip: Rect;
}

/** A filled rectangle: rules, frames (four of them), grounds of inverse text. */
export interface FillItem {
  readonly kind: 'fill';
  readonly rect: Rect;
}

/** A bar code as black rectangles of whole modules. */
export interface BarsItem {
  readonly kind: 'bars';
  readonly symbology: Symbology;
  readonly content: string;
  /** dots per module */
  readonly module: number;
  /** the symbol without its quiet zone */
  readonly rect: Rect;
  /** the quiet zone round it, kept white */
  readonly quiet: Rect;
  readonly bars: readonly Rect[];
}

/** A picture of dots, drawn one to one. */
export interface PictureItem {
  readonly kind: 'picture';
  readonly rect: Rect;
  readonly bitmap: Bitmap;
}

export type DisplayItem = TextItem | FillItem | BarsItem | PictureItem;

/** What one element of a template became: whose items, warnings and errors are whose. */
export interface Part {
  /** its place in the template */
  readonly element: number;
  readonly items: readonly DisplayItem[];
  readonly warnings: readonly LabelWarning[];
  readonly errors: readonly LabelError[];
}

/** A named part of the label, for tests and for the preview. */
export interface Zone {
  readonly name: string;
  readonly rect: Rect;
}

/** The print goes on; the screen may show these. */
export type LabelWarning =
  | { readonly code: 'text_truncated'; readonly zone: string }
  | { readonly code: 'missing_glyph'; readonly chars: readonly string[] }
  | { readonly code: 'barcode_left_out'; readonly zone: string }
  /** Bars narrower than those that were read back from this printer's self-test page. */
  | {
      readonly code: 'barcode_narrow';
      readonly zone: string;
      readonly dots: number;
      readonly safe: number;
    }
  | { readonly code: 'unknown_field'; readonly field: string };

/** Nothing is printed. */
export type LabelError =
  | { readonly code: 'missing_routing' }
  | { readonly code: 'missing_waybill' }
  | {
      readonly code: 'barcode_too_wide';
      readonly zone: string;
      readonly content: string;
      readonly needDots: number;
      readonly haveDots: number;
    }
  | { readonly code: 'barcode_unencodable'; readonly zone: string; readonly content: string }
  | { readonly code: 'bad_template'; readonly detail: string }
  /** A template names a font that is not here; another one would look right and measure wrong. */
  | { readonly code: 'font_missing'; readonly font: string };

/** One page in dots. With an error there are no items. */
export interface LabelLayout {
  readonly widthDots: number;
  readonly heightDots: number;
  readonly items: readonly DisplayItem[];
  readonly zones: readonly Zone[];
  readonly warnings: readonly LabelWarning[];
  readonly errors: readonly LabelError[];
  /** Element by element, also where there are errors; only of templates. */
  readonly parts?: readonly Part[];
}
