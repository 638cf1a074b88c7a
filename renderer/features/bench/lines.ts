import type { SessionView } from '../../../shared/contract/index.ts';

export type Line = SessionView['lines'][number];
export type LineState = 'open' | 'part' | 'done';

export function lineState(line: Line): LineState {
  if (line.checked >= line.qty) return 'done';
  return line.checked > 0 ? 'part' : 'open';
}

/**
 * The line to show large: the station's current line while it is open, else the first open one; null when all units
 * are checked. A line that just became full would tell the packer to go on taking it.
 */
export function currentLine(session: SessionView): Line | null {
  const open = session.lines.filter((line) => lineState(line) !== 'done');
  return open.find((line) => line.no === session.currentLine) ?? open[0] ?? null;
}
