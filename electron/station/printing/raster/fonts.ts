import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Font } from '../../../../shared/label/index.ts';
import { canvas } from './canvas.ts';
import { createMeasure, readSfnt } from './sfnt.ts';

/** The font of all paper: registered under a name of its own, so that no font of the system can stand in. */
export const FAMILY = 'Packline Sans';

const FILES = { 400: 'NotoSansSC_400Regular.ttf', 700: 'NotoSansSC_700Bold.ttf' } as const;
const PACKAGE_FOLDERS = { 400: '400Regular', 700: '700Bold' } as const;

export interface LabelFont extends Required<Font> {
  readonly family: string;
}

let loaded: LabelFont | undefined;

/**
 * Loads Noto Sans SC 400 and 700 once per process (the canvas keeps fonts for the whole process).
 * @param fontsDir folder that holds both TTF files; without it they come from the npm package
 * @throws Error where a file is missing or is no font
 */
export function loadLabelFont(fontsDir?: string): LabelFont {
  if (loaded) return loaded;
  const regular = readFileSync(fontPath(400, fontsDir));
  const bold = readFileSync(fontPath(700, fontsDir));
  const fonts = { 400: readSfnt(regular), 700: readSfnt(bold) } as const;
  for (const file of [regular, bold]) {
    if (canvas().GlobalFonts.register(file, FAMILY) === null)
      throw new Error('the canvas refused the label font');
  }
  loaded = {
    family: FAMILY,
    measure: createMeasure(fonts),
    hasGlyph: (codePoint) => fonts[400].hasGlyph(codePoint) && fonts[700].hasGlyph(codePoint),
  };
  return loaded;
}

function fontPath(weight: 400 | 700, fontsDir: string | undefined): string {
  if (fontsDir !== undefined) return join(fontsDir, FILES[weight]);
  const require = createRequire(import.meta.url);
  const home = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));
  return join(home, PACKAGE_FOLDERS[weight], FILES[weight]);
}
