import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Station } from './station.ts';
import type { StationState } from './types.ts';

export const StationContext = createContext<Station | null>(null);

export function useStation(): Station {
  const station = use(StationContext);
  if (!station) throw new Error('no station around this component');
  return station;
}

export function useStationState<T>(select: (state: StationState) => T): T {
  return useStore(useStation().store, select);
}
