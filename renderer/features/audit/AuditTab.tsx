import { Button, Pagination, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { AuditRow, MethodInput, MethodOutput } from '../../../shared/contract/index.ts';
import { AUDITED } from '../../../shared/contract/audited.ts';
import { FULFILMENT_STATUSES, ORDER_STATUSES } from '../../../shared/domain/index.ts';
import { isPost } from '../../../shared/domain/rights/index.ts';
import { isSiteRule } from '../../../shared/domain/site-rules/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { Words } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { usePeople } from '../../ui/people.ts';
import './audit.css';

type Kind = 'all' | 'acts' | 'steps';
type Listed = MethodOutput<'audit.list'>;

const PAGE = 100;
const DAY_MS = 86_400_000;
/** Typing goes on for so long, ms. */
const TYPING_MS = 300;
/** Local day as an `<input type="date">` has it. */
const dayOf = (ms: number): string => {
  const at = new Date(ms);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
};
const startOf = (day: string): number => new Date(`${day}T00:00:00`).getTime();

/** Who did what, when, where; with filter and export (AUD-01 to AUD-06). */
export function AuditTab() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const session = useStationState((s) => s.session);
  const operators = useStationState((s) => s.hello?.operators ?? null);
  const [days, setDays] = useState(() => ({ from: dayOf(Date.now()), to: dayOf(Date.now()) }));
  const [by, setBy] = useState<string | null>(null);
  const [kind, setKind] = useState<Kind>('all');
  const [typed, setTyped] = useState('');
  const [page, setPage] = useState(1);
  const [listed, setListed] = useState<Listed | null>(null);

  const [from, to] = [startOf(days.from), startOf(days.to) + DAY_MS];
  const valid = Number.isFinite(from) && Number.isFinite(to) && from < to;
  const query = { from, to, kind, search: typed.trim(), ...(by === null ? {} : { by }) };
  const asked = JSON.stringify([query, page, valid]);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      const [given, at, may] = JSON.parse(asked) as [MethodInput<'audit.list'>, number, boolean];
      if (!may) return;
      void station
        .ask('audit.list', { ...given, offset: (at - 1) * PAGE, limit: PAGE })
        .then((answer) => !gone && answer && setListed(answer));
    }, TYPING_MS);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [station, asked]);

  if (session?.mode === 'closed' && !session.person?.roles.some((role) => role === 'ADM' || role === 'MGR'))
    return <p className="muted card">{text('people.notYours')}</p>;

  async function save(): Promise<void> {
    const operator = station.operator()?.id ?? '';
    const made = await station.act('audit.export', { ...query, operator });
    if (made) await station.download(made.value.token, made.value.fileName);
  }
  const day = (name: 'from' | 'to') => (
    <TextInput
      type="date"
      label={text(`audit.${name}`)}
      value={days[name]}
      onChange={(event) => {
        const value = event.currentTarget.value;
        setPage(1);
        setDays((now) => ({ ...now, [name]: value }));
      }}
    />
  );
  const pages = Math.max(1, Math.ceil((listed?.total ?? 0) / PAGE));
  return (
    <section className="card" data-testid="audit">
      <h2>{text('audit.title')}</h2>
      <p className="muted">{text('audit.sub')}</p>
      <div className="row audit-filter">
        {day('from')}
        {day('to')}
        <Select
          label={text('audit.who')}
          placeholder={text('audit.everybody')}
          clearable
          data={(operators ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={by}
          onChange={(value) => {
            setPage(1);
            setBy(value);
          }}
        />
        <TextInput
          className="audit-search"
          label={text('audit.search')}
          maxLength={100}
          value={typed}
          onChange={(event) => {
            setPage(1);
            setTyped(event.currentTarget.value);
          }}
          data-testid="audit-search"
        />
        <SegmentedControl
          value={kind}
          onChange={(value) => {
            setPage(1);
            setKind(value as Kind);
          }}
          data={(['all', 'acts', 'steps'] as const).map((value) => ({
            value,
            label: text(`audit.kind.${value}`),
          }))}
        />
        <Button
          variant="default"
          disabled={!listed || listed.total === 0}
          onClick={() => void save()}
          data-testid="audit-export"
        >
          {text('audit.export')}
        </Button>
      </div>
      {listed?.more ? <p className="sync-alert">{text('audit.more')}</p> : null}
      {listed === null ? (
        <p className="muted">{text('app.loading')}</p>
      ) : listed.total === 0 ? (
        <Empty title={text('audit.empty')} sub={text('audit.emptySub')} />
      ) : (
        <>
          <Rows rows={listed.rows} words={words} />
          <div className="row audit-foot">
            <span className="muted">{text('app.total', { n: words.count(listed.total) })}</span>
            {pages > 1 ? <Pagination size="sm" total={pages} value={page} onChange={setPage} /> : null}
          </div>
        </>
      )}
    </section>
  );
}

/** An event by its own word, an act by its own; what is unknown by its code. */
function wordOf({ text, code, knows }: Words, what: string): string {
  const [, event] = /^(?:order|shipment):(\w+)$/.exec(what) ?? [];
  if (event !== undefined) return knows('event', event) ? code('event', event) : event;
  const known = AUDITED.find((act) => act === what);
  return known === undefined ? text('audit.other', { what }) : text(`audit.act.${known}`);
}

/** A rule by its name; all else as it is. */
const subjectOf = ({ text }: Words, { what, on }: AuditRow): string =>
  what === 'rule_changed' && isSiteRule(on) ? text(`siteRule.${on}.name`) : on;

/** Statuses, posts and ways of signing in by their words. */
function valueOf({ text }: Words, what: string, value: string): string {
  const status = what.startsWith('order:') ? ORDER_STATUSES.find((each) => each === value) : undefined;
  if (status !== undefined) return text(`codes.order.${status}`);
  const step = what.startsWith('shipment:') ? FULFILMENT_STATUSES.find((each) => each === value) : undefined;
  if (step !== undefined) return text(`codes.fulfilment.${step}`);
  if (!/^(?:sign_in|person_|secret_set)/.test(what)) return value;
  const word = (each: string): string => {
    if (isPost(each)) return text(`people.post.${each}`);
    return each === 'password' ? text('people.password') : each === 'pin' ? text('session.pinOf') : each;
  };
  return value.split(' ').map(word).join(' · ');
}

function Rows({ rows, words }: { readonly rows: readonly AuditRow[]; readonly words: Words }) {
  const station = useStation();
  const { text } = words;
  const person = usePeople();
  return (
    <div className="scroll-x">
      <table className="plain-table audit-table">
        <thead>
          <tr>
            <th>{text('audit.when')}</th>
            <th>{text('audit.who')}</th>
            <th>{text('audit.where')}</th>
            <th>{text('audit.what')}</th>
            <th>{text('audit.on')}</th>
            <th>{text('audit.change')}</th>
            <th>{text('audit.reason')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const { order } = row;
            return (
              <tr key={row.id + row.what} data-act={row.what}>
                <td className="audit-when">{words.time(row.at)}</td>
                <td>{row.by === '' ? text('audit.nobody') : person(row.by)}</td>
                <td className="mono">{row.station}</td>
                <td title={row.what}>{wordOf(words, row.what)}</td>
                <td>
                  {order === null ? (
                    subjectOf(words, row)
                  ) : (
                    <button type="button" className="link mono" onClick={() => station.go('orders', order)}>
                      {row.on === '' ? order : row.on}
                    </button>
                  )}
                </td>
                <td className="audit-change">
                  {row.old === null ? null : <del>{valueOf(words, row.what, row.old)}</del>}
                  {row.old !== null && row.new !== null ? ' → ' : null}
                  {row.new === null ? null : valueOf(words, row.what, row.new)}
                </td>
                <td className="audit-change">{row.reason}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
