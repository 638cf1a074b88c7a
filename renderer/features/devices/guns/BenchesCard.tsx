import { Button, SegmentedControl } from '@mantine/core';
import { useWords } from '../../../i18n/index.ts';

const MOST = 4;

/** Benches of this station: two guns at two of them are two sessions. */
export function BenchesCard({
  benches,
  used,
  shown,
  onSave,
  onShow,
}: {
  readonly benches: readonly string[];
  /** Benches that a gun is bound to. */
  readonly used: ReadonlySet<string>;
  readonly shown: string;
  readonly onSave: (benches: string[]) => void;
  readonly onShow: (bench: string) => void;
}) {
  const { text } = useWords();
  const last = benches.at(-1) ?? '';
  const next = Array.from({ length: MOST }, (_, i) => `B${String(i + 1)}`).find(
    (id) => !benches.includes(id),
  );
  return (
    <section className="card" data-testid="benches-card">
      <h2>{text('guns.benches')}</h2>
      <p className="muted">{text('guns.benchesNote')}</p>
      <div className="row">
        <div>
          <p className="muted">{text('guns.showHere')}</p>
          <SegmentedControl data={[...benches]} value={shown} onChange={onShow} />
        </div>
        {next === undefined ? null : (
          <Button variant="default" data-testid="add-bench" onClick={() => onSave([...benches, next])}>
            {text('guns.addBench')}
          </Button>
        )}
        {benches.length > 1 && !used.has(last) && last !== shown ? (
          <Button variant="default" onClick={() => onSave(benches.slice(0, -1))}>
            {text('guns.removeBench', { bench: last })}
          </Button>
        ) : null}
      </div>
    </section>
  );
}
