import { bytesOfHex, showControls } from '../../../../shared/codec/scan/index.ts';
import type { TraceStep } from '../../../../shared/codec/scan/index.ts';
import { useWords } from '../../../i18n/index.ts';

/** Rows shown; a burst of a long code has about a hundred keys. */
const SHOWN = 120;

/** What a gun sent, key by key or chunk by chunk, with times. Releases of keys are left out, except of Alt. */
export function RawTable({ steps }: { readonly steps: readonly TraceStep[] }) {
  const { text } = useWords();
  const rows = steps.filter(
    (step) => step.kind !== 'key' || step.type === 'down' || step.code.startsWith('Alt'),
  );
  const shown = rows.slice(-SHOWN);
  return (
    <div className="gun-raw" data-testid="gun-raw">
      {rows.length > shown.length ? (
        <p className="muted">{text('guns.rawMore', { n: rows.length - shown.length })}</p>
      ) : null}
      <table>
        <thead>
          <tr>
            <th className="num">{text('guns.rawTime')}</th>
            <th className="num">+</th>
            <th>{text('guns.rawWhat')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((step, i) => (
            <tr key={rows.length - shown.length + i}>
              <td className="num">{step.t.toFixed(1)}</td>
              <td className="num">{(step.t - (shown[i - 1]?.t ?? step.t)).toFixed(1)}</td>
              <td>
                <What step={step} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function What({ step }: { readonly step: TraceStep }) {
  const { text } = useWords();
  if (step.kind !== 'key') {
    const bytes = bytesOfHex(step.hex);
    return (
      <>
        <code>{step.hex.replace(/../g, '$& ').trim()}</code>
        <br />
        <span className="mono">{showControls(new TextDecoder().decode(bytes))}</span>
      </>
    );
  }
  const held = [
    step.ctrl ? 'Ctrl' : '',
    step.alt ? 'Alt' : '',
    step.shift ? 'Shift' : '',
    step.caps ? 'Caps' : '',
  ];
  const with_ = held.filter((name) => name !== '').join('+');
  return (
    <>
      <span className="mono">{step.code === '' ? '—' : step.code}</span>{' '}
      <span className="muted">
        {step.key === 'Process' ? text('guns.imeKey') : [...step.key].length === 1 ? `“${step.key}”` : ''}{' '}
        {with_} {step.type === 'up' ? '↑' : ''}
      </span>
    </>
  );
}
