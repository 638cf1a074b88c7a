import { useEffect, useState } from 'react';
import type { SessionView } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { ShapeName } from '../../ui/index.ts';
import { Shape } from '../../ui/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { WeighPanel } from './WeighPanel.tsx';

const STATE_SHAPES: Readonly<Record<SessionView['label']['state'], ShapeName>> = {
  none: 'no_waybill',
  queued: 'printer',
  sending: 'label_sent',
  sent: 'label_sent',
  confirmed: 'unit_ok',
  failed: 'printer_not_ready',
  unknown: 'print_unknown',
  not_sent: 'printer_not_ready',
  external: 'label_bound',
};

/** All units are checked: the label as it is printed, the state of its print, and what to scan now. */
export function LabelStep({ session }: { readonly session: SessionView }) {
  const words = useWords();
  const { text } = words;
  const { label, waybill } = session;
  const external = session.labelSource === 'external';
  const pages = usePreview(session.shipment, external, label.copy);
  return (
    <section className="label-step" data-testid="label-step" data-state={label.state}>
      <div className="label-paper">
        {pages[0] === undefined ? (
          <div className="label-none">
            <Shape name={external ? 'label_bound' : 'picture'} size={140} />
            <span>{text(external ? 'bench.label.state.external' : 'bench.label.noPreview')}</span>
          </div>
        ) : (
          <img
            src={`data:image/png;base64,${pages[0]}`}
            alt={text('bench.label.title')}
            data-testid="label-preview"
          />
        )}
      </div>
      <div className="label-words" data-weigh={session.weigh !== undefined}>
        {session.weigh ? <WeighPanel weigh={session.weigh} /> : null}
        <p className="label-state" data-state={label.state} data-testid="label-state">
          <Shape name={STATE_SHAPES[label.state]} size={64} />
          <span>{text(`bench.label.state.${label.state}`)}</span>
        </p>
        {label.code === null ? null : <p className="label-code">{words.code('refused', label.code)}</p>}
        <p className="label-todo">{text(external ? 'bench.label.external' : 'bench.label.stick')}</p>
        <div className="label-scan" aria-hidden="true">
          <Shape name="label_bound" size="100%" />
          <i />
        </div>
        {waybill === null ? null : (
          <dl className="label-facts">
            <div>
              <dt>{text('bench.label.number')}</dt>
              <dd data-testid="waybill-number">{waybill.number}</dd>
            </div>
            {waybill.segments === null ? null : (
              <div>
                <dt>{text('bench.label.segments')}</dt>
                <dd>{waybill.segments}</dd>
              </div>
            )}
            {label.copy > 1 ? (
              <div>
                <dt />
                <dd>{text('bench.label.copy', { n: label.copy })}</dd>
              </div>
            ) : null}
          </dl>
        )}
      </div>
    </section>
  );
}

/** PNG pages of the label, empty while there are none. Without words on failure: the print's own state tells it. */
function usePreview(shipment: string, external: boolean, copy: number): readonly string[] {
  const station = useStation();
  const client = useStationState((s) => s.client);
  const [pages, setPages] = useState<readonly string[]>([]);
  useEffect(() => {
    if (external || !client) return undefined;
    let wanted = true;
    const show = (next: readonly string[]): void => {
      if (wanted) setPages(next);
    };
    client.call('label.preview', { shipment, kind: 'label' }).then(
      (answer) => show(answer.ok ? answer.value.pages : []),
      () => show([]),
    );
    return () => {
      wanted = false;
    };
  }, [station, client, shipment, external, copy]);
  return external ? [] : pages;
}
