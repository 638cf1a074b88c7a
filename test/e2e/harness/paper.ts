import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { getDot } from '../../../shared/base/bitmap.ts';
import type { Bitmap } from '../../../shared/base/bitmap.ts';
import type { Rect, Zone } from '../../../shared/label/index.ts';
import type { PrintedLabel } from '../../fakes/printer/index.ts';

const run = promisify(execFile);

/** Reads printed paper with `zbarimg`, as a gun would: by the picture alone. */
export function createReader() {
  const folder = mkdtempSync(join(tmpdir(), 'packline-paper-'));
  let count = 0;
  return {
    async codes(label: PrintedLabel): Promise<string[]> {
      const file = join(folder, `${String((count += 1))}.png`);
      await writeFile(file, label.png(2));
      try {
        const { stdout } = await run('zbarimg', ['--quiet', '--raw', file]);
        return stdout.split('\n').filter((line) => line !== '');
      } catch (error) {
        // 4 = nothing found.
        if ((error as { code?: number }).code === 4) return [];
        throw error;
      }
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
export type Reader = ReturnType<typeof createReader>;

/** Black dots in a rectangle. */
export function ink(bitmap: Bitmap, { x, y, width, height }: Rect): number {
  let dots = 0;
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++) if (getDot(bitmap, column, row)) dots += 1;
  return dots;
}

/** Dots of a rectangle that differ between two pictures. */
export function difference(a: Bitmap, b: Bitmap, { x, y, width, height }: Rect): number {
  let dots = 0;
  for (let row = y; row < y + height; row++)
    for (let column = x; column < x + width; column++)
      if (getDot(a, column, row) !== getDot(b, column, row)) dots += 1;
  return dots;
}

export interface ZoneFault {
  readonly zone: string;
  readonly why: 'absent' | 'no ink' | 'other ink';
}

/**
 * Every zone that the label must have is on the paper, and holds exactly what the order says.
 * @param loose zones of which only ink is asked (the time of the print)
 */
export function zoneFaults(
  paper: Bitmap,
  drawn: Bitmap,
  zones: readonly Zone[],
  wanted: readonly string[],
  loose: readonly string[],
): ZoneFault[] {
  const faults: ZoneFault[] = [];
  for (const name of wanted) {
    const zone = zones.find((each) => each.name === name);
    if (!zone) faults.push({ zone: name, why: 'absent' });
    else if (ink(paper, zone.rect) < 20) faults.push({ zone: name, why: 'no ink' });
    else if (!loose.includes(name) && difference(paper, drawn, zone.rect) > 0)
      faults.push({ zone: name, why: 'other ink' });
  }
  return faults;
}
