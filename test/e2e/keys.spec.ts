import { gtin14, gs1CheckDigit } from '../../shared/codec/index.ts';
import { expect, test } from './harness/index.ts';
import { openRealKeys, whyNoRealKeys } from './harness/real-keys.ts';
import type { RealKeys } from './harness/real-keys.ts';

/** Codes as a bench meets them, every one another: EAN-13, waybills, orders, our commands, GS1, small letters and signs. */
function codesOf(count: number): string[] {
  const ean = (n: number): string => {
    const body = `6901${String(n).padStart(8, '0')}`;
    return body + (gs1CheckDigit(body) ?? '');
  };
  return Array.from({ length: count }, (_, i) => {
    switch (i % 7) {
      case 0:
        return ean(i);
      case 1:
        return `SF${String(1_000_000_000_000 + i * 7919)}`;
      case 2:
        return `OD-TB${String(2_026_112_300_000 + i)}`;
      case 3:
        return `CMD:HOLD:N${String(i)}`;
      case 4:
        return `]C101${gtin14(ean(i)) ?? ''}17271231${`10L${String(i)}`}`;
      case 5:
        return `aB${String(i)}]-_~/.x`;
      default:
        return `JDVA${String(10_000_000_000 + i)}-1-1-`;
    }
  });
}

/** The code itself: the identifier in front says what the symbol is. */
const meant = (codes: readonly string[]): string[] => codes.map((code) => code.replace(/^\]C1/, ''));

/** Types them all at one speed; resolves with what the station was told. */
async function scanned(keys: RealKeys, codes: readonly string[], delayMs: number): Promise<string[]> {
  const got: string[] = [];
  const subscription = keys.client.on('gunTest', ({ text }) => void got.push(text));
  await keys.type(codes, delayMs);
  for (let wait = 0; wait < 200 && got.length < codes.length; wait += 1)
    await new Promise((resolve) => setTimeout(resolve, 50));
  // One too many would come late.
  await new Promise((resolve) => setTimeout(resolve, 500));
  void subscription.dispose();
  return got;
}

test.beforeEach(async ({ host }, info) => {
  info.skip(host !== 'browser', 'keys are pressed into the window of the browser host');
  const why = await whyNoRealKeys();
  info.skip(why !== undefined, why);
});

test('real keys of a keyboard gun at 1, 12 and 30 ms: a sample', async ({ folder }) => {
  const keys = await openRealKeys(folder);
  try {
    for (const [delay, count] of [
      [1, 7],
      [12, 3],
      [30, 1],
    ] as const) {
      const codes = codesOf(count);
      expect(await scanned(keys, codes, delay)).toEqual(meant(codes));
    }
  } finally {
    await keys.close();
  }
});

test('@long real keys of a keyboard gun: 500 of 500 codes at 1, 3, 12 and 30 ms per key', async ({
  folder,
}) => {
  const keys = await openRealKeys(folder, true);
  try {
    const codes = codesOf(500);
    for (const delay of [1, 3, 12, 30]) {
      const began = performance.now();
      let left = codes;
      let right = 0;
      let pauses = 0;
      // A code inside of which this machine paused was not typed as a gun types: it is typed once more.
      for (let turn = 0; left.length > 0 && turn < 4; turn += 1) {
        const got = await scanned(keys, left, delay);
        const torn = new Set(await keys.torn(left));
        pauses += torn.size;
        const whole = left.filter((_, at) => !torn.has(at));
        // Of a torn one pieces may have come, never in place of another.
        const names = new Set(meant(whole));
        expect(got.filter((text) => names.has(text))).toEqual(meant(whole));
        if (torn.size === 0) expect(got).toEqual(meant(left));
        right += whole.length;
        left = left.filter((_, at) => torn.has(at));
      }
      test.info().annotations.push({
        type: `${String(delay)} ms per key`,
        description: `${String(right)} of ${String(codes.length)} right, ${String(pauses)} typed again, ${String(
          Math.round((performance.now() - began) / 1000),
        )} s`,
      });
      expect(right).toBe(codes.length);
    }
  } finally {
    await keys.close();
  }
});
