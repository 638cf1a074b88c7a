import { describe, expect, it } from 'vitest';
import { builtInTemplates, layoutLabel, type LabelTemplate } from '../../../shared/label/index.ts';
import { labelData, plainFont } from '../label/fixtures.ts';

const express = builtInTemplates.filter(({ id }) => id.startsWith('express'));
const said = (template: LabelTemplate, lang: 'zh' | 'en'): string =>
  layoutLabel(template, labelData, { ...plainFont, dpi: 203, lang, routed: true })
    .items.flatMap((item) => (item.kind === 'text' ? [item.text] : []))
    .join('|');

describe('the label of a special order', () => {
  it('says fragile, keep cold and what is to be collected, in both languages (SPC-04, SPC-05)', () => {
    expect(express.length).toBeGreaterThan(2);
    for (const template of express) {
      expect(said(template, 'zh'), template.id).toMatch(/易碎.*冷链|冷链.*易碎/);
      expect(said(template, 'zh'), template.id).toContain('128.00');
      expect(said(template, 'en'), template.id).toMatch(/FRAGILE/);
      expect(said(template, 'en'), template.id).toContain('128.00');
    }
  });
});
