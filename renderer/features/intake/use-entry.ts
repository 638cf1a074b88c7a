import { useCallback, useEffect, useRef, useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { EMPTY_TYPED, isTyped, readSketch, sketchText, toForm, type Sketch, type Typed } from './typed.ts';

type Check = MethodOutput<'intake.check'>;
/** Somebody types on: the check and the keeping wait until there is a pause, ms. */
const CHECK_MS = 250;
const KEEP_MS = 700;

export interface Entry {
  readonly typed: Typed;
  readonly order: Sketch['order'];
  readonly check: Check | null;
  /** What was kept of an earlier window stands in the form. */
  readonly kept: boolean;
  readonly ready: boolean;
  change(part: Partial<Typed>): void;
  /** Begins with this instead. */
  start(sketch: Sketch): void;
  clear(): void;
}

/** The form of one order: checked by the station while it is typed, and kept there so that a reload loses nothing. */
export function useEntry(begin: Sketch | null): Entry {
  const station = useStation();
  const online = useStationState((s) => s.client !== null);
  const [sketch, setSketch] = useState<Sketch>(begin ?? { typed: EMPTY_TYPED, order: null });
  const [check, setCheck] = useState<Check | null>(null);
  const [kept, setKept] = useState(false);
  const [ready, setReady] = useState(begin !== null);
  const newest = useRef(sketch);
  newest.current = sketch;

  useEffect(() => {
    if (!online || ready) return undefined;
    let wanted = true;
    void station.ask('intake.sketch', {}).then((text) => {
      if (!wanted) return;
      const found = readSketch(text ?? null);
      // Whoever has begun to type already goes on with that.
      if (found && isTyped(found.typed) && !isTyped(newest.current.typed)) {
        setSketch(found);
        setKept(true);
      }
      setReady(true);
    });
    return () => {
      wanted = false;
    };
  }, [station, online, ready]);

  useEffect(() => {
    if (!online || !isTyped(sketch.typed)) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      const form = toForm(sketch.typed);
      const order = sketch.order === null ? {} : { order: sketch.order.id };
      void station.ask('intake.check', { form, ...order }).then((value) => {
        if (wanted && value) setCheck(value);
      });
    }, CHECK_MS);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [station, online, sketch]);

  const keep = useCallback(() => {
    const now = newest.current;
    void station.ask('intake.keep', { sketch: isTyped(now.typed) ? sketchText(now) : null });
  }, [station]);

  useEffect(() => {
    if (!online || !ready) return undefined;
    const timer = setTimeout(keep, KEEP_MS);
    return () => clearTimeout(timer);
  }, [online, ready, keep, sketch]);

  // Another page, or the window goes: what was typed last has not been kept yet.
  useEffect(() => {
    const leave = (): void => {
      if (isTyped(newest.current.typed)) keep();
    };
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      leave();
    };
  }, [keep]);

  const begun = useCallback((next: Sketch): void => {
    setSketch(next);
    setCheck(null);
    setKept(false);
  }, []);
  return {
    typed: sketch.typed,
    order: sketch.order,
    check: isTyped(sketch.typed) ? check : null,
    kept,
    ready,
    change: useCallback(
      (part: Partial<Typed>) => setSketch((s) => ({ ...s, typed: { ...s.typed, ...part } })),
      [],
    ),
    start: begun,
    clear: useCallback(() => {
      const empty = { typed: EMPTY_TYPED, order: null };
      newest.current = empty;
      begun(empty);
      keep();
    }, [begun, keep]),
  };
}
