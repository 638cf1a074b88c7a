import { useCallback, useEffect, useRef, useState } from 'react';
import type { TraceStep } from '../../../../shared/codec/scan/index.ts';
import { useStation, useStationState } from '../../../stores/index.ts';
import type { GunTap } from '../../../stores/index.ts';

/** Which guns are listened to: the keyboard guns of this window, or one gun by its id. */
export type TapTarget = { readonly kind: 'wedge' } | { readonly kind: 'gun'; readonly id: string };

export interface Tap {
  readonly steps: readonly TraceStep[];
  /** The steps as they were when the gun fell silent: time to see what it was. */
  readonly settled: readonly TraceStep[];
  clear(): void;
  load(steps: readonly TraceStep[]): void;
}

/** A gun's code is over after this, ms; the page's own waiting for late keys is 600. */
const PAUSE_MS = 700;
const MAX_STEPS = 20_000;

/** Listens to a gun while `on`; none of its codes counts meanwhile. */
export function useGunTap(target: TapTarget, bench: string, on: boolean): Tap {
  const station = useStation();
  const ready = useStationState((s) => s.client !== null);
  const [steps, setSteps] = useState<readonly TraceStep[]>([]);
  const [settled, setSettled] = useState<readonly TraceStep[]>([]);
  const all = useRef<readonly TraceStep[]>([]);
  const origin = useRef<number | null>(null);
  const id = target.kind === 'gun' ? target.id : null;

  const clear = useCallback(() => {
    origin.current = null;
    all.current = [];
    setSteps([]);
    setSettled([]);
  }, []);
  const load = useCallback((loaded: readonly TraceStep[]) => {
    // What is heard after it goes on behind it.
    origin.current = performance.now() - (loaded.at(-1)?.t ?? 0) - 1000;
    all.current = loaded;
    setSteps(loaded);
    setSettled(loaded);
  }, []);

  useEffect(() => {
    if (!on || !ready) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const add = (at: number, step: (t: number) => TraceStep): void => {
      origin.current ??= at;
      const t = Math.max(0, Math.round((at - origin.current) * 10) / 10);
      all.current = [...all.current, step(t)].slice(-MAX_STEPS);
      setSteps(all.current);
      clearTimeout(timer);
      timer = setTimeout(() => setSettled(all.current), PAUSE_MS);
    };
    const gunTap: GunTap = {
      key({ timeStamp, ...record }) {
        if (id !== null) return false;
        add(timeStamp, (t) => ({ kind: 'key', t, ...record }));
        return true;
      },
      raw({ gun, kind, at, hex }) {
        if (gun === id) add(at - performance.timeOrigin, (t) => ({ kind, t, hex }));
      },
    };
    station.store.setState({ gunTap });
    void station.act('gun.test', { bench, on: true });
    return () => {
      clearTimeout(timer);
      station.store.setState((s) => (s.gunTap === gunTap ? { gunTap: null } : {}));
      void station.act('gun.test', { bench, on: false });
    };
  }, [station, ready, on, id, bench]);

  return { steps, settled, clear, load };
}
