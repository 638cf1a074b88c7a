import type { LabelTemplate, TemplateElement, TemplateKind } from '../../../shared/label/index.ts';

/** The editor's state and what changes it: plain data, no screen. Lengths in mm. */

export interface History {
  readonly past: readonly LabelTemplate[];
  readonly now: LabelTemplate;
  readonly future: readonly LabelTemplate[];
  /** Place of the chosen element. */
  readonly selected: number | null;
  /** Changes that bear the same mark are one step to undo: a drag, a text that is typed. */
  readonly mark: string | null;
}

const KEPT_STEPS = 200;

export const begin = (template: LabelTemplate): History => ({
  past: [],
  now: template,
  future: [],
  selected: null,
  mark: null,
});

export function change(history: History, now: LabelTemplate, mark: string | null = null): History {
  if (now === history.now) return history;
  const same = mark !== null && mark === history.mark;
  const past = same ? history.past : [...history.past, history.now].slice(-KEPT_STEPS);
  return { ...history, past, now, future: [], mark };
}

export function undo(history: History): History {
  const before = history.past.at(-1);
  if (!before) return history;
  return settled({
    ...history,
    past: history.past.slice(0, -1),
    now: before,
    future: [history.now, ...history.future],
  });
}

export function redo(history: History): History {
  const [next, ...future] = history.future;
  if (!next) return history;
  return settled({ ...history, past: [...history.past, history.now], now: next, future });
}

/** What was chosen may be gone; the next change is a step of its own. */
const settled = (history: History): History => ({
  ...history,
  mark: null,
  selected:
    history.selected !== null && history.selected < history.now.elements.length ? history.selected : null,
});

export const select = (history: History, selected: number | null): History => ({
  ...history,
  selected,
  mark: null,
});

export function selectNext(history: History, step: 1 | -1): History {
  const n = history.now.elements.length;
  if (n === 0) return history;
  const from = history.selected ?? (step === 1 ? -1 : n);
  return select(history, (from + step + n) % n);
}

export function withElement(template: LabelTemplate, index: number, element: TemplateElement): LabelTemplate {
  return { ...template, elements: template.elements.map((each, at) => (at === index ? element : each)) };
}

