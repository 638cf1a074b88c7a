import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { startComponent } from '../../fakes/component/server.ts';
import { createReaders } from '../label/readers.ts';
import type { Readers } from '../label/readers.ts';
import { startBench } from '../station/harness.ts';
import type { TestBench } from '../station/harness.ts';
import { EAN, saveOrders, saveProducts, saveWaybills, shipmentOf } from '../station/shop.ts';

type Template = Record<string, unknown> & { elements: Record<string, unknown>[] };

let bench: TestBench;
let readers: Readers;
beforeAll(() => void (readers = createReaders()));
afterAll(() => readers.dispose());
beforeEach(async () => {
  bench = await startBench();
});
afterEach(async () => {
  const { problems } = bench;
  await bench.close();
  expect(problems).toEqual([]);
});

const value = <T>(answer: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!answer.ok) throw new Error(answer.code);
  return answer.value;
};
const builtIn = async (): Promise<Template> =>
  value(await bench.call('templates.get', { id: 'express-100x150' })).template as unknown as Template;
const save = (template: unknown): Promise<MethodOutput<'templates.save'>> =>
  bench.call('templates.save', {
    template: template as Record<string, unknown>,
    note: '',
    operator: bench.operator,
  });
/** A QR code of its own, in place of service and marks. */
const QR = {
  kind: 'barcode', x: 84, y: 1, w: 11.4, h: 11.4, symbology: 'qr', content: 'TPL {order_no}',
  module: { min: 0.25, preferred: 0.25 },
}; // prettier-ignore
const rule = (template: string | null, printer: string | null = null) => ({
  id: 'r1', paper: 'label' as const, carriers: ['ZTO'], services: [], channels: [], template, printer,
}); // prettier-ignore
const saveRules = (...rules: ReturnType<typeof rule>[]) =>
  bench.call('rules.save', { rules, operator: bench.operator });

