import { Autocomplete, Button } from '@mantine/core';
import { useState } from 'react';
import type { FoundDevice, ScaleProposalView } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useStation } from '../../../stores/index.ts';
import { RawBytes } from './RawBytes.tsx';

/** Listens on a port and says what scale hangs there; USB scales are seen without. */
export function FindScale({
  onUse,
  onHid,
  onByHand,
}: {
  readonly onUse: (proposal: ScaleProposalView) => void;
  readonly onHid: (device: FoundDevice) => void;
  readonly onByHand: () => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const { value } = useList('devices.find', {}, []);
  const [path, setPath] = useState('');
  const [busy, setBusy] = useState(false);
  const [proposal, setProposal] = useState<ScaleProposalView | null>(null);
  const devices = value?.devices ?? [];
  const ports = devices.filter(({ kind }) => kind === 'serial');
  const scales = devices.filter(({ kind, use }) => kind === 'hid' && use === 'scale');

  const detect = async (): Promise<void> => {
    setBusy(true);
    setProposal(null);
    station.store.setState({ scaleTest: null });
    const found = await station.act('scales.detect', { path: path.trim() });
    setBusy(false);
    if (found) setProposal(found.value);
  };
  return (
    <section className="card" data-testid="find-scale">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <h2>{text('scales.found')}</h2>
        <Button variant="default" onClick={onByHand}>
          {text('scales.byHand')}
        </Button>
      </div>
      <p className="muted">{text('scales.foundNote')}</p>
      {scales.map((device) => (
        <div key={device.path} className="found-row">
          <div>
            <strong>
              {[device.manufacturer, device.product].filter((part) => part !== null).join(' ') ||
                text('scales.hidFound')}
            </strong>{' '}
            <span className="muted">
              {text('scales.hidFound')} · <span className="mono">{device.path}</span>
            </span>
          </div>
          {device.usedBy === null ? (
            <Button onClick={() => onHid(device)}>{text('scales.use')}</Button>
          ) : null}
        </div>
      ))}
      <div className="row scale-find">
        <Autocomplete
          className="grow"
          aria-label={text('scales.port')}
          placeholder="/dev/ttyUSB0, COM3"
          data={ports.map((port) => port.path)}
          value={path}
          onChange={setPath}
          data-testid="scale-port"
        />
        <Button
          disabled={path.trim() === '' || busy}
          onClick={() => void detect()}
          data-testid="scale-detect"
        >
          {text(busy ? 'scales.detecting' : 'scales.detect')}
        </Button>
      </div>
      {busy ? <RawBytes path={path.trim()} /> : null}
      {proposal === null ? null : (
        <div className="scale-proposal" data-testid="scale-proposal">
          <div>
            <strong>
              {text('scales.proposal', {
                kind: text(`scales.kinds.${proposal.kind}`),
                line: lineOf(proposal),
              })}
            </strong>
            <p className="muted">
              {text('scales.sample', { sent: proposal.sample.sent === '' ? '—' : proposal.sample.sent })}
            </p>
          </div>
          <Button onClick={() => onUse(proposal)} data-testid="scale-use">
            {text('scales.use')}
          </Button>
        </div>
      )}
    </section>
  );
}

/** `9600 8N1` */
export const lineOf = ({
  baudRate,
  dataBits,
  parity,
}: Pick<ScaleProposalView, 'baudRate' | 'dataBits' | 'parity'>): string =>
  `${String(baudRate)} ${String(dataBits)}${parity === 'none' ? 'N' : parity === 'even' ? 'E' : 'O'}1`;
