import { Button } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';

/** What runs here, where the data lie, and how quick it is. */
export function About() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const hello = useStationState((s) => s.hello);
  const bench = useStationState((s) => s.bench);
  const latency = useList('stats.latency', {}, ['queue', 'prints']).value;
  if (hello === null) return null;
  return (
    <div className="columns">
      <section className="card">
        <dl className="facts">
          <dt>{text('settings.version')}</dt>
          <dd>{hello.version}</dd>
          <dt>{text('app.station')}</dt>
          <dd className="mono">{hello.station}</dd>
          <dt>{text('settings.benchId')}</dt>
          <dd>{bench}</dd>
          <dt>{text('settings.dataDir')}</dt>
          <dd className="mono">{hello.dataDir}</dd>
          <dt />
          <dd>
            {text('settings.counts', {
              orders: words.count(hello.orders),
              products: words.count(hello.products),
            })}
          </dd>
        </dl>
        <div className="row">
          <Button variant="default" onClick={() => station.store.setState({ setupAgain: true })}>
            {text('settings.setupAgain')}
          </Button>
        </div>
      </section>
      <section className="card">
        <h2>{text('settings.latency')}</h2>
        <table className="plain-table">
          <thead>
            <tr>
              <th />
              <th className="num">p50</th>
              <th className="num">p95</th>
              <th className="num">p99</th>
              <th className="num">{text('settings.times')}</th>
            </tr>
          </thead>
          <tbody>
            {(
              [
                ['latencyVerdict', latency?.verdict],
                ['latencyPrint', latency?.print],
              ] as const
            ).map(([key, row]) => (
              <tr key={key}>
                <td>{text(`settings.${key}`)}</td>
                {row === undefined || row.n === 0 ? (
                  <td colSpan={4} className="muted">
                    {text('settings.latencyNone')}
                  </td>
                ) : (
                  <>
                    {[row.p50, row.p95, row.p99].map((value, index) => (
                      <td key={index} className="num">
                        {value.toFixed(1)} {text('settings.ms')}
                      </td>
                    ))}
                    <td className="num">{words.count(row.n)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
