import { describe, expect, it } from 'vitest';
import { keyChange } from '../../../renderer/features/templates/keys.ts';
import type { Press } from '../../../renderer/features/templates/keys.ts';
import * as model from '../../../renderer/features/templates/model.ts';
import { dotsOf } from '../../../renderer/features/templates/picture.ts';
import type { LabelTemplate } from '../../../shared/label/index.ts';

const page = { width: 100, height: 150 };
const template: LabelTemplate = {
  id: 'a',
  name: 'a',
  page,
  elements: [
    { kind: 'text', x: 10, y: 10, w: 20, h: 5, text: 'one', size: 3 },
    { kind: 'line', x: 0, y: 40, w: 100, h: 0.4 },
  ],
};
const press = (code: string, part: Partial<Press> = {}): Press => ({
  code, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...part,
}); // prettier-ignore
const keys = (history: model.History, ...codes: (string | Press)[]): model.History =>
  codes.reduce<model.History>(
    (now, code) => keyChange(now, typeof code === 'string' ? press(code) : code, 1) ?? now,
    history,
  );
const box = (history: model.History, at = 0) => {
  const { x, y, w, h } = history.now.elements[at] ?? { x: 0, y: 0, w: 0, h: 0 };
  return [x, y, w, h];
};

describe('the editor by keyboard', () => {
  it('moves, resizes and goes by tenths; a row of presses is one step back', () => {
    const chosen = keys(model.begin(template), 'PageDown');
    const moved = keys(chosen, 'ArrowRight', 'ArrowRight', 'ArrowDown', press('ArrowLeft', { altKey: true }));
    expect(box(moved)).toEqual([11.9, 11, 20, 5]);
    expect(box(keys(moved, press('KeyZ', { ctrlKey: true })))).toEqual([10, 10, 20, 5]);
    const sized = keys(chosen, press('ArrowRight', { shiftKey: true }), press('ArrowUp', { shiftKey: true }));
    expect(box(sized)).toEqual([10, 10, 21, 4]);
  });

  it('never leaves the paper', () => {
    let history = keys(model.begin(template), 'PageDown');
    for (let i = 0; i < 200; i += 1) history = keys(history, 'ArrowRight', 'ArrowUp');
    expect(box(history)).toEqual([80, 0, 20, 5]);
    for (let i = 0; i < 200; i += 1) history = keys(history, press('ArrowLeft', { shiftKey: true }));
    expect(box(history)[2]).toBe(0.5);
  });

  it('deletes, duplicates, undoes and redoes; what is not its own it leaves alone', () => {
    const chosen = keys(model.begin(template), 'PageDown');
    const doubled = keys(chosen, press('KeyD', { ctrlKey: true }));
    expect([doubled.now.elements.length, doubled.selected, box(doubled, 2)]).toEqual([3, 2, [13, 13, 20, 5]]);
    const gone = keys(doubled, 'Delete', 'Delete');
    expect(gone.now.elements.map(({ kind }) => kind)).toEqual(['text']);
    const back = keys(gone, press('KeyZ', { ctrlKey: true }), press('KeyZ', { metaKey: true }));
    expect(back.now).toEqual(doubled.now);
    expect(
      keys(back, press('KeyZ', { ctrlKey: true, shiftKey: true }), press('KeyY', { ctrlKey: true })).now,
    ).toEqual(gone.now);
    for (const code of ['KeyA', 'Enter', 'Tab', 'F1'])
      expect(keyChange(chosen, press(code), 1)).toBeUndefined();
    expect(keyChange(model.begin(template), press('ArrowUp'), 1)).toBeUndefined();
  });

  it('goes through the elements round and round', () => {
    const at = (...codes: string[]) => keys(model.begin(template), ...codes).selected;
    expect([
      at('PageDown'),
      at('PageUp'),
      at('PageDown', 'PageDown', 'PageDown'),
      at('PageDown', 'Escape'),
    ]).toEqual([0, 1, 0, null]);
  });

  it('an edit after a step back forgets what was ahead', () => {
    const edited = keys(
      model.begin(template),
      'PageDown',
      'ArrowRight',
      press('KeyZ', { ctrlKey: true }),
      'ArrowDown',
    );
    expect(edited.future).toEqual([]);
    expect(box(edited)).toEqual([10, 11, 20, 5]);
  });
});

describe('dragging', () => {
  const others = [{ x: 40, y: 60, w: 20, h: 10 }];
  it('draws to lines of other elements that are near, else to the grid', () => {
    const near = model.snapped({ x: 39.6, y: 20.3, w: 10, h: 5 }, 'move', others, page, 1, 0.6);
    expect([near.box, near.guides]).toEqual([
      { x: 40, y: 20, w: 10, h: 5 },
      { x: 40, y: null },
    ]);
    const far = model.snapped({ x: 33.3, y: 20.3, w: 10, h: 5 }, 'move', others, page, 2, 0.2);
    expect(far.box).toEqual({ x: 34, y: 20, w: 10, h: 5 });
    const middle = model.snapped({ x: 45.2, y: 20, w: 10, h: 5 }, 'move', others, page, 1, 0.5);
    expect(middle.box.x).toBe(45);
  });
  it('an edge that is dragged moves alone', () => {
    const west = model.dragged({ x: 10, y: 10, w: 20, h: 10 }, 'w', -3, 5, page);
    expect(west).toEqual({ x: 7, y: 10, w: 23, h: 10 });
    const snapped = model.snapped({ x: 10, y: 10, w: 29.7, h: 10 }, 'e', others, page, 1, 0.5);
    expect(snapped.box).toEqual({ x: 10, y: 10, w: 30, h: 10 });
    expect(model.dragged({ x: 10, y: 10, w: 20, h: 10 }, 'se', -50, 500, page)).toEqual({
      x: 10,
      y: 10,
      w: 0.5,
      h: 140,
    });
  });
});

describe('pictures', () => {
  it('black stays black, white stays white, and grey is half of each', () => {
    const plain = (grey: number) => new Uint8Array(16 * 16 * 4).fill(grey);
    const ink = (grey: number): number =>
      [...dotsOf(plain(grey), 16, 16)].reduce(
        (sum, byte) => sum + byte.toString(2).replaceAll('0', '').length,
        0,
      );
    expect([ink(0), ink(255)]).toEqual([256, 0]);
    expect(ink(128)).toBeGreaterThan(110);
    expect(ink(128)).toBeLessThan(146);
  });
});

it('a copy gets an id that nobody has', () => {
  expect(model.freeId('express-4x6', new Set(['express-4x6', 'express-4x6-2']))).toBe('express-4x6-3');
  expect(model.freeId('a-2', new Set(['a-2']))).toBe('a-3');
});
