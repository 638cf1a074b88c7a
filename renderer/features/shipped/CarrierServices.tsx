import type { MethodOutput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';

type Rows = MethodOutput<'after.board'>['carriers'];

/** TRK-07: how carriers do, to talk with them about. */
export function CarrierServices({ rows }: { readonly rows: Rows }) {
  const words = useWords();
  const { text } = words;
  const carriers = useStationState((s) => s.hello?.carriers ?? null);
  if (rows.length === 0) return null;
  return (
    <section className="card">
      <h2>{text('after.service')}</h2>
      <table className="plain-table">
        <thead>
          <tr>
            <th>{text('after.carrier')}</th>
            <th className="num">{text('after.serviceParcels')}</th>
            <th className="num">{text('after.serviceSigned')}</th>
            <th className="num">{text('after.serviceAnomalies')}</th>
            <th className="num">{text('after.serviceHours')}</th>
            <th className="num">{text('after.serviceRating')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.carrier}>
              <td>{carriers?.find((each) => each.code === row.carrier)?.[words.language] ?? row.carrier}</td>
              <td className="num">{words.count(row.parcels)}</td>
              <td className="num">{words.count(row.signed)}</td>
              <td className="num">{words.count(row.anomalies)}</td>
              <td className="num">
                {row.hours === null ? '—' : text('after.hours', { n: row.hours.toFixed(1) })}
              </td>
              <td className="num">
                {row.rating === null ? '—' : `${row.rating.toFixed(1)} (${words.count(row.ratings)})`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
