import type { PrinterLanguage, PrinterProfile } from '../../../shared/codec/printer/index.ts';

export function profileOf(language: PrinterLanguage, change: Partial<PrinterProfile> = {}): PrinterProfile {
  return {
    language,
    dpi: 203,
    widthMm: 100,
    heightMm: 150,
    gapMm: 2,
    polarity: 'normal',
    statusQuery: true,
    ...change,
  };
}
