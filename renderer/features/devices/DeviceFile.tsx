import { Button, FileButton } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

/** All device settings out as a file, and in again on another machine. */
export function DeviceFile() {
  const station = useStation();
  const { text } = useWords();

  async function save(): Promise<void> {
    const made = await station.act('devices.export', {});
    if (made) await station.download(made.value.token, made.value.fileName);
  }
  async function load(file: File | null): Promise<void> {
    if (!file) return;
    const done = await station.act('devices.import', { text: (await file.text()).slice(0, 500_000) });
    if (done) station.notify('good', text('guns.imported'));
  }
  return (
    <>
      <Button variant="default" onClick={() => void save()} data-testid="export-devices">
        {text('guns.exportDevices')}
      </Button>
      <FileButton accept="application/json,.json" onChange={(file) => void load(file)}>
        {(props) => (
          <Button variant="default" {...props}>
            {text('guns.importDevices')}
          </Button>
        )}
      </FileButton>
    </>
  );
}
