import { Tabs } from '@mantine/core';
import { useWords } from '../../i18n/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { About } from './About.tsx';
import { Backups } from './Backups.tsx';
import { Carriers } from './Carriers.tsx';
import { CommandSheet } from './CommandSheet.tsx';
import { Guns, Printers } from './Devices.tsx';
import { General } from './General.tsx';
import { Operators } from './Operators.tsx';
import { Upkeep } from './Upkeep.tsx';

const TABS = {
  general: General,
  printers: Printers,
  guns: Guns,
  operators: Operators,
  carriers: Carriers,
  commands: CommandSheet,
  backups: Backups,
  upkeep: Upkeep,
  about: About,
} as const;
type Tab = keyof typeof TABS;

export default function SettingsPage() {
  const { text } = useWords();
  return (
    <OfficePage title={text('settings.title')}>
      <Tabs defaultValue="general" keepMounted={false}>
        <Tabs.List mb="md" className="no-print">
          {(Object.keys(TABS) as Tab[]).map((tab) => (
            <Tabs.Tab key={tab} value={tab} data-testid={`tab-${tab}`}>
              {text(`settings.tab.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {(Object.keys(TABS) as Tab[]).map((tab) => {
          const Content = TABS[tab];
          return (
            <Tabs.Panel key={tab} value={tab}>
              <Content />
            </Tabs.Panel>
          );
        })}
      </Tabs>
    </OfficePage>
  );
}
