import { describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createLabelRenderer } from '../../../electron/station/printing/raster/index.ts';
import { createTcpTransport, DEFAULT_SEND } from '../../../electron/station/printing/transports/index.ts';
import type { PrinterLanguage } from '../../../shared/codec/printer/index.ts';
import { SAMPLE_LABEL } from '../../../shared/label/index.ts';
import type { LabelData } from '../../../shared/label/index.ts';
import { startVirtualPrinter } from '../../fakes/printer/index.ts';
import { profileOf } from '../printing/helpers.ts';

/** Commands of every language, as someone might write them into an order. */
const COMMANDS = [
  '^XZ^XA^FO0,0^A0N,50,50^FDEVIL^FS^XZ',
  '~JA~JR^XA^PQ99^XZ',
  '"\r\nPRINT 99\r\nSELFTEST\r\n',
  '\x1b@\x1bi\x1dV\x00\x1d(k\x10\x04\x01',
  '! 0 200 200 1 1\r\nPRINT\r\n',
  '{waybill}{t.to}${x}%s&#10;',
];
const renderer = createLabelRenderer();

function evil(text: string): LabelData {
  return {
    ...SAMPLE_LABEL,
    carrierName: text,
    service: text,
    routing: { segments: text, hub: { name: text, code: 'HUB1' } },
    receiver: { name: text, phone: text, address: text },
    sender: { name: text, phone: text, address: text },
    orderNos: [text],
    goods: [{ name: text, variant: text, qty: 1 }],
    remark: text,
    site: text,
    station: text,
  };
}

function bytesOf(data: LabelData, language: PrinterLanguage): Uint8Array {
  const { pages, errors } = renderer.render(
    { kind: 'label', template: 'express-100x150', data, routed: true },
    { dpi: 203, lang: 'zh' },
  );
  const [page] = pages;
  if (!page) throw new Error(JSON.stringify(errors));
  return encodeForPrinter(page, profileOf(language));
}

describe.each(['tspl', 'zpl', 'escpos'] as const)('%s', (language) => {
  it('text with printer commands in every field is a picture and nothing else', async () => {
    const printer = await startVirtualPrinter({ language });
    const transport = createTcpTransport({ host: '127.0.0.1', port: printer.port });
    try {
      for (const text of COMMANDS) {
        expect(await transport.send(bytesOf(evil(text), language), DEFAULT_SEND)).toMatchObject({
          kind: 'delivered',
        });
      }
      expect(printer.garbage).toEqual([]);
      expect(printer.labels).toHaveLength(COMMANDS.length);
      for (const label of printer.labels) expect(label).toMatchObject({ language, complete: true });
    } finally {
      await printer.close();
    }
  });

  it('the commands of the job are the same whatever the texts say', () => {
    const head = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1').slice(0, 40);
    const calm = head(bytesOf(SAMPLE_LABEL, language));
    for (const text of COMMANDS) {
      const bytes = bytesOf(evil(text), language);
      expect(head(bytes)).toBe(calm);
      // Not one of the words that were written reaches the printer as bytes.
      const said = Buffer.from(bytes).toString('latin1');
      for (const word of ['EVIL', 'SELFTEST', 'PRINT 99', '^PQ99', '~JA', '{waybill}'])
        expect(said).not.toContain(word);
    }
  });
});
