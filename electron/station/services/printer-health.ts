import type { DeviceHealth } from '../../../shared/contract/index.ts';
import type { PrinterLine } from '../printing/index.ts';

/**
 * What the lamp of a printer shows. "No answer" is unknown, never an error and never ready.
 * @param asks it is set up as one that answers questions
 */
export function printerHealth(
  line: PrinterLine,
  asks: boolean,
): { state: DeviceHealth['state']; code: string | null } {
  if (line.state === 'waiting') return { state: 'waiting', code: 'printer_busy' };
  if (line.state === 'not_ready') return { state: 'error', code: line.code ?? null };
  if (asks && line.asked && line.asked.reach !== 'answered')
    return { state: 'unknown', code: line.asked.reach === 'garbled' ? 'garbled' : 'no_status' };
  return { state: 'ready', code: null };
}
