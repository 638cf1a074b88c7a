import { Button, NumberInput, Progress } from '@mantine/core';
import { useState } from 'react';
import type { RetentionRules, RetentionRunView, UpkeepView } from '../../../shared/contract/index.ts';
import { RETENTION_COUNTS } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { bytesText } from '../../ui/bytes.ts';
import { Chip } from '../../ui/page.tsx';
import { useSave } from '../../ui/use-save.ts';

/** What the station looks after by itself, and the rules that a person sets for it. */
export function Upkeep() {
  const upkeep = useStationState((s) => s.upkeep);
  const rules = useStationState((s) => s.settings?.retention);
  if (upkeep === null || rules === undefined) return null;
  return (
    <div className="columns">
      <Rules upkeep={upkeep} rules={rules} />
      <div className="columns-stack">
        <Disk upkeep={upkeep} />
        <Keys keys={upkeep.keys} />
      </div>
    </div>
  );
}

const DISK_TONES = { ok: 'good', low: 'warn', full: 'bad' } as const;
const CHECK_TONES = { pending: 'info', sound: 'good', damaged: 'bad', unknown: 'warn' } as const;

function Disk({ upkeep: { disk, start } }: { readonly upkeep: UpkeepView }) {
  const words = useWords();
  const { text } = words;
  return (
    <section className="card" data-testid="upkeep-disk">
      <h2>{text('upkeep.disk.title')}</h2>
      <dl className="facts">
        <dt>{text('upkeep.disk.free')}</dt>
        <dd>
          {disk.freeBytes === null ? text('upkeep.disk.unknown') : bytesText(disk.freeBytes)}{' '}
          <Chip tone={DISK_TONES[disk.level]}>{text(`upkeep.disk.level.${disk.level}`)}</Chip>
        </dd>
        <dt>{text('upkeep.disk.check')}</dt>
        <dd>
          <Chip tone={CHECK_TONES[start.outcome]}>{text(`upkeep.disk.outcome.${start.outcome}`)}</Chip>{' '}
          {start.at === null ? null : (
            <span className="muted">
              {text('upkeep.disk.took', {
                at: words.time(start.at),
                ms: words.count(Math.round(start.ms ?? 0)),
              })}
            </span>
          )}
        </dd>
        <dt>{text('upkeep.disk.ended')}</dt>
        <dd>{text(start.endedCleanly ? 'upkeep.disk.cleanly' : 'upkeep.disk.killed')}</dd>
        {start.completed === 0 ? null : (
          <>
            <dt />
            <dd>{text('upkeep.disk.completed', { n: words.count(start.completed) })}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

const FIELDS = [
  ['privateDays', 'privateNote'],
  ['documentDays', 'documentNote'],
  ['recordDays', null],
] as const;

function Rules({ upkeep, rules }: { readonly upkeep: UpkeepView; readonly rules: RetentionRules }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const save = useSave();
  const [draft, setDraft] = useState(rules);
  const [preview, setPreview] = useState<RetentionRunView | null>(null);
  const { last, running } = upkeep.retention;
  const changed = FIELDS.some(([name]) => draft[name] !== rules[name]);

  async function ask(method: 'retention.preview' | 'retention.run'): Promise<void> {
    const answer = await station.act(method, {});
    setPreview(method === 'retention.preview' && answer ? answer.value : null);
  }

  return (
    <section className="card" data-testid="upkeep-rules">
      <h2>{text('upkeep.rules.title')}</h2>
      <p className="muted">{text('upkeep.rules.sub')}</p>
      {FIELDS.map(([name, note]) => (
        <NumberInput
          key={name}
          label={text(`upkeep.rules.${name}`)}
          {...(note === null ? {} : { description: text(`upkeep.rules.${note}`) })}
          min={0}
          max={36_500}
          allowDecimal={false}
          value={draft[name]}
          onChange={(value) => setDraft({ ...draft, [name]: Number(value) || 0 })}
          data-testid={name}
        />
      ))}
      <div className="row">
        <Button disabled={!changed} onClick={() => void save({ retention: draft })}>
          {text('app.save')}
        </Button>
        <Button variant="default" disabled={running || changed} onClick={() => void ask('retention.preview')}>
          {text('upkeep.rules.preview')}
        </Button>
        <Button variant="default" disabled={running || changed} onClick={() => void ask('retention.run')}>
          {text('upkeep.rules.run')}
        </Button>
      </div>
      {running ? <p>{text('upkeep.rules.running')}</p> : null}
      {preview === null ? null : <Run title={text('upkeep.rules.would')} run={preview} />}
      {last === null ? (
        <p className="muted">{text('upkeep.rules.never')}</p>
      ) : (
        <Run title={text('upkeep.rules.last', { at: words.dateTime(last.at) })} run={last} />
      )}
    </section>
  );
}

function Run({ title, run }: { readonly title: string; readonly run: RetentionRunView }) {
  const words = useWords();
  const { text } = words;
  const taken = RETENTION_COUNTS.filter((name) => run.counts[name] > 0);
  return (
    <div data-testid={`run-${run.cause}`}>
      <p>
        <strong>{title}</strong>{' '}
        {run.cause === 'preview' && run.outcome === 'done' ? null : (
          <Chip tone={run.outcome === 'done' ? 'good' : 'warn'}>
            {text(`upkeep.rules.outcome.${run.outcome}`)}
          </Chip>
        )}
      </p>
      {taken.length === 0 ? (
        <p className="muted">{text('upkeep.rules.nothing')}</p>
      ) : (
        <ul className="plain-list">
          {taken.map((name) => (
            <li key={name}>
              <b>{words.count(run.counts[name])}</b> {text(`upkeep.rules.counts.${name}`)}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Keys({ keys }: { readonly keys: UpkeepView['keys'] }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [sure, setSure] = useState(false);
  function rotate(): void {
    if (!sure) return setSure(true);
    setSure(false);
    void station.act('keys.rotate', {});
  }
  return (
    <section className="card" data-testid="upkeep-keys">
      <h2>{text('upkeep.keys.title')}</h2>
      <p className="muted">{text('upkeep.keys.sub')}</p>
      {keys === null ? (
        <div className="row">
          <Button variant={sure ? 'filled' : 'default'} onClick={rotate}>
            {text(sure ? 'upkeep.keys.confirm' : 'upkeep.keys.rotate')}
          </Button>
        </div>
      ) : (
        <>
          <Progress value={keys.total === 0 ? 0 : (100 * keys.done) / keys.total} />
          <p>
            {text('upkeep.keys.progress', { done: words.count(keys.done), total: words.count(keys.total) })}
          </p>
        </>
      )}
    </section>
  );
}
