import { Tabs } from '@mantine/core';
import type { ComponentType } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { About } from './About.tsx';
import { Backups } from './Backups.tsx';
import { CarrierCards } from '../../ui/carrier-cards.tsx';
import { CommandSheet } from './CommandSheet.tsx';
import { General } from './General.tsx';
import { Upkeep } from './Upkeep.tsx';

const OWN = {
  general: General,
  carriers: CarrierCards,
  commands: CommandSheet,
  backups: Backups,
  upkeep: Upkeep,
  about: About,
} as const;
const ORDER = [
  'general',
  'operators',
  'carriers',
  'commands',
  'hub',
  'backups',
  'upkeep',
  'audit',
  'about',
] as const satisfies readonly (keyof typeof OWN | 'hub' | 'operators' | 'audit')[];

/** @param more tabs that are features of their own */
export default function SettingsPage({
  more,
}: {
  readonly more: Readonly<Record<'hub' | 'operators' | 'audit', ComponentType>>;
}) {
  const station = useStation();
  const { text } = useWords();
  const asked = useStationState((s) => s.tab);
  const tabs = { ...OWN, ...more };
  const shown = ORDER.find((tab) => tab === asked) ?? 'general';
  return (
    <OfficePage title={text('settings.title')}>
      <Tabs value={shown} onChange={(tab) => station.store.setState({ tab })} keepMounted={false}>
        <Tabs.List mb="md" className="no-print">
          {ORDER.map((tab) => (
            <Tabs.Tab key={tab} value={tab} data-testid={`tab-${tab}`}>
              {text(`settings.tab.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {ORDER.map((tab) => {
          const Content = tabs[tab];
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
