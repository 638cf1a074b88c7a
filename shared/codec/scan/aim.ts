/** AIM symbology identifier as a gun sends it: `]`, a letter for the symbology, a modifier (ISO/IEC 15424). */
export type AimId = string;

const AIM = /^\][A-UX-Zc-ehoz][0-9A-Za-z]/;

/** Symbols whose first position holds FNC1: their text is a GS1 element string. `]e0` is DataBar. */
const GS1_SYMBOLS: ReadonlySet<AimId> = new Set([']C1', ']d2', ']Q3', ']e0', ']e1', ']e2', ']J1', ']z1']);

/** Takes one AIM identifier off the front of a text. */
export function stripAim(text: string): { readonly symbology?: AimId; readonly text: string } {
  const match = AIM.exec(text);
  return match ? { symbology: match[0], text: text.slice(3) } : { text };
}

export const isGs1Symbol = (symbology: AimId | undefined): boolean =>
  symbology !== undefined && GS1_SYMBOLS.has(symbology);

/** EAN-13, UPC-A, UPC-E, EAN-8 and their add-ons: a product, never a waybill. */
export const isRetailSymbol = (symbology: AimId | undefined): boolean => symbology?.startsWith(']E') ?? false;
