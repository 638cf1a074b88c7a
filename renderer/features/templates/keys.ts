import {
  dragged,
  duplicated,
  redo,
  removed,
  round,
  select,
  selectNext,
  undo,
  withElement,
  change,
} from './model.ts';
import type { History } from './model.ts';

/** What of a key press counts. */
export interface Press {
  readonly code: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const FINE_MM = 0.1;

/**
 * What a key does on the paper. Arrows move by the grid, with Shift they resize, with Alt they go by a tenth of a mm.
 * @returns undefined where the key is not the editor's
 */
export function keyChange(history: History, press: Press, grid: number): History | undefined {
  const command = press.ctrlKey || press.metaKey;
  if (command) {
    if (press.code === 'KeyZ') return press.shiftKey ? redo(history) : undo(history);
    if (press.code === 'KeyY') return redo(history);
    if (press.code === 'KeyD') return duplicated(history);
    return undefined;
  }
  if (press.code === 'PageDown') return selectNext(history, 1);
  if (press.code === 'PageUp') return selectNext(history, -1);
  if (press.code === 'Escape') return select(history, null);
  if (press.code === 'Delete' || press.code === 'Backspace') return removed(history);
  const arrow = ARROWS[press.code];
  const { selected, now } = history;
  const element = selected === null ? undefined : now.elements[selected];
  if (!arrow || !element || selected === null) return undefined;
  const step = press.altKey ? FINE_MM : grid;
  const box = dragged(element, press.shiftKey ? 'se' : 'move', arrow[0] * step, arrow[1] * step, now.page);
  const to = { x: round(box.x), y: round(box.y), w: round(box.w), h: round(box.h) };
  // Presses that follow each other are one step to undo.
  return change(history, withElement(now, selected, { ...element, ...to }), `nudge:${String(selected)}`);
}
