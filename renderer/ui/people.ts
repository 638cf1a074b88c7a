import { useStationState } from '../stores/index.ts';

/** Names of those who did something, by actor id; the system shows as its own word. */
export function usePeople(): (id: string) => string {
  const operators = useStationState((s) => s.hello?.operators ?? null);
  return (id) => operators?.find((operator) => operator.id === id)?.name ?? id;
}
