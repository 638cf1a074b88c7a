/**
 * A line opened with 8 bits and no parity still shows a scale that sends 7 bits and parity: the parity is the eighth bit. So
 * a port is opened once for each speed, not once for each setting.
 */

const ones = (byte: number): number => {
  let count = 0;
  for (let bits = byte; bits > 0; bits >>= 1) count += bits & 1;
  return count;
};

/** 7 bits with even parity, as an 8-bit line must send them. */
export const withEvenParity = (bytes: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(bytes, (byte) => (ones(byte & 0x7f) % 2 === 1 ? byte | 0x80 : byte & 0x7f));

/** Without the eighth bit. */
export const sevenBits = (bytes: ArrayLike<number>): Uint8Array =>
  Uint8Array.from(bytes, (byte) => byte & 0x7f);

/** May this be 7 bits with their parity in the eighth? */
export const isEvenParity = (byte: number): boolean => ones(byte) % 2 === 0;
