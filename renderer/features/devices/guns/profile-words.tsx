import { DEFAULT_PROFILE, showControls } from '../../../../shared/codec/scan/index.ts';
import type { GunProfile } from '../../../../shared/codec/scan/index.ts';
import { useWords } from '../../../i18n/index.ts';
import type { Words } from '../../../i18n/index.ts';
import { Chip } from '../../../ui/page.tsx';

const ORDER = ['prefix', 'startKey', 'suffix', 'end', 'gs', 'case', 'layout', 'aim'] as const;

/** One field of a profile in words. */
function fieldWords({ text }: Words, profile: GunProfile, field: (typeof ORDER)[number]): string {
  switch (field) {
    case 'prefix':
    case 'suffix':
      return `${text(`guns.${field}`)} ${showControls(profile[field])}`;
    case 'startKey':
      return `${text('guns.startKey')} ${profile.startKey ?? ''}`;
    case 'end':
      return `${text('guns.end')}: ${text(`guns.ends.${profile.end}`)}`;
    case 'gs': {
      const form = text(`guns.gsForms.${profile.gs}`);
      return `GS: ${profile.gs === 'text' || profile.gs === 'key' ? `${form} ${profile.gsText}` : form}`;
    }
    case 'case':
      return `${text('guns.case')}: ${text(`guns.cases.${profile.case}`)}`;
    case 'layout':
      return `${text('guns.layout')}: ${text(`guns.layouts.${profile.layout}`)}`;
    case 'aim':
      return `${text('guns.aim')}: ${text(`guns.aims.${profile.aim}`)}`;
  }
}

/** What of a profile is not as delivered, in words; all of it where nothing is special. */
export function ProfileChips({ profile }: { readonly profile: GunProfile }) {
  const words = useWords();
  const special = ORDER.filter((field) => profile[field] !== DEFAULT_PROFILE[field]);
  return (
    <span className="chips">
      {special.length === 0 ? <Chip tone="good">{words.text('guns.asDelivered')}</Chip> : null}
      {special.map((field) => (
        <Chip key={field} tone="info">
          {fieldWords(words, profile, field)}
        </Chip>
      ))}
    </span>
  );
}
