import { useEffect } from 'react';
import { useStation, useStationState } from '../stores/index.ts';

/** How often the station is told that somebody is there, ms. */
const EVERY_MS = 20_000;

/** Keys and pointer keep a session alive; what a page does by itself does not. */
export function useTouch(): void {
  const station = useStation();
  const signedIn = useStationState((s) => s.session?.mode === 'closed' && s.session.person !== null);
  useEffect(() => {
    if (!signedIn) return undefined;
    let last = 0;
    const touch = (): void => {
      const now = performance.now();
      if (last !== 0 && now - last < EVERY_MS) return;
      last = now;
      station.touch();
    };
    window.addEventListener('keydown', touch, { capture: true });
    window.addEventListener('pointerdown', touch, { capture: true });
    return () => {
      window.removeEventListener('keydown', touch, { capture: true });
      window.removeEventListener('pointerdown', touch, { capture: true });
    };
  }, [station, signedIn]);
}
