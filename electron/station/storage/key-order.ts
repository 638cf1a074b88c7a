/**
 * SQLite compares text by UTF-8 bytes, which is the order of code points; JavaScript (and so RxDB) compares UTF-16
 * units. The two differ for units ≥ U+D800: surrogates sort before U+E000…U+FFFF in JavaScript and after them in SQLite,
 * and a lone surrogate has no UTF-8 form at all. Every unit ≥ U+D800 is therefore stored as the code point 0x800 above
 * it (U+E000…U+107FF): order is kept, nothing collides, and the mapping can be undone.
 */
const SHIFT = 0x800;
const FIRST_SHIFTED = 0xd800;
const NEEDS_SHIFT = /[\ud800-\uffff]/;
const SHIFTED = /[\ue000-\uffff]|[\ud800-\udbff][\udc00-\udfff]/;

/** @returns the text as key columns and query parameters hold it. */
export function toKey(text: string): string {
  if (!NEEDS_SHIFT.test(text)) return text;
  let key = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    key += unit < FIRST_SHIFTED ? text[i] : String.fromCodePoint(unit + SHIFT);
  }
  return key;
}

/** Undoes {@link toKey}. */
export function fromKey(key: string): string {
  if (!SHIFTED.test(key)) return key;
  let text = '';
  for (const char of key) {
    const point = char.codePointAt(0) ?? 0;
    text += point < FIRST_SHIFTED + SHIFT ? char : String.fromCharCode(point - SHIFT);
  }
  return text;
}
