/**
 * A serial line as a voltage over time: one end sends at its speed and framing, the other samples at its own. Bytes with a
 * broken stop bit are given as the driver gives them: a zero (Linux tty without PARMRK) or as sampled (many adapters).
 */
export interface Framing {
  readonly baud: number;
  readonly dataBits?: 7 | 8;
  readonly parity?: 'none' | 'even' | 'odd';
}

export function overTheLine(
  bytes: Uint8Array,
  sender: Framing,
  receiver: Framing,
  broken: 'zero' | 'sampled' = 'zero',
): Uint8Array {
  const wave = waveOf(bytes, sender);
  const bitTime = 1 / receiver.baud;
  const sender1 = 1 / sender.baud;
  const total = wave.length * sender1;
  const level = (time: number): number => wave[Math.floor(time / sender1)] ?? 1;
  const data = receiver.dataBits ?? 8;
  const parity = (receiver.parity ?? 'none') === 'none' ? 0 : 1;
  const got: number[] = [];
  const step = bitTime / 16;
  let at = 0;
  while (at < total) {
    if (level(at) === 1 || level(at + bitTime / 2) === 1) {
      at += step;
      continue;
    }
    let value = 0;
    for (let bit = 0; bit < data; bit += 1) value |= level(at + bitTime * (1.5 + bit)) << bit;
    const stop = level(at + bitTime * (1.5 + data + parity));
    got.push(stop === 1 || broken === 'sampled' ? value : 0);
    at += bitTime * (1 + data + parity + 0.5);
    // A line that stays low is one broken byte until it rises again.
    while (stop === 0 && at < total && level(at) === 0) at += step;
  }
  return Uint8Array.from(got);
}

/** Levels, one a bit: start, data (lowest first), parity, stop; some idle time before and behind. */
function waveOf(bytes: Uint8Array, { dataBits = 8, parity = 'none' }: Framing): number[] {
  const wave: number[] = [1, 1, 1];
  for (const byte of bytes) {
    wave.push(0);
    let ones = 0;
    for (let bit = 0; bit < dataBits; bit += 1) {
      const level = (byte >> bit) & 1;
      ones += level;
      wave.push(level);
    }
    if (parity === 'even') wave.push(ones % 2);
    if (parity === 'odd') wave.push(1 - (ones % 2));
    wave.push(1);
  }
  return [...wave, 1, 1, 1];
}
