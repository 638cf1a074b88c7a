import type { PrinterLanguage } from '../../../shared/codec/printer/index.ts';

/** What is wrong with the printer, as a person sees it. */
export type Condition = 'ready' | 'paper_out' | 'head_open' | 'paused' | 'error';

const TSPL: Record<Condition, number> = { ready: 0, head_open: 1, paper_out: 4, paused: 0x10, error: 0x80 };

/** Bytes of DLE EOT 1, 2, 3, 4; bits 1 and 4 are always set. */
const ESCPOS: Record<Condition, readonly [number, number, number, number]> = {
  ready: [0x12, 0x12, 0x12, 0x12],
  head_open: [0x1a, 0x16, 0x12, 0x12],
  paper_out: [0x1a, 0x32, 0x12, 0x72],
  paused: [0x1a, 0x12, 0x12, 0x12],
  error: [0x1a, 0x52, 0x32, 0x12],
};

/** The printer's answer, or undefined where a real one keeps silent. */
export function statusAnswer(
  language: PrinterLanguage,
  condition: Condition,
  which: number,
): Uint8Array | undefined {
  switch (language) {
    case 'tspl':
      return Uint8Array.of(TSPL[condition]);
    case 'escpos': {
      const answer = ESCPOS[condition][which - 1];
      return answer === undefined ? undefined : Uint8Array.of(answer);
    }
    case 'zpl':
      return zplAnswer(condition);
  }
}

/** Zebra's manual: no answer to `~HS` while paper or ribbon is out or the head is open. */
function zplAnswer(condition: Condition): Uint8Array | undefined {
  if (condition === 'paper_out' || condition === 'head_open') return undefined;
  const pause = condition === 'paused' ? 1 : 0;
  const hot = condition === 'error' ? 1 : 0;
  const lines = [
    `030,0,${pause},1218,000,0,0,0,000,0,0,${hot}`,
    '000,0,0,0,0,2,4,0,00000000,1,000',
    '1234,0',
  ];
  return Buffer.from(lines.map((line) => `\x02${line}\x03\r\n`).join(''), 'latin1');
}
