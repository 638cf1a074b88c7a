import { useEffect } from 'react';
import type { PickView, VerdictView } from '../../../shared/contract/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';

/** The station takes the guns back where it hears nothing for 20 s. */
const RENEW_MS = 8_000;

/**
 * While the page is in front, scans of this window and of the bench's guns are the picker's. Where it stood comes from the
 * station, so that a reload goes on there.
 */
export function usePicking(): { readonly view: PickView | null; readonly verdict: VerdictView | null } {
  const station = useStation();
  const client = useStationState((s) => s.client);
  const bench = useStationState((s) => s.bench);
  const person = useStationState((s) => s.session?.person?.id ?? null);
  const atBench = useStationState((s) => s.view?.operator?.id ?? null);
  const view = useStationState((s) => s.pick);
  const verdict = useStationState((s) => s.pickVerdict);

  useEffect(() => {
    if (!client) return undefined;
    // Somebody else works at the bench: that is said on the page, not again and again.
    const front = (on: boolean): void => void client.call('pick.front', { bench, on }).catch(() => undefined);
    station.store.setState({ picking: true });
    front(true);
    const timer = setInterval(() => front(true), RENEW_MS);
    void client.call('pick.view', { bench }).then(
      (pick) => {
        if (station.store.getState().bench === bench) station.store.setState({ pick });
      },
      () => undefined,
    );
    return () => {
      clearInterval(timer);
      station.store.setState({ picking: false, pickVerdict: null });
      front(false);
    };
  }, [station, client, bench, person, atBench]);
  return { view, verdict };
}
