import { Button } from '@mantine/core';
import type { FoundDevice } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList } from '../../../stores/index.ts';
import { Chip } from '../../../ui/page.tsx';

/** Ports and HID devices in words, with what they were here before. */
export function FoundCard({
  onUse,
  onByHand,
}: {
  readonly onUse: (device: FoundDevice) => void;
  readonly onByHand: () => void;
}) {
  const { text } = useWords();
  const { value, refresh } = useList('devices.find', {}, []);
  const devices = value?.devices ?? [];
  return (
    <section className="card" data-testid="found-devices">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <h2>{text('guns.found')}</h2>
        <div className="row">
          <Button variant="default" onClick={refresh}>
            {text('guns.findAgain')}
          </Button>
          <Button variant="default" onClick={onByHand}>
            {text('guns.addSerial')}
          </Button>
        </div>
      </div>
      {value?.hid === 'no_driver' ? <p className="gun-note">{text('guns.noHidDriver')}</p> : null}
      {value?.hid === 'failed' ? <p className="gun-note">{text('guns.hidFailed')}</p> : null}
      {value && devices.length === 0 ? <p className="muted">{text('guns.foundNone')}</p> : null}
      {devices.map((device) => (
        <div key={`${device.kind} ${device.path}`} className="found-row">
          <div>
            <strong>{nameOf(device) ?? text('guns.someDevice')}</strong>{' '}
            <span className="muted">
              {text(
                device.kind === 'serial'
                  ? 'guns.port'
                  : device.use === 'scale'
                    ? 'guns.hidScale'
                    : 'guns.hidGun',
              )}{' '}
              · <span className="mono">{device.path}</span>
            </span>
            <div className="chips">
              {device.usedBy === null ? null : (
                <Chip tone="good">{text('guns.usedBy', { id: device.usedBy })}</Chip>
              )}
              {device.seenAs === null || device.usedBy !== null ? null : (
                <Chip tone="info">{text('guns.seenAs', { name: device.seenAs })}</Chip>
              )}
            </div>
          </div>
          {device.usedBy !== null || device.use === 'scale' ? null : (
            <Button onClick={() => onUse(device)}>{text('guns.use')}</Button>
          )}
        </div>
      ))}
    </section>
  );
}

/** Maker and model as the device tells them; some repeat the maker in the model. */
export function nameOf({ manufacturer, product, serialNumber }: FoundDevice): string | undefined {
  const parts = product?.startsWith(manufacturer ?? '\0') ? [product] : [manufacturer, product];
  const name = parts.filter((part) => part !== null && part !== '').join(' ');
  if (name === '') return undefined;
  return serialNumber === null || serialNumber === '' ? name : `${name} (${serialNumber})`;
}
