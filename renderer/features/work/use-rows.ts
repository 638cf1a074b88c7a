import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { WorkHit, WorkQuery, WorkState } from '../../../shared/contract/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { createRows } from './rows.ts';
import type { LazyRows } from './rows.ts';

/** Where a list is looked at first; another one when the list is. */
export interface Place {
  readonly row: number;
}

/** The rows of a query. While those of a new one are on their way, the ones before stay on the screen. */
export function useRows(query: Required<WorkQuery>, place: Place): LazyRows {
  const station = useStation();
  const tick = useStationState((s) => s.ticks.work);
  const key = JSON.stringify(query);
  const fresh = useMemo(() => createRows(station, JSON.parse(key) as Required<WorkQuery>), [station, key]);
  const [shown, setShown] = useState(fresh);
  useEffect(() => {
    const stop = fresh.onChange(() => {
      if (fresh.total() !== undefined || fresh.fault() !== null) setShown(fresh);
    });
    fresh.need(place.row, place.row + 60);
    return stop;
  }, [fresh, place]);
  useEffect(() => fresh.refresh(), [fresh, tick]);
  useSyncExternalStore(shown.onChange, shown.version);
  return shown;
}

export interface Found {
  readonly text: string;
  readonly hits: readonly WorkHit[];
  readonly more: boolean;
  readonly index: WorkState;
}

/** What the station finds for a text, asked at every key; an answer that comes late is not shown. */
export function useSearch(text: string): Found | null {
  const station = useStation();
  const tick = useStationState((s) => s.ticks.work);
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    if (text === '' || station.store.getState().client === null) return undefined;
    let wanted = true;
    void station.ask('work.search', { text, limit: 50 }).then((answer) => {
      if (wanted && answer?.ok === true) setFound({ text, ...answer.value });
    });
    return () => {
      wanted = false;
    };
  }, [station, text, tick]);
  return text === '' ? null : found;
}
