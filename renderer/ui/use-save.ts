import type { MethodInput } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStation } from '../stores/index.ts';

/** Saves a part of the settings and tells how it went. */
export function useSave(): (part: MethodInput<'settings.save'>) => Promise<boolean> {
  const station = useStation();
  const { text } = useWords();
  return async (part) => {
    const done = await station.act('settings.save', part);
    if (done) station.notify('good', text('app.saved'));
    return done !== undefined;
  };
}
