import { stripAim } from '../scan/aim.ts';

/** Longer input is cut: no waybill number comes near. */
const MAX_INPUT = 512;

/** Links on labels that hold the number as their last part. */
const NUMBER_LINKS: readonly RegExp[] = [/^HTTPS?:\/\/MINI\.EMS\.COM\.CN\/YOUZHENG\/MINI\/([A-Z0-9]{8,30})$/];

/** A parcel's bar code of JD adds `-seq-total-` to the number: `JDVA12345678901-1-1-`. */
const JD_SUFFIXED: readonly RegExp[] = [
  /^(JD[A-Z0-9]{11,13})-\d{1,4}-\d{1,4}-?\d{0,4}-?$/,
  /^(VA\d{11})-\d{1,4}-\d{1,4}-?\d{0,4}-?$/,
  /^(\d{11})-\d{0,2}-\d{0,2}-\d{0,2}$/,
];

/** Full-width forms (U+FF01–FF5E) and the ideographic space to their ASCII twins; an input method makes them. */
export function toHalfWidth(text: string): string {
  return text
    .replace(/[\uff01-\uff5e]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ');
}

/** @returns the text behind an AIM identifier, also behind one that only its upper-case form would be. */
function anyAim(text: string): string | undefined {
  const head = text.slice(0, 3);
  const known = [head, head.toUpperCase()].some(
    (each) => stripAim(each + text.slice(3)).symbology !== undefined,
  );
  return known ? text.slice(3) : undefined;
}

/**
 * The form in which waybill numbers are stored and compared: half width, ASCII letters in upper case, without
 * AIM identifier, spaces, separators and line ends, without JD's parcel suffix, out of an EMS link.
 * Normalising twice changes nothing.
 */
export function normaliseWaybill(text: string): string {
  let number = toHalfWidth(text.slice(0, MAX_INPUT)).replace(/[\s\p{Cc}\ufeff\u200b]+/gu, '');
  // Gone in either case: what is upper-cased here would be one more identifier the next time.
  for (let aim = anyAim(number); aim !== undefined; aim = anyAim(number)) number = aim;
  number = number.replace(/[a-z]+/g, (run) => run.toUpperCase());
  for (const link of NUMBER_LINKS) number = link.exec(number)?.[1] ?? number;
  for (const suffixed of JD_SUFFIXED) number = suffixed.exec(number)?.[1] ?? number;
  return number;
}