/** Changes some properties; what is given as undefined is taken away. */
export function patched(element: TemplateElement, patch: Readonly<Record<string, unknown>>): TemplateElement {
  const entries = Object.entries({ ...element, ...patch }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as unknown as TemplateElement;
}

export function added(history: History, element: TemplateElement): History {
  const elements = [...history.now.elements, element];
  const next = change(history, { ...history.now, elements });
  return { ...next, selected: elements.length - 1 };
}

export function removed(history: History): History {
  const { selected, now } = history;
  if (selected === null) return history;
  const elements = now.elements.filter((_, at) => at !== selected);
  const next = change(history, { ...now, elements });
  return { ...next, selected: elements.length === 0 ? null : Math.min(selected, elements.length - 1) };
}

export function duplicated(history: History): History {
  const element = history.selected === null ? undefined : history.now.elements[history.selected];
  if (!element) return history;
  const { page } = history.now;
  const x = round(Math.min(element.x + 3, Math.max(0, page.width - element.w)));
  const y = round(Math.min(element.y + 3, Math.max(0, page.height - element.h)));
  return added(history, { ...element, x, y });
}

/** Before or after its neighbour: what comes later is drawn above. */
export function restacked(history: History, step: 1 | -1): History {
  const { selected, now } = history;
  const to = (selected ?? 0) + step;
  if (selected === null || to < 0 || to >= now.elements.length) return history;
  const elements = [...now.elements];
  const [element] = elements.splice(selected, 1);
  if (element) elements.splice(to, 0, element);
  return { ...change(history, { ...now, elements }), selected: to };
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Hundredths of a mm: nothing that is dragged gets a tail of digits. */
export const round = (mm: number): number => Math.round(mm * 100) / 100;

export type Handle = 'move' | 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw';
/** Smallest side that a drag makes. */
const LEAST = 0.5;

/** The box after its handle was dragged by so much, kept on the paper. */
export function dragged(
  box: Box,
  handle: Handle,
  dx: number,
  dy: number,
  page: { width: number; height: number },
): Box {
  if (handle === 'move')
    return {
      ...box,
      x: clamp(box.x + dx, Math.min(0, page.width - box.w), Math.max(0, page.width - box.w)),
      y: clamp(box.y + dy, Math.min(0, page.height - box.h), Math.max(0, page.height - box.h)),
    };
  let { x, y, w, h } = box;
  if (handle.includes('e')) w = clamp(box.w + dx, LEAST, page.width - box.x);
  if (handle.includes('s')) h = clamp(box.h + dy, LEAST, page.height - box.y);
  if (handle.includes('w')) {
    x = clamp(box.x + dx, 0, box.x + box.w - LEAST);
    w = box.x + box.w - x;
  }
  if (handle.includes('n')) {
    y = clamp(box.y + dy, 0, box.y + box.h - LEAST);
    h = box.y + box.h - y;
  }
  return { x, y, w, h };
}

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(Math.max(least, most), value));

export interface Guides {
  readonly x: number | null;
  readonly y: number | null;
}

/**
 * Draws a dragged box to the lines of other elements and of the paper that are near, else to the grid.
 * @param near mm within which a line draws
 */
export function snapped(
  box: Box,
  handle: Handle,
  others: readonly Box[],
  page: { readonly width: number; readonly height: number },
  grid: number,
  near: number,
): { readonly box: Box; readonly guides: Guides } {
  const xs = [0, page.width / 2, page.width, ...others.flatMap(({ x, w }) => [x, x + w / 2, x + w])];
  const ys = [0, page.height / 2, page.height, ...others.flatMap(({ y, h }) => [y, y + h / 2, y + h])];
  const moves = handle === 'move';
  const across = snapAxis(box.x, box.w, xs, grid, near, {
    start: moves || handle.includes('w'),
    end: moves || handle.includes('e'),
    moves,
  });
  const down = snapAxis(box.y, box.h, ys, grid, near, {
    start: moves || handle.includes('n'),
    end: moves || handle.includes('s'),
    moves,
  });
  return {
    box: { x: across.from, w: across.length, y: down.from, h: down.length },
    guides: { x: across.guide, y: down.guide },
  };
}

function snapAxis(
  from: number,
  length: number,
  lines: readonly number[],
  grid: number,
  near: number,
  edges: { readonly start: boolean; readonly end: boolean; readonly moves: boolean },
): { from: number; length: number; guide: number | null } {
  const points = [
    ...(edges.start ? [from] : []),
    ...(edges.end ? [from + length] : []),
    ...(edges.moves ? [from + length / 2] : []),
  ];
  let best: { by: number; line: number } | undefined;
  for (const point of points)
    for (const line of lines) {
      const by = line - point;
      if (Math.abs(by) <= near && (!best || Math.abs(by) < Math.abs(best.by))) best = { by, line };
    }
  const anchor = edges.start ? from : from + length;
  const by = best?.by ?? (grid > 0 && points.length > 0 ? Math.round(anchor / grid) * grid - anchor : 0);
  const guide = best?.line ?? null;
  if (edges.moves) return { from: round(from + by), length, guide };
  if (edges.start) return { from: round(from + by), length: round(Math.max(LEAST, length - by)), guide };
  return { from, length: round(Math.max(LEAST, length + by)), guide };
}

/** What "add" makes, in the middle of the paper's upper half. */
export function fresh(
  what: 'text' | 'barcode' | 'qr' | 'line' | 'box' | 'list' | 'tags',
  template: LabelTemplate,
): TemplateElement {
  const { width, height } = template.page;
  const w = round(Math.min(50, width - 6));
  const place = { x: round((width - w) / 2), y: round(height / 3), w };
  const slip = (template.kind ?? 'label') === 'slip';
  switch (what) {
    case 'text':
      return { kind: 'text', ...place, h: 6, text: '{order_no}', size: 3.5 };
    case 'barcode':
      return {
        kind: 'barcode',
        ...place,
        h: 16,
        symbology: 'code128',
        content: slip ? '{code}' : '{waybill}',
        module: { min: 0.25, preferred: 0.375 },
        hri: 3,
      };
    case 'qr':
      return {
        kind: 'barcode',
        ...place,
        w: 20,
        h: 20,
        symbology: 'qr',
        content: '{order_no}',
        module: { min: 0.25, preferred: 0.5 },
      };
    case 'line':
      return { kind: 'line', ...place, h: 0.4 };
    case 'box':
      return { kind: 'box', ...place, h: 12, thickness: 0.4 };
    case 'list':
      return { kind: 'list', ...place, h: 20, field: 'goods', size: 3 };
    case 'tags':
      return { kind: 'tags', ...place, h: 5.6, size: 4 };
  }
}

/** An id that nobody has yet, made of the old one. */
export function freeId(id: string, taken: ReadonlySet<string>): string {
  const base = id.replace(/-\d+$/, '').slice(0, 40);
  for (let n = 2; ; n += 1) if (!taken.has(`${base}-${String(n)}`)) return `${base}-${String(n)}`;
}

export const kindOf = (template: LabelTemplate): TemplateKind => template.kind ?? 'label';
