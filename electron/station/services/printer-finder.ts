import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { guessPreset, parseDeviceId } from '../../../shared/codec/printer/index.ts';
import type { FoundPrinter, PrinterSettings } from '../../../shared/contract/index.ts';
import { listPorts } from '../devices/index.ts';
import { findCupsQueues } from '../printing/index.ts';

/** What of this machine may be a printer, each with its name and the family that fits. */

const run = promisify(execFile);
const ASK_MS = 3000;
const SERIAL_BAUD = 9600;

type Found = Omit<FoundPrinter, 'usedBy'>;

export async function findPrinters(printers: readonly PrinterSettings[]): Promise<FoundPrinter[]> {
  const found = (await Promise.all([usbPrinters(), queues(), serialPorts()])).flat();
  const keyOf = (transport: PrinterSettings['transport']): string =>
    transport.kind === 'serial' ? `serial ${transport.path}` : JSON.stringify(transport);
  return found.map((each) => ({
    ...each,
    usedBy: printers.find(({ transport }) => keyOf(transport) === keyOf(each.transport))?.name ?? null,
  }));
}

/** Printer class devices of Linux, with the id that each tells of itself (IEEE 1284). */
async function usbPrinters(folder = '/dev/usb', ids = '/sys/class/usbmisc'): Promise<Found[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names
      .filter((name) => /^lp\d+$/.test(name))
      .map(async (name) => {
        const text = await readFile(join(ids, name, 'device', 'ieee1284_id'), 'utf8').catch(() => '');
        const id = parseDeviceId(text);
        const says = [id.get('MFG') ?? '', id.get('MDL') ?? ''].join(' ').trim();
        const path = join(folder, name);
        return {
          transport: { kind: 'device', path } as const,
          name: says === '' ? path : says,
          preset: guessPreset(says, id.get('CMD') ?? '')?.id ?? null,
        };
      }),
  );
}

async function queues(): Promise<Found[]> {
  if (process.platform === 'win32') return windowsQueues();
  return (await findCupsQueues(ASK_MS)).map(({ name, info, model }) => {
    const says = info === '' || info === name ? name : `${name} · ${info}`;
    return {
      transport: { kind: 'queue', queue: name } as const,
      name: says,
      preset: guessPreset(`${says} ${model}`)?.id ?? null,
    };
  });
}

/** Not run on Windows yet. */
async function windowsQueues(): Promise<Found[]> {
  try {
    const command = '[Console]::OutputEncoding = [Text.Encoding]::UTF8; (Get-Printer).Name';
    const { stdout } = await run('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', command], {
      timeout: 3 * ASK_MS,
      windowsHide: true,
    });
    return linesOf(stdout).map((queue) => ({
      transport: { kind: 'queue', queue } as const,
      name: queue,
      preset: guessPreset(queue)?.id ?? null,
    }));
  } catch {
    return []; // no PowerShell, or no print service: there are no queues
  }
}

async function serialPorts(): Promise<Found[]> {
  return (await listPorts()).map((port) => {
    const name = port.manufacturer === undefined ? port.path : `${port.path} · ${port.manufacturer}`;
    return {
      transport: { kind: 'serial', path: port.path, baudRate: SERIAL_BAUD } as const,
      name,
      preset: guessPreset(name)?.id ?? null,
    };
  });
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
