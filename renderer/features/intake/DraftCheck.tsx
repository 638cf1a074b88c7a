import { Button, Select } from '@mantine/core';
import { useState } from 'react';
import type { DraftRow, DraftView, ManualForm } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { Words } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { FormDialog, NoteField } from '../../ui/forms.tsx';
import { Chip } from '../../ui/page.tsx';
import { usePeople } from '../../ui/people.ts';
import { BACK, useBackReason, useChannel } from './DraftList.tsx';
import { Findings } from './findings.tsx';

/** The customer's words on one side, what was entered on the other: a second person says whether they agree (INT-03). */
export function DraftCheck({
  draft,
  view,
  onDone,
}: {
  readonly draft: DraftRow;
  readonly view: DraftView;
  readonly onDone: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const people = usePeople();
  const reason = useBackReason();
  const channel = useChannel();
  const [giving, setGiving] = useState(false);
  const { order } = draft;

  async function confirm(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const input = { order, version: view.version, operator: operator.id };
    if (!(await station.act('intake.confirm', input))) return undefined;
    station.notify('good', text('intake.confirmed', { no: draft.channelOrderNo }));
    return onDone();
  }
  async function giveBack(why: string, note: string): Promise<void> {
    const operator = station.operator();
    setGiving(false);
    if (!operator) return;
    if (!(await station.act('intake.return', { order, reason: why, note, operator: operator.id }))) return;
    station.notify('good', text('intake.gaveBack'));
    onDone();
  }
  const { form, before } = view;
  const rows = rowsOf(form, words);
  const old = before === null ? null : new Map(rowsOf(before, words).map((row) => [row.key, row.value]));
  return (
    <div className="intake-form" data-testid="draft-check">
      <div className="row">
        <h2>{text('intake.check', { no: draft.channelOrderNo })}</h2>
        <span className="muted mono">{view.number}</span>
        <Chip>{channel(form.channel)}</Chip>
        <span className="muted">
          {text('intake.author')} {people(view.author)}
        </span>
        {view.returned ? (
          <Chip tone="warn">{text('intake.returned', { reason: reason(view.returned.reason) })}</Chip>
        ) : null}
      </div>
      <div className="columns">
        <section className="card">
          <h2>{text('intake.source')}</h2>
          {form.source === '' ? (
            <p className="muted">{text('intake.sourceNone')}</p>
          ) : (
            <p className="intake-source">{form.source}</p>
          )}
          {view.returned?.note ? <p className="muted">{view.returned.note}</p> : null}
        </section>
        <section className="card">
          <h2>{text('intake.entered')}</h2>
          <table className="plain-table">
            <tbody>
              {rows.map(({ key, label, value }) => {
                const was = old?.get(key);
                const changed = old !== null && was !== value;
                return (
                  <tr key={key} data-changed={changed ? 'yes' : undefined}>
                    <th scope="row">{label}</th>
                    <td>
                      {changed && was !== undefined && was !== '' ? <del>{was}</del> : null}{' '}
                      {changed ? <ins>{value}</ins> : value}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </section>
      </div>
      <footer className="intake-foot">
        <Findings findings={view.check.findings} currency={form.currency} />
        <div className="row">
          <Button variant="default" onClick={onDone}>
            {text('app.close')}
          </Button>
          <Button
            variant="default"
            onClick={() => setGiving(true)}
            disabled={view.own}
            data-testid="give-back"
          >
            {text('intake.giveBack')}
          </Button>
          <Button onClick={() => void confirm()} disabled={view.own} data-testid="confirm-draft">
            {text('intake.confirm')}
          </Button>
        </div>
      </footer>
      {giving ? (
        <GiveBack onDone={(why, note) => void giveBack(why, note)} onClose={() => setGiving(false)} />
      ) : null}
    </div>
  );
}

function GiveBack({
  onDone,
  onClose,
}: {
  readonly onDone: (reason: string, note: string) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const words = useBackReason();
  const { value: rules } = useList('siteRules.list', {}, ['rules']);
  const own = rules?.find(({ key }) => key === 'intake.returnReasons')?.value;
  const reasons = [...BACK, ...(Array.isArray(own) ? own : [])];
  const [reason, setReason] = useState<string | null>(null);
  const [note, setNote] = useState('');
  return (
    <FormDialog
      title={text('intake.giveBack')}
      ready={reason !== null}
      onDone={() => reason !== null && onDone(reason, note.trim())}
      onClose={onClose}
    >
      <Select
        label={text('intake.giveBackWhy')}
        data={reasons.map((each) => ({ value: each, label: words(each) }))}
        value={reason}
        onChange={setReason}
        data-autofocus
      />
      <NoteField label={text('intake.giveBackNote')} value={note} onChange={setNote} />
    </FormDialog>
  );
}

interface Row {
  readonly key: string;
  readonly label: string;
  readonly value: string;
}

/** What is worth comparing, field by field; empty fields are left out. */
function rowsOf(form: ManualForm, words: Words): Row[] {
  const { text } = words;
  const money = (minor: number | null): string =>
    minor === null ? '' : words.money({ minor, currency: form.currency });
  const time = (at: number | null): string => (at === null ? '' : words.dateTime(at));
  const { receiver, invoice } = form;
  const rows: Row[] = [
    { key: 'name', label: text('intake.name'), value: receiver.name },
    { key: 'phone', label: text('intake.phone'), value: receiver.phone },
    {
      key: 'address',
      label: text('intake.detail'),
      value: [
        receiver.country,
        receiver.province,
        receiver.city,
        receiver.district,
        receiver.detail,
        receiver.postcode,
      ]
        .filter((part) => part !== '')
        .join(' '),
    },
    ...form.lines.slice(0, MOST_LINES).map((line, at) => ({
      key: `line${String(at)}`,
      label: at === 0 ? text('intake.lines') : '',
      value: `${line.name}${line.variant === '' ? '' : ` · ${line.variant}`} (${line.sku}) × ${String(line.qty)}${
        line.price === null ? '' : ` · ${money(line.price)}`
      }`,
    })),
    ...(form.lines.length > MOST_LINES
      ? [{ key: 'more', label: '', value: text('intake.moreLines', { n: form.lines.length - MOST_LINES }) }]
      : []),
    { key: 'freight', label: text('intake.freight'), value: money(form.freight) },
    { key: 'discount', label: text('intake.discount'), value: money(form.discount) },
    { key: 'coupon', label: text('intake.coupon'), value: form.coupon },
    { key: 'total', label: text('intake.due'), value: money(form.total) },
    {
      key: 'payment',
      label: text('intake.payment'),
      value: [
        text(`intake.paymentState.${form.payment}`),
        money(form.paid),
        form.paymentMethod,
        form.paymentReference,
        time(form.paidAt),
      ]
        .filter((part) => part !== '')
        .join(' · '),
    },
    { key: 'remark', label: text('intake.remark'), value: form.remark },
    { key: 'sellerNote', label: text('intake.sellerNote'), value: form.sellerNote },
    {
      key: 'invoice',
      label: text('intake.invoice'),
      value:
        invoice === null
          ? ''
          : [invoice.title, invoice.taxNo, invoice.email].filter((part) => part !== '').join(' · '),
    },
    {
      key: 'flags',
      label: text('intake.shipping'),
      value: form.flags.map((flag) => text(`intake.flag.${flag}`)).join(' · '),
    },
    { key: 'carrier', label: text('intake.carrier'), value: form.carrier ?? '' },
    { key: 'shipBy', label: text('intake.shipBy'), value: time(form.shipBy) },
  ];
  return rows.filter(({ value }) => value.trim() !== '');
}

/** Lines that are compared one by one; what a person can take in. */
const MOST_LINES = 200;
