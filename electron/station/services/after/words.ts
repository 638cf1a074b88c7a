import { maskPhone } from '../../../../shared/domain/masking/index.ts';

/** Numbers to call by in what somebody typed or a carrier wrote (`派件员 13800138000`); waybill numbers are longer or have letters. */
const CALLABLE = /(?<![A-Za-z0-9-])\+?\d[\d -]{5,15}\d(?![A-Za-z0-9])/g;

/** The text as screens show it. */
export const shownText = (text: string | undefined, keep: readonly string[] = []): string | null => {
  if (text === undefined || text === '') return null;
  return text.replace(CALLABLE, (digits) => {
    const count = digits.replace(/\D/g, '').length;
    return keep.includes(digits.trim()) || count < 7 || count > 13 ? digits : maskPhone(digits);
  });
};
