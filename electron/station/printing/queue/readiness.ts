import { blocksPrinting } from '../../../../shared/codec/printer/index.ts';
import type { StatusReport } from '../transports/index.ts';
import type { ResolvedPrinter } from './types.ts';

/** Is there any way to ask the printer, short of sending it a job? */
export const canBeAsked = ({ profile, transport }: ResolvedPrinter): boolean =>
  transport.probe !== undefined || (profile.statusQuery && transport.queryStatus !== undefined);

/** Asks a printer in whatever way it can be asked. */
export async function askPrinter(
  printer: ResolvedPrinter,
  deadlineMs: number,
  signal?: AbortSignal,
): Promise<StatusReport> {
  const { profile, transport } = printer;
  if (profile.statusQuery && transport.queryStatus)
    return transport.queryStatus(profile.language, deadlineMs, signal);
  const reachable = await transport.probe?.(deadlineMs);
  return { state: 'unknown', raw: new Uint8Array(), reach: reachable === false ? 'unreachable' : 'silent' };
}

/** Why jobs should wait, going by the printer's answer; undefined = they may go. */
export function reasonToWait(report: StatusReport): string | undefined {
  if (report.reach === 'unreachable') return report.code ?? 'unreachable';
  return blocksPrinting(report.state) ? report.state : undefined;
}

/**
 * May jobs that waited go on by themselves? Stricter than {@link reasonToWait}: a printer that can tell its state must
 * have told it (a Zebra with its head open keeps silent), and one that cannot even be probed needs a person.
 * @param heard it has answered before: then silence, or noise, is no "ready"
 */
export function answersAgain(printer: ResolvedPrinter, report: StatusReport, heard: boolean): boolean {
  const { profile, transport } = printer;
  if (reasonToWait(report) !== undefined) return false;
  if (profile.statusQuery && transport.queryStatus) {
    if (report.reach === 'answered') return true;
    return report.reach === 'silent' && !heard && profile.language !== 'zpl';
  }
  return canBeAsked(printer);
}
