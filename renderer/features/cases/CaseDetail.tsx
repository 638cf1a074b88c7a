import { Button } from '@mantine/core';
import type { CaseView } from '../../../shared/contract/index.ts';
import { useWords, type TextKey, type Words } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { caseStateTone, caseTitle, CaseDue, outcomeText } from '../../ui/cases.tsx';
import { Chip } from '../../ui/page.tsx';
import { CaseActs } from './CaseActs.tsx';
import { useNames } from './names.ts';

/** One case: what is known, what was done, and what may be done by whoever looks at it. */
export function CaseDetail({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const { value, refresh } = useList('cases.get', { id }, ['cases']);
  const names = useNames();
  if (value === undefined) return <div className="case-side" />;
  if (!value.ok) return <p className="muted">{words.code('refused', value.code)}</p>;
  const view = value.value;
  const { order } = view;
  return (
    <div className="case-side" data-testid="case-detail">
      <section className="card">
        <div className="row">
          <h2>{caseTitle(words, view)}</h2>
          <Chip {...caseStateTone(view)}>{text(`cases.status.${view.status as 'OPEN'}`)}</Chip>
          {view.priority === 'normal' ? null : (
            <Chip tone={view.priority === 'major' ? 'bad' : 'warn'}>
              {text(`cases.priority.${view.priority as 'high'}`)}
            </Chip>
          )}
        </div>
        {view.disputed ? <p className="bad">{text('cases.disputed')}</p> : null}
        <dl className="case-facts">
          <Fact name={text('cases.department')}>
            {text(`people.post.${view.department as 'CS'}`)}
            {view.escalatedTo === null ? null : (
              <>
                {' '}
                <Chip tone="warn">
                  {text('cases.escalatedTo', { role: text(`people.post.${view.escalatedTo as 'CS'}`) })}
                </Chip>
              </>
            )}
          </Fact>
          <Fact name={text('cases.person')}>{names(view.person) ?? text('cases.nobody')}</Fact>
          <Fact name={text('cases.due')}>
            <CaseDue row={view} />
          </Fact>
          {order === null ? null : (
            <Fact name={text('cases.order')}>
              <button type="button" className="link mono" onClick={() => station.go('orders', order)}>
                {view.channelOrderNo ?? order}
              </button>
            </Fact>
          )}
          {view.sku === null ? null : <Fact name={text('cases.sku')}>{view.sku}</Fact>}
          {view.outcome === null ? null : (
            <Fact name={text('cases.outcome')}>{outcomeText(words, view.outcome)}</Fact>
          )}
          {facts(words, view.facts).map(([name, shown]) => (
            <Fact key={name} name={name}>
              {shown}
            </Fact>
          ))}
        </dl>
        <div className="row">
          <Button variant="default" onClick={onClose}>
            {text('cases.back')}
          </Button>
        </div>
      </section>
      <CaseActs view={view} onDone={refresh} />
      <section className="card">
        <h2>{text('cases.thread')}</h2>
        <ol className="case-thread" data-testid="case-thread">
          {[...view.thread].reverse().map((step) => (
            <li key={step.id}>
              <b>{text(`cases.event.${step.type}` as TextKey)}</b>{' '}
              <span className="muted">
                {words.time(step.at)} · {step.by === 'SYS' ? 'SYS' : (names(step.by) ?? step.by)}
              </span>
              <Told words={words} data={step.data} type={step.type} names={names} />
              {step.note === null ? null : <p>{step.note}</p>}
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

const KNOWN = [
  'qty',
  'place',
  'expected',
  'cause',
  'decision',
  'consent',
  'number',
  'state',
  'bench',
  'stop',
  'reason',
  'units',
] as const;

/** Facts that people read; codes in words, money with its currency. */
function facts(words: Words, given: CaseView['facts']): [string, string][] {
  const { text } = words;
  const shown = KNOWN.flatMap((key): [string, string][] => {
    const value = given[key];
    if (value === undefined) return [];
    return [[text(`cases.fact.${key}`), factText(words, key, value)]];
  });
  const { minor, currency } = given;
  if (typeof minor === 'number' && typeof currency === 'string')
    shown.push([text('cases.fact.minor'), words.money({ minor, currency })]);
  return shown;
}

function factText(words: Words, key: (typeof KNOWN)[number], value: string | number | boolean): string {
  if (key === 'expected' && typeof value === 'number') return words.time(value);
  const code = String(value);
  if (key === 'cause') return words.text(`cases.causes.${code}` as TextKey);
  if (key === 'state') return words.text(`cases.states.${code}` as TextKey);
  if (key === 'decision') return words.text(`cases.fact.${code}` as TextKey);
  if (key === 'consent') return words.text(`changes.consents.${code}` as TextKey);
  if (key === 'reason' || key === 'stop')
    return words.knows('reason', code) ? words.code('reason', code) : code;
  return code;
}

/** What a step says beside its name. */
function Told({
  words,
  data,
  type,
  names,
}: {
  readonly words: Words;
  readonly data: CaseView['thread'][number]['data'];
  readonly type: string;
  readonly names: (id: string | null) => string | null;
}) {
  const parts: string[] = [];
  const post = (role: unknown): string => words.text(`people.post.${String(role)}` as TextKey);
  if (data['department'] !== undefined) parts.push(post(data['department']));
  if (typeof data['person'] === 'string') parts.push(names(data['person']) ?? data['person']);
  if (data['to'] !== undefined) parts.push(`→ ${post(data['to'])}`);
  if (data['with'] !== undefined) parts.push(words.text(`cases.party.${String(data['with'])}` as TextKey));
  if (typeof data['due'] === 'number') parts.push(words.time(data['due']));
  if (typeof data['outcome'] === 'string') parts.push(outcomeText(words, data['outcome']));
  if (type === 'reopened' && typeof data['reason'] === 'string') parts.push(data['reason']);
  if (type === 'detailed')
    for (const [name, shown] of facts(words, data as CaseView['facts'])) parts.push(`${name}: ${shown}`);
  return parts.length === 0 ? null : <p className="muted">{parts.join(' · ')}</p>;
}
