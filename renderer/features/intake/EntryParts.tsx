import { Button, Checkbox, Select, SegmentedControl, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { MANUAL_CHANNELS } from '../../../shared/intake/manual.ts';
import { splitPasted } from '../../../shared/intake/pasted.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { useStationState } from '../../stores/index.ts';
import { useFinding } from './findings.tsx';
import type { Typed } from './typed.ts';

const METHODS = ['alipay', 'wechat', 'bank_transfer', 'online_banking', 'cash', 'card'] as const;
const FLAGS = ['urgent', 'custom', 'fragile', 'cold_chain'] as const;
/** Characters of a remark; the contract takes no more. */
const MOST_NOTE = 2_000;

interface PartProps {
  readonly typed: Typed;
  readonly change: (part: Partial<Typed>) => void;
}
interface FoundProps extends PartProps {
  readonly findings: Parameters<typeof useNote>[0];
}

/** What a field is told of its findings. */
function useNote(
  findings: readonly { code: string; level: 'error' | 'warn'; field: string }[],
  currency: string,
) {
  const say = useFinding(currency);
  return (field: string): { error?: ReactNode; description?: ReactNode; 'data-field': string } => {
    const own = findings.filter((each) => each.field === field);
    const error = own.find(({ level }) => level === 'error');
    const warn = own.find(({ level }) => level === 'warn');
    return {
      'data-field': field,
      ...(error ? { error: say(error as never) } : {}),
      ...(warn && !error
        ? {
            description: (
              <span className="intake-note" data-level="warn">
                {say(warn as never)}
              </span>
            ),
          }
        : {}),
    };
  };
}

export function Paste({ typed, change }: PartProps) {
  const { text } = useWords();
  const [sure, setSure] = useState<boolean | null>(null);
  function split(source: string): void {
    if (source.trim() === '') return;
    const { name, phone, province, city, district, detail, postcode, sure: found } = splitPasted(source);
    const before = typed.receiver;
    change({
      source: source.slice(0, MOST_NOTE),
      receiver: {
        ...before,
        name: (name ?? before.name).slice(0, 80),
        phone: (phone ?? before.phone).slice(0, 40),
        province: province ?? before.province,
        city: city ?? before.city,
        district: district ?? before.district,
        detail: (detail === '' ? before.detail : detail).slice(0, 300),
        postcode: postcode ?? before.postcode,
      },
    });
    setSure(found);
  }
  return (
    <section className="card">
      <h2>{text('intake.channelLabel')}</h2>
      <SegmentedControl
        aria-label={text('intake.channelLabel')}
        value={typed.channel}
        onChange={(channel) => change({ channel: channel as Typed['channel'] })}
        data={MANUAL_CHANNELS.map((channel) => ({
          value: channel,
          label: text(`intake.channel.${channel}`),
        }))}
      />
      <div className="row">
        <TextInput
          className="intake-grow"
          label={text('intake.channelNo')}
          description={text('intake.channelNoSub')}
          value={typed.channelOrderNo}
          maxLength={60}
          onChange={(event) => change({ channelOrderNo: event.currentTarget.value })}
          data-field="channelOrderNo"
        />
        <TextInput
          type="datetime-local"
          label={text('intake.orderedAt')}
          value={typed.orderedAt}
          onChange={(event) => change({ orderedAt: event.currentTarget.value })}
          data-field="orderedAt"
        />
      </div>
      <Textarea
        label={text('intake.paste')}
        description={text('intake.pasteSub')}
        autosize
        minRows={3}
        maxRows={8}
        maxLength={MOST_NOTE}
        value={typed.source}
        onChange={(event) => change({ source: event.currentTarget.value })}
        onPaste={(event) => {
          // The first thing pasted is split at once; what comes later is only kept.
          if (typed.source.trim() !== '' || typed.receiver.detail.trim() !== '') return;
          event.preventDefault();
          split(event.clipboardData.getData('text'));
        }}
        data-testid="paste"
      />
      <div className="row">
        <Button
          size="sm"
          variant="light"
          disabled={typed.source.trim() === ''}
          onClick={() => split(typed.source)}
          data-testid="split"
        >
          {text('intake.pasteGo')}
        </Button>
        {sure === null ? null : (
          <span role="status" className="intake-note" data-level={sure ? 'good' : 'warn'}>
            {text(sure ? 'intake.pasteSure' : 'intake.pasteUnsure')}
          </span>
        )}
      </div>
    </section>
  );
}

export function Receiver({ typed, change, findings }: FoundProps) {
  const { text } = useWords();
  const note = useNote(findings, typed.currency);
  const field = (name: keyof Typed['receiver'], most: number, className?: string) => (
    <TextInput
      label={text(`intake.${name}`)}
      {...(className === undefined ? {} : { className })}
      value={typed.receiver[name]}
      maxLength={most}
      onChange={(event) => change({ receiver: { ...typed.receiver, [name]: event.currentTarget.value } })}
      {...note(`receiver.${name}`)}
    />
  );
  return (
    <section className="card">
      <h2>{text('intake.receiver')}</h2>
      <div className="party-fields">
        {field('name', 80, 'half')}
        {field('phone', 40, 'half')}
        {field('province', 60)}
        {field('city', 60)}
        {field('district', 60)}
        {field('detail', 300, 'wide')}
        {field('postcode', 20, 'half')}
        {field('country', 60, 'half')}
      </div>
    </section>
  );
}

export function Amounts({
  typed,
  change,
  findings,
  due,
  goods,
}: FoundProps & { readonly due: number | null; readonly goods: number | null }) {
  const words = useWords();
  const { text } = words;
  const note = useNote(findings, typed.currency);
  const money = (minor: number | null): string =>
    minor === null ? '—' : words.money({ minor, currency: typed.currency });
  const amount = (name: 'freight' | 'discount' | 'total' | 'paid') => (
    <TextInput
      label={text(`intake.${name}`)}
      inputMode="decimal"
      value={typed[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      {...note(name)}
    />
  );
  const methods = METHODS.map((method) => ({ value: method, label: text(`intake.method.${method}`) }));
  return (
    <section className="card">
      <h2>{text('intake.amounts')}</h2>
      <dl className="facts">
        <dt>{text('intake.goods')}</dt>
        <dd className="num">{money(goods)}</dd>
        <dt>{text('intake.due')}</dt>
        <dd className="num" data-testid="due">
          <strong>{money(due)}</strong>
        </dd>
      </dl>
      <div className="intake-pair">
        {amount('freight')}
        {amount('discount')}
        <TextInput
          label={text('intake.coupon')}
          value={typed.coupon}
          maxLength={60}
          onChange={(event) => change({ coupon: event.currentTarget.value })}
        />
        {amount('total')}
      </div>
      <h2>{text('intake.payment')}</h2>
      <SegmentedControl
        aria-label={text('intake.payment')}
        value={typed.payment}
        onChange={(payment) => change({ payment: payment as Typed['payment'] })}
        data={(['UNPAID', 'PAID', 'COD'] as const).map((state) => ({
          value: state,
          label: text(`intake.paymentState.${state}`),
        }))}
        data-field="payment"
      />
      <div className="intake-pair">
        <Select
          label={text('intake.paymentMethod')}
          data={methods}
          value={typed.paymentMethod === '' ? null : typed.paymentMethod}
          onChange={(method) => change({ paymentMethod: method ?? '' })}
          clearable
          {...note('paymentMethod')}
        />
        {amount('paid')}
        <TextInput
          label={text('intake.paymentReference')}
          value={typed.paymentReference}
          maxLength={80}
          onChange={(event) => change({ paymentReference: event.currentTarget.value })}
          {...note('paymentReference')}
        />
        <TextInput
          type="datetime-local"
          label={text('intake.paidAt')}
          value={typed.paidAt}
          onChange={(event) => change({ paidAt: event.currentTarget.value })}
          {...note('paidAt')}
        />
      </div>
    </section>
  );
}

export function Shipping({ typed, change, findings }: FoundProps) {
  const { text, language } = useWords();
  const note = useNote(findings, typed.currency);
  const hello = useStationState((s) => s.hello);
  const carriers = (hello?.carriers ?? []).map((each) => ({ value: each.code, label: each[language] }));
  return (
    <section className="card">
      <h2>{text('intake.shipping')}</h2>
      <div className="row">
        {FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            label={text(`intake.flag.${flag}`)}
            checked={typed.flags.includes(flag)}
            onChange={(event) =>
              change({
                flags: FLAGS.filter((each) =>
                  each === flag ? event.currentTarget.checked : typed.flags.includes(each),
                ),
              })
            }
          />
        ))}
      </div>
      <div className="intake-pair">
        <Select
          label={text('intake.carrier')}
          placeholder={text('intake.carrierAny')}
          data={carriers}
          value={typed.carrier}
          onChange={(carrier) => change({ carrier })}
          clearable
          searchable
        />
        <TextInput
          type="datetime-local"
          label={text('intake.shipBy')}
          value={typed.shipBy}
          onChange={(event) => change({ shipBy: event.currentTarget.value })}
          {...note('shipBy')}
        />
      </div>
    </section>
  );
}

const NO_INVOICE = { kind: 'personal', title: '', taxNo: '', email: '' } as const;

export function Remarks({ typed, change, findings }: FoundProps) {
  const { text } = useWords();
  const note = useNote(findings, typed.currency);
  const { invoice } = typed;
  const area = (name: 'remark' | 'sellerNote') => (
    <Textarea
      label={text(`intake.${name}`)}
      autosize
      minRows={2}
      maxRows={6}
      maxLength={MOST_NOTE}
      value={typed[name]}
      onChange={(event) => change({ [name]: event.currentTarget.value })}
      data-field={name}
    />
  );
  return (
    <section className="card">
      <h2>{text('intake.remarks')}</h2>
      {area('remark')}
      {area('sellerNote')}
      <Checkbox
        label={text('intake.invoice')}
        checked={invoice !== null}
        onChange={(event) => change({ invoice: event.currentTarget.checked ? NO_INVOICE : null })}
      />
      {invoice === null ? null : (
        <>
          <SegmentedControl
            aria-label={text('intake.invoice')}
            value={invoice.kind}
            onChange={(kind) => change({ invoice: { ...invoice, kind: kind as 'personal' | 'company' } })}
            data={(['personal', 'company'] as const).map((kind) => ({
              value: kind,
              label: text(`intake.invoiceKind.${kind}`),
            }))}
          />
          <div className="intake-pair">
            {(
              [
                ['title', 'invoiceTitle', 120],
                ['taxNo', 'taxNo', 40],
                ['email', 'invoiceEmail', 120],
              ] as const
            )
              .filter(([name]) => name !== 'taxNo' || invoice.kind === 'company')
              .map(([name, word, most]) => (
                <TextInput
                  key={name}
                  label={text(`intake.${word}` as TextKey)}
                  value={invoice[name]}
                  maxLength={most}
                  onChange={(event) => change({ invoice: { ...invoice, [name]: event.currentTarget.value } })}
                  {...note(`invoice.${name}`)}
                />
              ))}
          </div>
        </>
      )}
    </section>
  );
}
