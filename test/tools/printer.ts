import { parseArgs } from 'node:util';
import { servePrinterPage, startVirtualPrinter } from '../fakes/printer/index.ts';
import type { PrinterPage, VirtualPrinter, VirtualPrinterOptions } from '../fakes/printer/index.ts';

/**
 * `npm run printer [-- --port 9100 --page 0 --language auto|tspl|zpl|escpos --dpi 203|300 --inverted]`:
 * a label printer on 127.0.0.1 that shows what was printed as pictures in a page.
 */
const USAGE = `Usage: npm run printer -- [options]
  --port N       TCP port of the printer; without it 9100 or the next free one
  --page N       port of the page (0 = any free port)
  --language L   auto (default), tspl, zpl or escpos
  --dpi N        203 (default) or 300
  --inverted     the printer takes black for white
`;
const FIRST_PORT = 9100;
const PORTS_TO_TRY = 20;
const LANGUAGES = ['auto', 'tspl', 'zpl', 'escpos'] as const;

async function main(): Promise<number> {
  const options = readOptions();
  if (!options) {
    process.stderr.write(USAGE);
    return 2;
  }
  const open: PrinterPage[] = [];
  const settings = { ...options.printer, onChange: () => open[0]?.changed() };
  const printer = await startOnFreePort(settings, options.port);
  const page = await servePrinterPage(printer, options.page);
  open.push(page);
  process.stdout.write(`Printer: 127.0.0.1:${printer.port} (${settings.language})\nPage:    ${page.url}\n`);

  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await page.close();
  await printer.close();
  return 0;
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        page: { type: 'string', default: '0' },
        language: { type: 'string', default: 'auto' },
        dpi: { type: 'string', default: '203' },
        inverted: { type: 'boolean', default: false },
      },
    });
    const language = LANGUAGES.find((each) => each === values.language);
    const dpi = values.dpi === '203' ? 203 : values.dpi === '300' ? 300 : undefined;
    const ports = [values.port ?? '0', values.page].map(Number);
    const fits = ports.every((port) => Number.isInteger(port) && port >= 0 && port <= 65_535);
    if (!language || !dpi || !fits) return undefined;
    const polarity = values.inverted ? ('inverted' as const) : ('normal' as const);
    const port = values.port === undefined ? undefined : ports[0];
    return { port, page: ports[1] ?? 0, printer: { language, dpi, polarity } as const };
  } catch {
    return undefined; // an option that does not exist: the usage says what does
  }
}

async function startOnFreePort(
  settings: VirtualPrinterOptions,
  port: number | undefined,
): Promise<VirtualPrinter> {
  if (port !== undefined) return startVirtualPrinter({ ...settings, port });
  for (let next = FIRST_PORT; next < FIRST_PORT + PORTS_TO_TRY; next++) {
    try {
      return await startVirtualPrinter({ ...settings, port: next });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error;
    }
  }
  return startVirtualPrinter({ ...settings, port: 0 });
}

process.exitCode = await main();
