import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';

/** Whom to call and when the courier comes (COM-05); nothing where nobody has written it down. */
export function CarrierContact({ carrier }: { readonly carrier: string | null }) {
  const { text } = useWords();
  const found = useStationState((s) => s.hello?.carriers.find((each) => each.code === carrier) ?? null);
  if (found === null) return null;
  const { pickupContact = '', pickupPhone = '', pickupTimes = '' } = found;
  if (pickupContact + pickupPhone + pickupTimes === '') return null;
  const facts = [
    pickupContact,
    pickupPhone,
    pickupTimes === '' ? '' : `${text('carriers.pickup.times')} ${pickupTimes}`,
  ];
  return (
    <p className="carrier-contact" data-testid="carrier-contact">
      {facts.filter((fact) => fact !== '').join(' · ')}
    </p>
  );
}
