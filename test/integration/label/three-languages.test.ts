import { expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { getDot } from '../../../shared/base/index.ts';
import { profileOf } from '../printing/helpers.ts';
import { decodeEscpos, decodeTspl } from './decoders.ts';
import { sampleLabel } from './sample.ts';
import { differing, only, sameInAllLanguages } from './three-languages.ts';

// Drawing ZPL takes seconds: the other papers are for the long runs (test/long/printing.test.ts).
sameInAllLanguages([{ template: 'express-100x150', mm: { width: 100, height: 150 }, dpi: 203 }]);

it('a picture moved on the paper is moved alike whatever the language', async () => {
  const { bitmap } = sampleLabel({ template: 'express-76x130' });
  const moved = { widthMm: 76, heightMm: 130, offset: { x: 1.5, y: -1 } };
  const [tspl, escpos] = await Promise.all([
    only(decodeTspl(encodeForPrinter(bitmap, profileOf('tspl', moved)), 8)),
    only(decodeEscpos(encodeForPrinter(bitmap, profileOf('escpos', moved)))),
  ]);
  expect(differing(tspl, escpos)).toBe(0);
  let wrong = 0;
  for (let y = 0; y < bitmap.height - 8; y++)
    for (let x = 12; x < bitmap.width; x++)
      if (getDot(tspl, x, y) !== getDot(bitmap, x - 12, y + 8)) wrong += 1;
  expect(wrong).toBe(0);
});
