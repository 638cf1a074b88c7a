import type { Symbology, Weight } from './display.ts';

/** Position and size in mm from the top left corner of the paper. */
interface Placed {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  /** Elements of one zone are one named part of the label; required content has a zone. */
  readonly zone?: string;
  /**
   * Printed only when this is true: `field` (not empty), `!field` (empty), `field=value`, `field!=value`, and several of
   * these joined by `&`.
   */
  readonly when?: string;
  /** Of a paper of several pages: on the first or the last one only. */
  readonly on?: 'first' | 'last';
}

type Align = 'left' | 'center' | 'right';

/**
 * `text` holds literal text, `{field}` (see bindings.ts) and `{t.word}` (see words.ts). Values are put in as they
 * are: braces in an order's text are never read as fields.
 */
export interface TextElement extends Placed {
  readonly kind: 'text';
  readonly text: string;
  /** Name of the font; without it the one that every paper has. A font that is not there is an error, never replaced. */
  readonly font?: string;
  /** em size in mm */
  readonly size: number;
  /** shrink: one line, down to half size; wrap: several lines, down to 0.8 of the size; ellipsis: cut at this size */
  readonly fit?: 'shrink' | 'wrap' | 'ellipsis';
  /** overrides how far `fit` may shrink, mm */
  readonly minSize?: number;
  readonly maxLines?: number;
  readonly weight?: Weight;
  readonly align?: Align;
  readonly valign?: 'top' | 'middle' | 'bottom';
  /** white on a black ground that fills the element */
  readonly inverse?: boolean;
}

export interface BarcodeElement extends Placed {
  readonly kind: 'barcode';
  readonly symbology: Symbology;
  readonly content: string;
  /** module width in mm; rounded to whole dots, the widest that fits between the two is taken */
  readonly module: { readonly min: number; readonly preferred: number };
  /** readable digits below the bars: em size in mm; they take their height from `h` */
  readonly hri?: number;
  /** digits in groups, for reading aloud */
  readonly grouped?: boolean;
  readonly align?: Align;
  /** left out with a warning where it cannot be printed; without it that is an error */
  readonly optional?: boolean;
}

/** A horizontal or vertical rule: the longer side is its direction, the other its thickness. */
export interface LineElement extends Placed {
  readonly kind: 'line';
  /** length of dashes and gaps in mm */
  readonly dash?: number;
}

/** A frame of the given thickness (mm). */
export interface BoxElement extends Placed {
  readonly kind: 'box';
  readonly thickness: number;
}

/** What a list of goods shows beside the count, from left to right; the name has its variant with it. */
export type ListColumn = 'location' | 'name' | 'sku';

/**
 * Goods, one per line, count at the right. On a label it says how many more there are when they do not fit; a slip goes
 * on with another page.
 */
export interface ListElement extends Placed {
  readonly kind: 'list';
  readonly field: 'goods';
  readonly size: number;
  /** without it: the name alone */
  readonly columns?: readonly ListColumn[];
}

/**
 * A picture of black and white dots, e.g. a logo. It is kept as dots, so that nothing that reads picture files is fed with
 * what a template brings; whoever picks a file turns it into dots.
 */
export interface ImageElement extends Placed {
  readonly kind: 'image';
  readonly image: {
    /** dots */
    readonly width: number;
    /** dots */
    readonly height: number;
    /** base64 of ceil(width / 8) bytes a row, the leftmost dot first, 1 = black */
    readonly bits: string;
  };
}

/** Marks (reprint, COD, fragile, …) as white on black words beside each other. */
export interface TagsElement extends Placed {
  readonly kind: 'tags';
  readonly size: number;
  readonly align?: Align;
}

export type TemplateElement =
  TextElement | BarcodeElement | LineElement | BoxElement | ListElement | TagsElement | ImageElement;

/** A label is one page; a packing or pick slip takes as many as its list of goods needs. */
export type TemplateKind = 'label' | 'slip';

/** Plain JSON. Sizes in mm; language comes from the words, so that one template serves all. */
export interface LabelTemplate {
  readonly id: string;
  readonly name: string;
  /** without it: a label */
  readonly kind?: TemplateKind;
  readonly page: { readonly width: number; readonly height: number };
  readonly elements: readonly TemplateElement[];
}
