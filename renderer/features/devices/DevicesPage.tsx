import { Tabs } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { DeviceFile } from './DeviceFile.tsx';
import { GunsSection } from './guns/GunsSection.tsx';
import { PrintersSection } from './printers/PrintersSection.tsx';
import { ScalesSection } from './scales/ScalesSection.tsx';

const SECTIONS = { guns: GunsSection, scales: ScalesSection, printers: PrintersSection } as const;
const ORDER = ['guns', 'scales', 'printers'] as const satisfies readonly (keyof typeof SECTIONS)[];

/** All that stands on and under the packing table, set up and tried in one place. */
export default function DevicesPage() {
  const station = useStation();
  const { text } = useWords();
  const asked = useStationState((s) => s.tab);
  const shown = ORDER.find((section) => section === asked) ?? 'guns';
  return (
    <OfficePage title={text('devices.title')} sub={text('devices.sub')} actions={<DeviceFile />}>
      <Tabs value={shown} onChange={(tab) => station.store.setState({ tab })} keepMounted={false}>
        <Tabs.List mb="md" className="no-print">
          {ORDER.map((section) => (
            <Tabs.Tab key={section} value={section} data-testid={`tab-${section}`}>
              {text(`devices.section.${section}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {ORDER.map((section) => {
          const Section = SECTIONS[section];
          return (
            <Tabs.Panel key={section} value={section}>
              <Section />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </OfficePage>
  );
}
