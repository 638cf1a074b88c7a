import { Button } from '@mantine/core';
import type { FoundPrinter } from '../../../../shared/contract/index.ts';
import { PRINTER_PRESETS } from '../../../../shared/codec/printer/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';

/** USB printers, print queues and serial ports in words, with the family that fits. */
export function FoundPrinters({
  onUse,
  onByHand,
}: {
  readonly onUse: (found: FoundPrinter) => void;
  readonly onByHand: () => void;
}) {
  const { text, language } = useWords();
  const { value, refresh } = useList('printers.find', {}, []);
  return (
    <section className="card" data-testid="found-printers">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <h2>{text('printers.found')}</h2>
        <div className="row">
          <Button variant="default" onClick={refresh}>
            {text('printers.findAgain')}
          </Button>
          <Button variant="default" onClick={onByHand}>
            {text('printer.add')}
          </Button>
        </div>
      </div>
      {value?.length === 0 ? <p className="muted">{text('printers.foundNone')}</p> : null}
      {(value ?? []).map((found) => {
        const preset = PRINTER_PRESETS.find(({ id }) => id === found.preset);
        return (
          <div key={JSON.stringify(found.transport)} className="found-row">
            <div>
              <strong>{found.name}</strong>{' '}
              <span className="muted">
                {text(`printers.kind.${found.transport.kind}`)} · <span className="mono">{wayOf(found)}</span>
              </span>
              <div className="chips">
                {preset === undefined ? null : <Chip tone="info">{preset[language]}</Chip>}
                {found.usedBy === null ? null : (
                  <Chip tone="good">{text('printers.usedBy', { name: found.usedBy })}</Chip>
                )}
              </div>
            </div>
            {found.usedBy === null ? (
              <Button onClick={() => onUse(found)}>{text('printers.use')}</Button>
            ) : null}
          </div>
        );
      })}
    </section>
  );
}

function wayOf({ transport }: FoundPrinter): string {
  if (transport.kind === 'tcp' || transport.kind === 'component')
    return `${transport.host}:${String(transport.port)}`;
  return transport.kind === 'queue' ? transport.queue : transport.path;
}
