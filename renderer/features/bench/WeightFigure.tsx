import { useWords } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import './weigh.css';

/** What the bench's scale says now, to be read from 2 m. Nothing where the bench has none. */
export function WeightFigure({ large = false }: { readonly large?: boolean }) {
  const { text } = useWords();
  const weight = useStationState((s) => s.weight);
  if (weight === null) return null;
  const { grams, wait, net } = weight;
  return (
    <p className="weight" data-testid="weight" data-wait={wait} data-large={large}>
      <span className="weight-figure">
        {grams === null ? (
          text('scales.noFigure')
        ) : (
          <>
            {(grams / 1000).toFixed(3)}
            <small>kg</small>
          </>
        )}
      </span>
      <span className="weight-word">
        <i />
        {text(`scales.wait.${wait}`)}
        {net ? ` · ${text('scales.net')}` : ''}
      </span>
    </p>
  );
}
