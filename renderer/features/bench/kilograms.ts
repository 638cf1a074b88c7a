/** Grams as the bench reads them. */
export const kilograms = (grams: number): string => `${(grams / 1000).toFixed(3)} kg`;
