import { FAMILIES } from './families.ts';
import type { Family, Variant } from './families.ts';

/** Picture of a product as SVG: the family's drawing in the variant's colour on a pale ground. No references to anything outside. */
export function pictureOf(family: Family, variant: Variant): string {
  return frame(tint(variant.colour, 0.86), paint(family.drawing, variant.colour));
}

/** A kit shows up to four of its parts. */
export function pictureOfKit(skus: readonly string[]): string {
  const places =
    skus.length <= 2
      ? [
          [0, 60],
          [120, 60],
        ]
      : [
          [0, 0],
          [120, 0],
          [60, 118],
          [120, 118],
        ];
  const parts = skus.slice(0, 4).map((sku, index) => {
    const [key = '', number = '1'] = sku.split('-');
    const family = FAMILIES.find((entry) => entry.key.toUpperCase() === key);
    const variant = family?.variants[Number(number) - 1];
    const [x, y] = places[index] ?? [0, 0];
    if (!family || !variant) return '';
    return `<g transform="translate(${x} ${y}) scale(.5)">${paint(family.drawing, variant.colour)}</g>`;
  });
  return frame(
    '#f1ead9',
    `${parts.join('')}<path d="M0 12h240M0 228h240" stroke="#c9a45c" stroke-width="6"/>`,
  );
}

const frame = (ground: string, inner: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" width="480" height="480"><rect width="240" height="240" rx="20" fill="${ground}"/>${inner}</svg>`;

const paint = (drawing: string, colour: string): string =>
  drawing
    .replaceAll('"C"', `"${colour}"`)
    .replaceAll('"D"', `"${tint(colour, -0.35)}"`)
    .replaceAll('"L"', `"${tint(colour, 0.6)}"`);

/** Mixes a #rrggbb colour with white (share > 0) or black (share < 0). */
function tint(colour: string, share: number): string {
  const target = share > 0 ? 255 : 0;
  const part = (at: number): string => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16);
    return Math.round(value + (target - value) * Math.abs(share))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${part(1)}${part(3)}${part(5)}`;
}