describe('templates of a site', () => {
  it('every save is a version that stays; rules use the newest without errors; what printed can be shown again', async () => {
    const own = { ...(await builtIn()), id: 'zto-own', name: '中通' };
    expect(await save({ ...own, id: 'express-100x150' })).toMatchObject({
      ok: false,
      code: 'template_built_in',
    });
    // Without the waybill's bar code it has an error.
    const broken = { ...own, elements: own.elements.filter(({ kind }) => kind !== 'barcode') };
    const first = value(await save(broken));
    expect(first.findings.map(({ code }) => code)).toContain('no_waybill_code');
    expect(await saveRules(rule('zto-own'))).toMatchObject({ ok: false, code: 'rule_template_unusable' });
    const good = {
      ...own,
      elements: [...own.elements.filter(({ kind, zone }) => kind !== 'tags' && zone !== 'service'), QR],
    };
    const second = value(await save(good));
    expect(second.ref).not.toBe(first.ref);
    expect(value(await save(good)).ref).toBe(second.ref);
    expect(await saveRules(rule('slip-76x130'))).toMatchObject({ code: 'rule_template_kind' });
    expect(await saveRules(rule('express-76x130'))).toMatchObject({ code: 'rule_paper_differs' });
    expect(await saveRules(rule('zto-own'))).toEqual({ ok: true, value: null });

    await saveProducts(bench);
    await saveOrders(bench, [
      { no: 'A-1001', lines: { MUG: 1 }, carrier: 'ZTO' },
      { no: 'A-1002', lines: { MUG: 1 } },
    ]);
    await saveWaybills(bench, [
      { no: 'A-1001', carrier: 'ZTO', number: '78012345678901', segments: '571-A3 012' },
    ]);
    await bench.scan('A-1001');
    await bench.scan(EAN.MUG);
    await bench.printer.waitForLabels(1);
    const codes = readers.zbar(bench.printer.labels[0]?.png(20) ?? new Uint8Array());
    expect(codes).toEqual(expect.arrayContaining(['78012345678901', 'TPL A-1001']));
    await bench.scan('78012345678901');
    // Another carrier: what came with the product.
    await bench.scan('A-1002');
    await bench.scan(EAN.MUG);
    await bench.printer.waitForLabels(2);
    expect(readers.zbar(bench.printer.labels[1]?.png(20) ?? new Uint8Array())).not.toContain('TPL A-1002');

    // A later version with an error is not printed with; the version that printed is what it was.
    const third = value(await save(broken));
    expect(third.ref).toContain('@3.');
    await bench.restart();
    const [row] = (await bench.call('templates.list', {})).templates;
    expect(row).toMatchObject({ id: 'zto-own', builtIn: false, rules: 1 });
    expect(row?.versions.map(({ version, usable }) => [version, usable])).toEqual([
      [3, false],
      [2, true],
      [1, false],
    ]);
    const kept = value(await bench.call('templates.get', { id: 'zto-own', ref: second.ref })).template;
    expect(kept).toEqual(good);
    const back = value(
      await bench.call('templates.restore', { id: 'zto-own', ref: second.ref, operator: bench.operator }),
    );
    expect(value(await bench.call('templates.get', { id: 'zto-own' }))).toEqual({
      template: good,
      ref: back.ref,
    });
    const gone = { id: 'zto-own', operator: bench.operator };
    expect(await bench.call('templates.remove', gone)).toMatchObject({ code: 'template_in_use' });
    await saveRules();
    expect(await bench.call('templates.remove', gone)).toEqual({ ok: true, value: null });
    expect((await bench.call('templates.list', {})).templates.map(({ id }) => id)).not.toContain('zto-own');
    // Its versions stay for what they have printed.
    expect((await bench.call('templates.get', { id: 'zto-own', ref: second.ref })).ok).toBe(true);
  });

  it('are drawn as the printer gets them, also with errors, and with an order that is here, masked', async () => {
    await saveProducts(bench);
    await saveOrders(bench, [{ no: 'A-1001', lines: { MUG: 1 }, carrier: 'ZTO' }]);
    const template = await builtIn();
    const draw = async (given: unknown, source: unknown) =>
      value(
        await bench.call('templates.draw', {
          template: given as Record<string, unknown>,
          source: source as { kind: 'usual' },
          dpi: 203,
          language: 'zh',
        }),
      );
    const usual = await draw(template, { kind: 'usual' });
    expect([usual.widthDots, usual.heightDots, usual.errors, usual.findings]).toEqual([800, 1200, [], []]);
    const png = (drawing: typeof usual) => Buffer.from(drawing.pages[0] ?? '', 'base64');
    expect(readers.zbar(png(usual))).toContain('78123456789012');
    const broken = {
      ...template,
      elements: [{ kind: 'text', x: 5, y: 5, w: 50, h: 8, size: 5, text: 'x', font: 'x' }],
    };
    const refused = await bench.call('templates.draw', {
      template: broken,
      source: { kind: 'usual' },
      dpi: 203,
      language: 'zh',
    });
    expect(refused).toMatchObject({ ok: false, code: 'template_font_missing', data: { font: 'x' } });
    const wide = { ...template, elements: [...template.elements, { ...QR, w: 3, h: 3 }] };
    const partly = await draw(wide, { kind: 'usual' });
    expect(partly.errors.map(({ code }) => code)).toEqual(['barcode_too_wide']);
    expect(readers.zbar(png(partly))).toContain('78123456789012');
    const real = await draw(template, { kind: 'shipment', shipment: shipmentOf('A-1001') });
    expect(real.errors.map(({ code }) => code)).toEqual(['missing_waybill']);
  });
});

