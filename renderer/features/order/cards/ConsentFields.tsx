import { useWords } from '../../../i18n/index.ts';
import { NoteField, OneOf } from '../../../ui/forms.tsx';
import { CONSENTS, type Consent } from './words.ts';

/** How the customer agreed, where the act needs that, and what was said. */
export function ConsentFields({
  asked,
  consent,
  onConsent,
  note,
  onNote,
}: {
  readonly asked: boolean;
  readonly consent: Consent;
  readonly onConsent: (consent: Consent) => void;
  readonly note: string;
  readonly onNote: (note: string) => void;
}) {
  const { text } = useWords();
  return (
    <>
      {asked ? (
        <OneOf
          label={text('changes.consent')}
          of={CONSENTS}
          word={(each) => text(`changes.consents.${each}`)}
          value={consent}
          onChange={onConsent}
        />
      ) : null}
      <NoteField label={text('changes.note')} value={note} onChange={onNote} />
    </>
  );
}
