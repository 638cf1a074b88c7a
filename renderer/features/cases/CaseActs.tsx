import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { CaseView, MethodInput } from '../../../shared/contract/index.ts';
import {
  CASE_CAUSES,
  CASE_DECIDERS,
  CASE_DEPARTMENTS,
  CASE_PARTIES,
  CASE_TRANSITIONS,
  type CaseEventMap,
  type CaseKind,
} from '../../../shared/domain/cases/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { outcomeText } from '../../ui/cases.tsx';
import { OneOf, NoteField } from '../../ui/forms.tsx';

type Act = MethodInput<'cases.act'>['act'];
type Department = (typeof CASE_DEPARTMENTS)[number];
const HOUR_MS = 3_600_000;

/** Steps that the table of cases has for whoever looks, from this status; all of them where nobody signs in. */
function useMaySteps(view: CaseView): (step: keyof CaseEventMap) => boolean {
  const session = useStationState((s) => s.session);
  const roles: readonly string[] | null = session?.mode === 'closed' ? (session.person?.roles ?? []) : null;
  return (step) =>
    CASE_TRANSITIONS.some(
      (row) =>
        row.event === step &&
        (row.from as readonly string[]).includes(view.status) &&
        (roles === null || row.roles.some((role) => roles.includes(role))),
    ) &&
    (step !== 'solved' ||
      roles === null ||
      CASE_DECIDERS[view.kind as CaseKind].some((role) => roles.includes(role)));
}

/** What may be done with a case now: one note, and whatever step it belongs to. */
export function CaseActs({ view, onDone }: { readonly view: CaseView; readonly onDone: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const may = useMaySteps(view);
  const [note, setNote] = useState('');
  const [department, setDepartment] = useState<string | null>(null);
  const [party, setParty] = useState<(typeof CASE_PARTIES)[number]>('customer');
  const [outcome, setOutcome] = useState<string | null>(null);
  const [cause, setCause] = useState<string | null>(null);
  const [expected, setExpected] = useState('');
  const [hours, setHours] = useState<number | string>('');
  const [order, setOrder] = useState('');

  async function act(what: Act): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const said = note.trim();
    const done = await station.act('cases.act', {
      id: view.id,
      operator: operator.id,
      act: what,
      ...(said === '' ? {} : { note: said }),
    });
    if (!done) return undefined;
    setNote('');
    station.notify('good', text('cases.done'));
    onDone();
    return undefined;
  }
  const posts = CASE_DEPARTMENTS.map((role) => ({ value: role, label: text(`people.post.${role}`) }));
  const to = department as Department | null;
  const arrival = expected === '' ? Number.NaN : new Date(expected).getTime();
  const me = station.operator()?.id;
  return (
    <section className="card" data-testid="case-acts">
      <h2>{text('cases.act')}</h2>
      <NoteField label={text('cases.note')} value={note} onChange={setNote} />
      <div className="row">
        <Select
          clearable
          aria-label={text('cases.noteTo')}
          placeholder={text('cases.noteTo')}
          value={department}
          onChange={setDepartment}
          data={posts}
        />
        {may('noted') ? (
          <Button
            variant="light"
            disabled={note.trim() === ''}
            onClick={() => void act({ type: 'note', ...(to === null ? {} : { to }) })}
            data-testid="case-note"
          >
            {text(to === null ? 'cases.saveNote' : 'cases.handOver')}
          </Button>
        ) : null}
        {may('assigned') && to !== null ? (
          <Button variant="light" onClick={() => void act({ type: 'assign', department: to })}>
            {text('cases.assign')}
          </Button>
        ) : null}
        {may('assigned') && me !== undefined && view.person !== me ? (
          <Button
            variant="light"
            onClick={() => void act({ type: 'assign', person: me })}
            data-testid="case-take"
          >
            {text('cases.takeIt')}
          </Button>
        ) : null}
      </div>
      {may('contacted') ? (
        <div className="row">
          <OneOf
            label={text('cases.contactWith')}
            bare
            of={CASE_PARTIES}
            word={(each) => text(`cases.party.${each}`)}
            value={party}
            onChange={setParty}
          />
          <Button
            variant="light"
            disabled={note.trim() === ''}
            onClick={() => void act({ type: 'contact', with: party })}
          >
            {text('cases.saveContact')}
          </Button>
        </div>
      ) : null}
      {may('detailed') ? (
        <div className="row">
          <Select
            clearable
            aria-label={text('cases.cause')}
            placeholder={text('cases.cause')}
            value={cause}
            onChange={setCause}
            data={CASE_CAUSES.map((each) => ({ value: each, label: text(`cases.causes.${each}`) }))}
          />
          <TextInput
            type="datetime-local"
            aria-label={text('cases.expected')}
            value={expected}
            onChange={(event) => setExpected(event.currentTarget.value)}
          />
          <Button
            variant="light"
            disabled={cause === null && !Number.isFinite(arrival)}
            onClick={() =>
              void act({
                type: 'detail',
                ...(cause === null ? {} : { cause: cause as (typeof CASE_CAUSES)[number] }),
                ...(Number.isFinite(arrival) ? { expected: arrival } : {}),
              })
            }
          >
            {text('cases.details')}
          </Button>
        </div>
      ) : null}
      {may('due_changed') ? (
        <div className="row">
          <NumberInput
            aria-label={text('cases.hours')}
            placeholder={text('cases.hours')}
            min={1}
            max={2_160}
            value={hours}
            onChange={setHours}
          />
          <Button
            variant="light"
            disabled={typeof hours !== 'number'}
            onClick={() => void act({ type: 'due', due: Date.now() + Number(hours) * HOUR_MS })}
          >
            {text('cases.setDue')}
          </Button>
        </div>
      ) : null}
      {may('linked') && view.order === null ? (
        <div className="row">
          <TextInput
            aria-label={text('cases.linkNo')}
            placeholder={text('cases.linkNo')}
            value={order}
            onChange={(event) => setOrder(event.currentTarget.value)}
          />
          <Button
            variant="light"
            disabled={order.trim() === ''}
            onClick={() => void act({ type: 'link', order })}
          >
            {text('cases.link')}
          </Button>
        </div>
      ) : null}
      <div className="row">
        {may('solved') ? (
          <>
            <Select
              aria-label={text('cases.outcome')}
              placeholder={text('cases.outcome')}
              value={outcome}
              onChange={setOutcome}
              data={view.outcomes.map((each) => ({ value: each, label: outcomeText(words, each) }))}
            />
            <Button
              disabled={outcome === null}
              onClick={() => outcome !== null && void act({ type: 'solve', outcome })}
              data-testid="case-solve"
            >
              {text('cases.solve')}
            </Button>
          </>
        ) : null}
        {may('closed') ? (
          <Button variant="light" onClick={() => void act({ type: 'close' })}>
            {text('cases.close')}
          </Button>
        ) : null}
        {may('reopened') ? (
          <Button
            variant="light"
            disabled={note.trim() === ''}
            onClick={() => void act({ type: 'reopen', reason: note.trim().slice(0, 200) })}
          >
            {text('cases.reopen')}
          </Button>
        ) : null}
        {may('escalated') ? (
          <>
            <Button color="orange" variant="light" onClick={() => void act({ type: 'escalate' })}>
              {text('cases.escalate')}
            </Button>
            <Button
              color="red"
              variant="light"
              onClick={() => void act({ type: 'escalate', priority: 'major' })}
            >
              {text('cases.escalateMajor')}
            </Button>
          </>
        ) : null}
      </div>
    </section>
  );
}
