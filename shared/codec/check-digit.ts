/**
 * Check digits of the codes that pass a packing bench. All functions take plain text, never throw, and
 * answer `false` or `undefined` for text of another shape.
 */

const isDigits = (text: string): boolean => /^\d+$/.test(text);

/** Sum of digits × weights, the weights running 3, 1, 3, 1 … from the rightmost digit (GS1 7.9, USPS). */
function sum31(body: string): number {
  let sum = 0;
  for (let i = body.length - 1, weight = 3; i >= 0; i -= 1, weight = 4 - weight)
    sum += Number(body[i]) * weight;
  return sum;
}

/**
 * GS1 check digit for GTIN-8/12/13/14, SSCC, GLN and GSIN (GS1 General Specifications 7.9).
 * @param body the digits without the check digit
 * @returns one digit, or undefined where the text is not all digits
 */
export function gs1CheckDigit(body: string): string | undefined {
  return isDigits(body) ? String((10 - (sum31(body) % 10)) % 10) : undefined;
}

/** True where the last digit is the GS1 check digit of those before it. */
export function hasGs1CheckDigit(code: string): boolean {
  return code.length > 1 && isDigits(code) && gs1CheckDigit(code.slice(0, -1)) === code.slice(-1);
}

/**
 * The one form in which product codes are compared: an EAN-13 and the UPC-A inside it are the same number.
 * @param code 8, 12, 13 or 14 digits
 * @returns 14 digits, or undefined where the length or the check digit is wrong, or all digits are zero
 */
export function gtin14(code: string): string | undefined {
  if (![8, 12, 13, 14].includes(code.length) || !hasGs1CheckDigit(code) || /^0+$/.test(code))
    return undefined;
  return code.padStart(14, '0');
}

/** True for 18 digits with the right check digit. Such text may still be a shop's order number: 1 of 10 passes. */
export const isSscc = (code: string): boolean => code.length === 18 && hasGs1CheckDigit(code);

const S10_WEIGHTS = [8, 6, 4, 2, 3, 5, 9, 7] as const;

/** Check digit of the eight digits of a postal item number (UPU S10): 11 − sum mod 11; 10 → 0, 11 → 5. */
export function s10CheckDigit(serial: string): string | undefined {
  if (serial.length !== 8 || !isDigits(serial)) return undefined;
  const sum = S10_WEIGHTS.reduce((total, weight, i) => total + weight * Number(serial[i]), 0);
  const digit = 11 - (sum % 11);
  return digit === 10 ? '0' : digit === 11 ? '5' : String(digit);
}

/** True for two letters, nine digits (the last one right) and two letters, upper case. */
export function isS10(code: string): boolean {
  return /^[A-Z]{2}\d{9}[A-Z]{2}$/.test(code) && s10CheckDigit(code.slice(2, 10)) === code[10];
}

/** Check digit of the 15 characters after `1Z`: every second one doubled, letters count (code − 3) mod 10. */
export function upsCheckDigit(body: string): string | undefined {
  if (!/^[0-9A-Z]{15}$/.test(body)) return undefined;
  let sum = 0;
  for (let i = 0; i < body.length; i += 1) {
    const code = body.charCodeAt(i);
    const value = code >= 65 ? (code - 3) % 10 : code - 48;
    sum += i % 2 === 1 ? value * 2 : value;
  }
  return String((10 - (sum % 10)) % 10);
}

/** True for a UPS number `1Z` + 15 characters + its check digit. */
export const isUps = (code: string): boolean =>
  /^1Z[0-9A-Z]{15}\d$/.test(code) && upsCheckDigit(code.slice(2, 17)) === code[17];

/** True for a FedEx Express number of 12 digits: weights 3, 1, 7, mod 11, mod 10. */
export function isFedex12(code: string): boolean {
  if (!/^\d{12}$/.test(code)) return false;
  const weights = [3, 1, 7] as const;
  let sum = 0;
  for (let i = 0; i < 11; i += 1) sum += Number(code[i]) * (weights[i % 3] ?? 0);
  return (sum % 11) % 10 === Number(code[11]);
}

/** True for a DHL Express number of 10 digits: the last one is the first nine mod 7. */
export const isDhl10 = (code: string): boolean =>
  /^\d{10}$/.test(code) && Number(code.slice(0, 9)) % 7 === Number(code[9]);
