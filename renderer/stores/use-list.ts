import { useCallback, useEffect, useState } from 'react';
import type { MethodInput, MethodName, MethodOutput } from '../../shared/contract/index.ts';
import { useStation, useStationState } from './context.tsx';
import type { Lists } from './types.ts';

/**
 * A read of the station that is asked again when one of the lists it shows may have changed, when its input changes,
 * and after a reconnect. Undefined until the first answer.
 */
export function useList<M extends MethodName>(
  method: M,
  input: MethodInput<M>,
  watch: readonly Lists[],
): { readonly value: MethodOutput<M> | undefined; readonly refresh: () => void } {
  const station = useStation();
  const ticks = useStationState((s) => watch.reduce((sum, what) => sum + s.ticks[what], 0));
  const ready = useStationState((s) => s.client !== null);
  const [answer, setAnswer] = useState<MethodOutput<M>>();
  const [again, setAgain] = useState(0);
  const key = JSON.stringify(input);

  useEffect(() => {
    if (!ready) return undefined;
    let wanted = true;
    void station.ask(method, JSON.parse(key) as MethodInput<M>).then((value) => {
      if (wanted && value !== undefined) setAnswer(value);
    });
    return () => {
      wanted = false;
    };
  }, [station, method, key, ticks, ready, again]);

  const refresh = useCallback(() => setAgain((n) => n + 1), []);
  return { value: answer, refresh };
}
