import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';

/** Names of those who did something, by actor id; the system and the carriers are words. */
export function usePeople(): (id: string) => string {
  const { text } = useWords();
  const operators = useStationState((s) => s.hello?.operators ?? null);
  return (id) =>
    id === 'SYS' || id === 'CAR'
      ? text(`orderPage.actor.${id}`)
      : (operators?.find((operator) => operator.id === id)?.name ?? id);
}
