import { Button, NavLink, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { NoticeTemplateRow } from '../../../shared/contract/index.ts';
import { MAX_NOTICE, MAX_SUBJECT, noticeFaults, PLACEHOLDERS } from '../../../shared/domain/notices/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';

/** The texts of notices, each in both languages, with a preview of a real order. */
export function Templates() {
  const { text } = useWords();
  const { value } = useList('notices.templates', {}, ['notices']);
  const [chosen, setChosen] = useState<string>('confirmation');
  const row = value?.find(({ id }) => id === chosen);
  if (value === undefined) return <p>{text('app.loading')}</p>;
  return (
    <div className="notice-templates">
      <nav aria-label={text('notices.tab.templates')}>
        {value.map((each) => (
          <NavLink
            key={each.id}
            component="button"
            label={text(`notices.template.${each.id}`)}
            active={each.id === chosen}
            onClick={() => setChosen(each.id)}
            data-template={each.id}
          />
        ))}
      </nav>
      {row ? <Editor key={`${row.id} ${String(row.at)}`} row={row} /> : null}
    </div>
  );
}

const LANGUAGES = ['zh', 'en'] as const;

function Editor({ row }: { readonly row: NoticeTemplateRow }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const [zh, setZh] = useState(row.zh);
  const [en, setEn] = useState(row.en);
  const [order, setOrder] = useState('');
  const edited = { zh, en };
  const set = { zh: setZh, en: setEn };
  const template = { id: row.id, zh, en };
  const faults = noticeFaults(template);
  const changed = JSON.stringify([zh, en]) !== JSON.stringify([row.zh, row.en]);
  const { value: preview } = useList(
    'notices.preview',
    { template, ...(order.trim() === '' ? {} : { order: order.trim() }) },
    ['orders', 'rules'],
  );

  async function save(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (await station.act('notices.saveTemplate', { template, operator: operator.id }))
      station.notify('good', text('notices.saved'));
    return undefined;
  }
  async function reset(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    await station.act('notices.resetTemplate', { id: row.id, operator: operator.id });
    return undefined;
  }
  return (
    <section className="card" data-testid="notice-editor">
      <div className="row" style={{ justifyContent: 'space-between', alignItems: 'center' }}>
        <h2>{text(`notices.template.${row.id}`)}</h2>
        <Chip>
          {row.builtIn || row.by === null || row.at === null
            ? text('notices.builtIn')
            : text('notices.changedBy', { who: people(row.by), time: words.time(row.at) })}
        </Chip>
      </div>
      <p className="muted">
        {text('notices.placeholders', {
          names: Object.entries(PLACEHOLDERS)
            .map(([name, word]) => `{${words.language === 'zh' ? word : name}}`)
            .join(' '),
        })}
      </p>
      {LANGUAGES.map((language) => (
        <fieldset key={language} className="notice-language">
          <legend>{text(`notices.${language}`)}</legend>
          <TextInput
            label={text('notices.subject')}
            maxLength={MAX_SUBJECT}
            value={edited[language].subject}
            onChange={(event) => set[language]({ ...edited[language], subject: event.currentTarget.value })}
          />
          <Textarea
            label={text('notices.text')}
            maxLength={MAX_NOTICE}
            autosize
            minRows={3}
            value={edited[language].text}
            onChange={(event) => set[language]({ ...edited[language], text: event.currentTarget.value })}
            data-testid={`notice-text-${language}`}
          />
          {faults
            .filter((fault) => fault.language === language)
            .map((fault) => (
              <p key={`${fault.code} ${JSON.stringify(fault.data)}`} className="notice-fault" role="alert">
                {text(`notices.fault.${fault.code}`, fault.data)}
              </p>
            ))}
        </fieldset>
      ))}
      <TextInput
        label={text('notices.previewOrder')}
        value={order}
        onChange={(event) => setOrder(event.currentTarget.value)}
        data-testid="preview-order"
      />
      {preview === undefined ? null : (
        <div className="columns" data-testid="notice-preview">
          {LANGUAGES.map((language) => (
            <div key={language} className="notice-preview" dir="auto">
              <strong>{preview[language].subject}</strong>
              <p>{preview[language].text}</p>
            </div>
          ))}
        </div>
      )}
      <div className="row">
        <Button
          disabled={!changed || faults.length > 0}
          onClick={() => void save()}
          data-testid="notice-save"
        >
          {text('notices.save')}
        </Button>
        <Button variant="default" disabled={row.builtIn} onClick={() => void reset()}>
          {text('notices.reset')}
        </Button>
      </div>
    </section>
  );
}
