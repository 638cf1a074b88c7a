import { afterEach, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import {
  createDrawer,
  createLabelRenderer,
  type Drawer,
} from '../../../electron/station/printing/raster/index.ts';
import { SAMPLE_LABEL } from '../../../shared/label/index.ts';
import type { PrinterProfile } from '../../../shared/codec/printer/index.ts';

const PROFILE: PrinterProfile = {
  language: 'tspl',
  dpi: 203,
  widthMm: 100,
  heightMm: 150,
  gapMm: 2,
  polarity: 'normal',
  statusQuery: false,
};
const job = { kind: 'label', template: 'express-100x150', data: SAMPLE_LABEL, routed: true } as const;
const options = { dpi: 203, lang: 'zh' } as const;

describe('a thread that draws labels', () => {
  let drawer: Drawer | undefined;
  afterEach(() => drawer?.close());

  it('draws the same bytes as the station itself, also when both draw', async () => {
    drawer = createDrawer({}, () => undefined);
    const there = drawer.draw(job, options, PROFILE);
    const pages = createLabelRenderer().render(job, options).pages;
    const here = Buffer.concat(pages.map((page) => encodeForPrinter(page, PROFILE)));
    expect(Buffer.from((await there) ?? []).equals(here)).toBe(true);
  });

  it('says where it cannot draw: missing routing, no fonts, after its end', async () => {
    drawer = createDrawer({}, () => undefined);
    const { routing: _routing, ...unrouted } = SAMPLE_LABEL;
    expect(await drawer.draw({ ...job, data: unrouted }, options, PROFILE)).toBeUndefined();
    await drawer.close();
    expect(await drawer.draw(job, options, PROFILE)).toBeUndefined();

    const log: string[] = [];
    drawer = createDrawer({ fontsDir: '/nowhere' }, (line) => void log.push(line));
    expect(await drawer.draw(job, options, PROFILE)).toBeUndefined();
    expect(log).toHaveLength(1);
  });
});
