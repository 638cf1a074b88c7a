import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeForPrinter } from '../../../electron/station/printing/languages/index.ts';
import { createTcpTransport, DEFAULT_SEND } from '../../../electron/station/printing/transports/index.ts';
import { createBitmap } from '../../../shared/base/bitmap.ts';
import { servePrinterPage, startVirtualPrinter } from '../../fakes/printer/index.ts';
import type { PrinterPage, VirtualPrinter } from '../../fakes/printer/index.ts';
import { profileOf } from './helpers.ts';

let printer: VirtualPrinter;
let page: PrinterPage;
beforeEach(async () => {
  printer = await startVirtualPrinter();
  page = await servePrinterPage(printer);
});
afterEach(async () => {
  await page.close();
  await printer.close();
});

const print = (bytes: Uint8Array) =>
  createTcpTransport({ host: '127.0.0.1', port: printer.port }).send(bytes, {
    ...DEFAULT_SEND,
    closeMs: 500,
  });

/** The first state that the page's stream tells. */
async function state(): Promise<{
  fault: string;
  labels: { number: number }[];
  garbage: { text: string }[];
}> {
  const stop = new AbortController();
  const response = await fetch(`${page.url}events`, { signal: stop.signal });
  const { value } = (await response.body?.getReader().read()) ?? {};
  stop.abort();
  return JSON.parse(new TextDecoder().decode(value).replace(/^data: /, '')) as Awaited<
    ReturnType<typeof state>
  >;
}

describe('the page of the virtual printer', () => {
  it('shows labels as pictures, newest first, and garbage as text', async () => {
    for (const language of ['tspl', 'zpl', 'escpos'] as const) {
      await print(encodeForPrinter(createBitmap(80, 40), profileOf(language)));
    }
    await print(Buffer.from('SIZE 10 mm,10 mm\r\nTEXT 0,0,"<img src=x onerror=alert(1)>"\r\n'));
    const now = await state();
    expect(now.labels).toMatchObject([{ number: 3, language: 'escpos' }, { number: 2 }, { number: 1 }]);
    expect(now.garbage[0]?.text).toContain('<img src=x');
    const html = await (await fetch(page.url)).text();
    expect(html).not.toContain('onerror');
    const picture = await fetch(`${page.url}labels/1.png`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(picture.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await fetch(`${page.url}labels/99.png`)).status).toBe(404);
  });

  it('breaks the printer on request, and mends it', async () => {
    const press = async (name: string) =>
      (await fetch(`${page.url}fault/${name}`, { method: 'POST' })).status;
    const label = encodeForPrinter(createBitmap(80, 40), profileOf('tspl'));
    expect(await press('offline')).toBe(204);
    expect(await print(label)).toEqual({ kind: 'not_sent', code: 'refused' });
    expect(await press('paper_out')).toBe(204);
    await print(label);
    expect([printer.labels.length, printer.waiting()]).toEqual([0, 1]);
    expect(await press('ready')).toBe(204);
    expect([printer.labels.length, printer.waiting()]).toEqual([1, 0]);
    expect(await press('no_such_thing')).toBe(404);
  });

  it('answers no other name and no other page', async () => {
    const port = new URL(page.url).port;
    const status = (headers: Record<string, string>) =>
      new Promise<number>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path: '/fault/offline', method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        })
          .on('error', reject)
          .end();
      });
    expect(await status({ host: 'evil.example' })).toBe(403);
    expect(await status({ host: `127.0.0.1:${port}`, origin: 'http://evil.example' })).toBe(403);
    expect((await state()).fault).toBe('ready');
  });
});
