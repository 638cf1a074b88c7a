import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ChangeInput, OrderView } from '../../../../shared/contract/index.ts';
import { useWords } from '../../../i18n/index.ts';
import { useList, useMay, useStation, useStationState } from '../../../stores/index.ts';
import { ChangeRequest } from '../../../ui/change-request.tsx';
import { FormDialog, NO_PARTY, PartyFields, trimParty, NoteField } from '../../../ui/forms.tsx';
import type { CardProps } from './index.ts';

/** Before it leaves, and once it is no draft any more. */
const ASKABLE = [
  'RECEIVED',
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'REJECTED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
  'READY_TO_SHIP',
];
const FLAGS = ['urgent', 'custom', 'fragile', 'cold_chain'] as const;

/** Ruling 4: who may not change an order asks for it, and somebody else decides. */
export function ChangesCard({ view, fromHub }: CardProps) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [asking, setAsking] = useState(false);
  const { value, refresh } = useList('changes.of', { order: view.order }, ['orders']);
  const mayAsk = useMay('changes.ask');
  const changes = value?.ok ? value.value : [];
  if (fromHub) return null;
  const askable = mayAsk && ASKABLE.includes(view.status);
  if (changes.length === 0 && !askable) return null;

  async function ask(change: ChangeInput, reason: string): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const done = await station.act('changes.ask', {
      order: view.order,
      change,
      reason,
      operator: operator.id,
    });
    if (!done) return undefined;
    setAsking(false);
    station.notify('good', text('intake.asked'));
    refresh();
    return undefined;
  }
  return (
    <section className="card" data-testid="card-changes">
      <h2>{text('intake.changes')}</h2>
      {changes.length === 0 ? <p className="muted">{text('intake.changesNone')}</p> : null}
      {changes.map((change) => (
        <ChangeRequest key={change.request} order={view.order} change={change} onDecided={refresh} />
      ))}
      {askable ? (
        <div className="row">
          <Button
            size="sm"
            variant="light"
            onClick={() => setAsking(true)}
            data-testid="ask-change"
            data-act="ask_change"
          >
            {text('intake.ask')}
          </Button>
        </div>
      ) : null}
      {asking ? (
        <AskDialog
          view={view}
          onDone={(change, reason) => void ask(change, reason)}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </section>
  );
}

/** What is left empty stays as it is. */
function AskDialog({
  view,
  onDone,
  onClose,
}: {
  readonly view: OrderView;
  readonly onDone: (change: ChangeInput, reason: string) => void;
  readonly onClose: () => void;
}) {
  const { text, language } = useWords();
  const hello = useStationState((s) => s.hello);
  const [party, setParty] = useState(NO_PARTY);
  const [remark, setRemark] = useState<string | null>(null);
  const own = FLAGS.filter((flag) => view.flags.includes(flag));
  const [flags, setFlags] = useState<readonly (typeof FLAGS)[number][]>(own);
  const [shipBy, setShipBy] = useState('');
  const [carrier, setCarrier] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const receiver = trimParty(party);
  const begun = Object.values(party).some((part) => part !== undefined && part.trim() !== '');
  const at = shipBy === '' ? Number.NaN : new Date(shipBy).getTime();
  const change: ChangeInput = {
    ...(receiver ? { receiver } : {}),
    ...(remark === null ? {} : { remark }),
    ...(flags.join() === own.join() ? {} : { flags: [...flags] }),
    ...(Number.isFinite(at) ? { shipBy: at } : {}),
    ...(carrier === null ? {} : { carrier }),
  };
  // Half a receiver is none.
  const ready = reason.trim() !== '' && Object.keys(change).length > 0 && (!begun || receiver !== null);
  return (
    <FormDialog
      title={text('intake.ask')}
      ready={ready}
      onDone={() => onDone(change, reason.trim())}
      onClose={onClose}
    >
      <p className="muted">{text('intake.askSub')}</p>
      <NoteField
        label={text('intake.askWhy')}
        focus
        value={reason}
        onChange={setReason}
        testId="change-reason"
      />
      <PartyFields value={party} onChange={setParty} />
      <NoteField
        label={text('intake.remark')}
        rows={1}
        value={remark ?? view.remark ?? ''}
        onChange={setRemark}
      />
      <div className="row">
        {FLAGS.map((flag) => (
          <Checkbox
            key={flag}
            label={text(`intake.flag.${flag}`)}
            checked={flags.includes(flag)}
            onChange={(event) =>
              setFlags(
                FLAGS.filter((each) => (each === flag ? event.currentTarget.checked : flags.includes(each))),
              )
            }
          />
        ))}
      </div>
      <div className="row">
        <TextInput
          type="datetime-local"
          label={text('intake.shipBy')}
          value={shipBy}
          onChange={(event) => setShipBy(event.currentTarget.value)}
        />
        <Select
          label={text('intake.carrier')}
          placeholder={text('intake.carrierAny')}
          data={(hello?.carriers ?? []).map((each) => ({ value: each.code, label: each[language] }))}
          value={carrier}
          onChange={setCarrier}
          clearable
        />
      </div>
    </FormDialog>
  );
}
