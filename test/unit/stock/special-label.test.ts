import { describe, expect, it } from 'vitest';
import { builtInTemplates, layoutLabel } from '../../../shared/label/index.ts';
import { labelData, plainFont } from '../label/fixtures.ts';

const express = builtInTemplates.filter(({ id }) => id.startsWith('express'));

describe('the label of a special order', () => {
  it.each(express)(
    '$id says fragile, keep cold and what is to be collected, in both languages (SPC-04, SPC-05)',
    (template) => {
      const said = (lang: 'zh' | 'en'): string =>
        layoutLabel(template, labelData, { ...plainFont, dpi: 203, lang, routed: true })
          .items.flatMap((item) => (item.kind === 'text' ? [item.text] : []))
          .join('|');
      expect(said('zh')).toMatch(/易碎.*冷链|冷链.*易碎/);
      expect(said('zh')).toContain('128.00');
      expect(said('en')).toMatch(/FRAGILE/);
      expect(said('en')).toContain('128.00');
    },
  );
});
