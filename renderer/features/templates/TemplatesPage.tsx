import { Tabs } from '@mantine/core';
import { useState } from 'react';
import type { LabelTemplate } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { Editor } from './Editor.tsx';
import { RulesTab } from './RulesTab.tsx';
import { TemplateList } from './TemplateList.tsx';
import './templates.css';

/** What is being edited, and how its origin stood when it was opened. */
export interface Opened {
  readonly template: LabelTemplate;
  /** Unsaved from the start: a copy, or read from a file. */
  readonly fresh: boolean;
}

/** Templates of labels and slips, their editor, and the rules that choose among them. */
export default function TemplatesPage() {
  const { text } = useWords();
  const [opened, setOpened] = useState<Opened | null>(null);
  if (opened) return <Editor opened={opened} onClose={() => setOpened(null)} />;
  return (
    <OfficePage title={text('templates.title')}>
      <Tabs defaultValue="templates" keepMounted={false}>
        <Tabs.List mb="md">
          {(['templates', 'rules'] as const).map((tab) => (
            <Tabs.Tab key={tab} value={tab} data-testid={`tab-${tab}`}>
              {text(`templates.tabs.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="templates">
          <TemplateList onOpen={setOpened} />
        </Tabs.Panel>
        <Tabs.Panel value="rules">
          <RulesTab />
        </Tabs.Panel>
      </Tabs>
    </OfficePage>
  );
}
