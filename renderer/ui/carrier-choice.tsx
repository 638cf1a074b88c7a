import type { CarrierChoiceView } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStationState } from '../stores/index.ts';
import { Chip } from './page.tsx';

/** A choice of a carrier: which, why, what it costs, and why not the others. */
export function Choice({ choice }: { readonly choice: CarrierChoiceView }) {
  const words = useWords();
  const { text } = words;
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  const name = (code: string): string => {
    const found = carriers?.find((each) => each.code === code);
    return found === undefined ? code : words.language === 'zh' ? found.zh : found.en;
  };
  const { price } = choice;
  return (
    <div className="carrier-choice" data-testid="carrier-choice" data-fits={choice.fits}>
      <p className="choice-head">
        <b>{name(choice.carrier)}</b>
        {choice.agreement === undefined ? null : <span className="mono">{choice.agreement}</span>}
        {choice.service === undefined ? null : (
          <Chip tone="info">{text(`carriers.serviceName.${choice.service}`)}</Chip>
        )}
        {price === undefined ? null : <b className="choice-price">{words.money(price.cost)}</b>}
      </p>
      <p>
        <Chip tone={choice.fits ? 'good' : 'warn'}>{text(`carriers.reason.${choice.reason}`)}</Chip>
      </p>
      {price === undefined ? null : (
        <p className="muted">
          {[
            price.zone,
            `${text('carriers.charged')} ${words.count(price.chargedGrams / 1000)} kg`,
            price.days === undefined ? '' : text('carriers.promised', { n: price.days }),
          ]
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
      )}
      <Rejected rows={choice.rejected} name={name} />
    </div>
  );
}

/** Agreements that were not chosen, each with its reason. */
export function Rejected({
  rows,
  name,
}: {
  readonly rows: CarrierChoiceView['rejected'];
  readonly name: (code: string) => string;
}) {
  const words = useWords();
  const { text } = words;
  if (rows.length === 0) return null;
  return (
    <details className="choice-rejected" open={rows.length <= 6}>
      <summary>{text('carriers.others')}</summary>
      <table className="plain-table">
        <tbody>
          {rows.map((row) => (
            <tr key={`${row.agreement} ${row.code}`}>
              <td>{name(row.carrier)}</td>
              <td className="mono">{row.agreement}</td>
              <td>{text(`carriers.rejected.${row.code}`)}</td>
              <td className="num">{row.cost === undefined ? '' : words.money(row.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
