import type { DeviceHealth } from '../../../shared/contract/index.ts';
import type { PrinterLine } from '../printing/index.ts';

/** What the lamp of a printer shows. "No answer" is unknown, never an error and never ready. */
export function printerHealth(line: PrinterLine): { state: DeviceHealth['state']; code: string | null } {
  if (line.state === 'not_ready') return { state: 'error', code: line.code ?? null };
  return { state: 'ready', code: null };
}
