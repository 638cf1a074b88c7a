import { useMemo } from 'react';
import type { MethodName } from '../../shared/contract/index.ts';
import { useStationState } from './context.tsx';
import { areasFor, mayAsk } from './pages.ts';
import type { Area } from './pages.ts';

/** Whether to show what calls this method: the station refuses those who have no right to it anyway. */
export const useMay = (method: MethodName): boolean => useStationState((s) => mayAsk(s.session, method));

/** The areas and pages of the person at this window. */
export function useAreas(): readonly Area[] {
  const session = useStationState((s) => s.session);
  return useMemo(() => areasFor(session), [session]);
}
