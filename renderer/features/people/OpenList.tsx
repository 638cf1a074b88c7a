import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent } from 'react';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import type { Operator } from '../../stores/index.ts';
import { Code128 } from '../../ui/code128.tsx';
import { Empty } from '../../ui/index.ts';
import { badgeCode } from './badge.ts';

/** Before anybody signs in: names, each with a badge to scan. */
export function OpenList() {
  const station = useStation();
  const { text } = useWords();
  const hello = useStationState((s) => s.hello);
  const [name, setName] = useState('');

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    const added = await station.act('operators.add', { name: name.trim() });
    if (!added) return;
    setName('');
    station.notify('good', text('app.saved'));
    station.store.setState((s) => {
      const known: readonly Operator[] = s.hello?.operators ?? [];
      if (!s.hello || known.some((each) => each.id === added.value.id)) return {};
      return { hello: { ...s.hello, operators: [...known, added.value] } };
    });
  }
  const operators = hello?.operators ?? [];
  return (
    <section className="card">
      <form className="row no-print" onSubmit={(event) => void add(event)}>
        <TextInput
          label={text('settings.operatorName')}
          maxLength={40}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''}>
          {text('settings.addOperator')}
        </Button>
        <Button variant="default" onClick={() => window.print()}>
          {text('app.print')}
        </Button>
      </form>
      {operators.length === 0 ? <Empty title={text('settings.operatorsEmpty')} /> : null}
      <div className="sheet">
        {operators.map((operator) => (
          <figure key={operator.id} className="sheet-item">
            <figcaption>{operator.name}</figcaption>
            <Code128 content={badgeCode(operator.badge)} height={50} />
            <code>{operator.badge}</code>
          </figure>
        ))}
      </div>
    </section>
  );
}
