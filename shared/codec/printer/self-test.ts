import type { PrinterProfile } from './profile.ts';

/** The self-test page: what stands on it, and what a person's answers mean for the settings. */

/** What the bar code of so many dots a module says: by it the dialogue knows which one a gun has read. */
export const testCode = (dots: number): string => `PK${String(dots)}2345`;

/** The dots of the test bar code that was scanned; undefined for any other scan. */
export function readTestCode(scanned: string): number | undefined {
  const dots = /^PK([1-4])2345$/.exec(scanned.trim())?.[1];
  return dots === undefined ? undefined : Number(dots);
}

/** Where the centre of the cross lies, mm from the left and upper edge of the paper. */
export const TEST_CROSS = { x: 10, y: 18 } as const;

/** What came out, as a person sees it. What was not looked at is left out. */
export interface SelfTestAnswers {
  /** The box that says "white on black" is … */
  readonly polarity?: 'right' | 'swapped';
  /** mm from the left and upper edge of the paper to the centre of the cross, measured */
  readonly cross?: { readonly x: number; readonly y: number };
  /** Black is grey or has gaps; the lines of one dot run together; neither. */
  readonly darkness?: 'light' | 'good' | 'dark';
  /** Dots of the narrowest bar code that the gun reads; 0 = none of them. */
  readonly smallest?: 0 | 1 | 2 | 3 | 4;
}

export type SelfTestSettings = Pick<PrinterProfile, 'language' | 'polarity'> & {
  readonly density?: number | undefined;
  readonly minModule?: number | undefined;
  /** mm */
  readonly offsetX?: number | undefined;
  readonly offsetY?: number | undefined;
};

/** Density where the printer's own setting is not known, one step, and the most. ESC/POS has no such command. */
const DENSITY = {
  tspl: { start: 8, step: 2, most: 15 },
  zpl: { start: 15, step: 4, most: 30 },
  escpos: undefined,
} as const;
/** What a person can measure with a ruler, mm. */
const RULER = 0.5;
const MOST_OFFSET = 20;

/** What the answers change in the settings; empty where all is well. Print and look again until it is. */
export function applySelfTest(
  settings: SelfTestSettings,
  answers: SelfTestAnswers,
): Partial<Omit<SelfTestSettings, 'language'>> {
  return {
    ...(answers.polarity === 'swapped'
      ? { polarity: settings.polarity === 'normal' ? ('inverted' as const) : ('normal' as const) }
      : {}),
    ...densityOf(settings, answers.darkness),
    ...(answers.cross === undefined ? {} : offsetOf(settings, answers.cross)),
    // A gun that reads nothing is a matter of darkness or of the gun, not of the width.
    ...(answers.smallest === undefined || answers.smallest === 0 ? {} : { minModule: answers.smallest }),
  };
}

function densityOf(
  { language, density }: SelfTestSettings,
  darkness: SelfTestAnswers['darkness'],
): { density?: number } {
  const range = DENSITY[language];
  if (!range || darkness === undefined || darkness === 'good') return {};
  const next = (density ?? range.start) + (darkness === 'light' ? range.step : -range.step);
  return { density: Math.min(range.most, Math.max(0, next)) };
}

function offsetOf(
  { offsetX = 0, offsetY = 0 }: SelfTestSettings,
  cross: { readonly x: number; readonly y: number },
): { offsetX?: number; offsetY?: number } {
  const moved = (before: number, wanted: number, seen: number): number => {
    const next = Math.round((before + wanted - seen) / RULER) * RULER;
    return Math.min(MOST_OFFSET, Math.max(-MOST_OFFSET, next));
  };
  const x = moved(offsetX, TEST_CROSS.x, cross.x);
  const y = moved(offsetY, TEST_CROSS.y, cross.y);
  return { ...(x === offsetX ? {} : { offsetX: x }), ...(y === offsetY ? {} : { offsetY: y }) };
}
