import { useStationState } from '../../stores/index.ts';

/** Names of people by id; whoever is not here any more stands under the id. */
export function useNames(): (id: string | null) => string | null {
  const hello = useStationState((s) => s.hello);
  return (id) => (id === null ? null : (hello?.operators.find((one) => one.id === id)?.name ?? id));
}