describe('templates from outside', () => {
  const read = (json: string) => bench.call('templates.import', { json });
  it('come and go as JSON; what is no template is refused with its reason', async () => {
    const file = value(await bench.call('templates.export', { id: 'express-76x130' }));
    expect(file.fileName).toBe('express-76x130.json');
    expect(value(await read(`\ufeff${file.json}`))).toMatchObject({ known: true, findings: [] });
    const template = JSON.parse(file.json) as Template;
    const text = { kind: 'text', x: 1, y: 1, w: 5, h: 5, size: 3, text: 'x' };
    const withOne = (element: unknown): string => JSON.stringify({ ...template, elements: [element] });
    const cases: [string, string, Record<string, unknown>?][] = [
      ['no json', 'template_not_json'],
      [`${'['.repeat(200_000)}`, 'template_not_json'],
      ['null', 'template_invalid'],
      ['[]', 'template_invalid'],
      [
        JSON.stringify({ ...template, elements: Array.from({ length: 10_000 }, () => text) }),
        'template_too_many_elements',
        { n: 10_000, most: 500 },
      ],
      // There is no way to refer to a template or an element, so there is no cycle.
      [
        withOne({ kind: 'include', template: template['id'] }),
        'template_invalid',
        { path: 'elements.0.kind' },
      ],
      [withOne({ ...text, below: 0 }), 'template_invalid', { path: 'elements.0.below' }],
      [withOne({ ...text, font: 'SimSun' }), 'template_font_missing', { font: 'SimSun' }],
      [withOne({ ...text, x: 1e9 }), 'template_invalid', { path: 'elements.0.x' }],
      [withOne({ ...text, x: null }), 'template_invalid'],
      [withOne({ ...text, text: 'x'.repeat(5000) }), 'template_invalid'],
      [JSON.stringify({ ...template, page: { width: 100, height: 100_000 } }), 'template_invalid'],
      [JSON.stringify({ ...template, id: '../../etc' }), 'template_invalid', { path: 'id' }],
      [
        '{"__proto__":{"x":1},"id":"a","name":"a","page":{"width":76,"height":130},"elements":[]}',
        'template_invalid',
      ],
    ];
    for (const [json, code, data] of cases) {
      const answer = await read(json);
      expect(answer, json.slice(0, 60)).toMatchObject({ ok: false, code, ...(data ? { data } : {}) });
    }
    const pictures = Array.from({ length: 10 }, () => ({
      kind: 'image', x: 1, y: 1, w: 5, h: 5, image: { width: 1000, height: 1000, bits: 'A'.repeat(166_668) },
    })); // prettier-ignore
    expect(await read(JSON.stringify({ ...template, elements: pictures }))).toMatchObject({
      code: 'template_too_large',
    });
    expect((await bench.call('templates.list', {})).templates.every(({ builtIn: own }) => own)).toBe(true);
  });
});

describe('a label that only the platform can read', () => {
  it('goes to its component as one document, and its report confirms it', async () => {
    const component = await startComponent();
    try {
      const transport = {
        kind: 'component',
        host: '127.0.0.1',
        port: component.port,
        printer: 'Label B',
      } as const;
      const { settings } = await bench.call('app.hello', {});
      const [label] = settings.printers;
      if (!label) throw new Error('no printer');
      await bench.call('settings.save', {
        printers: [label, { ...label, id: 'cainiao', name: '菜鸟组件', transport, statusQuery: false }],
      });
      await saveProducts(bench);
      await saveOrders(bench, [{ no: 'A-1001', lines: { MUG: 1 }, carrier: 'ZTO', masked: true }]);
      const document = JSON.stringify({
        encryptedData: 'AES:c2VjcmV0',
        signature: 'MD:x',
        templateURL: 'https://templates.example/1',
      });
      const cell = `"${document.replaceAll('"', '""')}"`;
      const rows = `A-1001,ZTO,78012345678901,${cell}\nA-1001,ZTO,78012345678902,"{}"\n`;
      const report = await bench.importText(
        `order_no,carrier,number,print_data\n${rows}`,
        'carrier-waybills',
      );
      expect([report.accepted, report.refused]).toEqual([1, 1]);
      await bench.scan('A-1001');
      await bench.scan(EAN.MUG);
      await bench.until((view) => view.session?.label.state === 'confirmed', 'the component’s report');
      expect(component.printed).toMatchObject([{ document: '78012345678901', printer: 'Label B' }]);
      expect(component.faults).toEqual([]);
      expect(bench.printer.labels).toHaveLength(0);
      expect(await bench.labels(shipmentOf('A-1001'))).toMatchObject([
        { state: 'confirmed', proof: 'printer', printer: 'cainiao' },
      ]);
      expect((await bench.scan('78012345678901')).kind).toBe('closed');
    } finally {
      await component.close();
    }
  });
});
