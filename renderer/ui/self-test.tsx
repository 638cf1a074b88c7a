import { Button, NumberInput, SegmentedControl, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { applySelfTest, readTestCode, TEST_CROSS } from '../../shared/codec/printer/index.ts';
import type { SelfTestAnswers } from '../../shared/codec/printer/index.ts';
import type { MethodOutput, PrinterSettings } from '../../shared/contract/index.ts';
import { useWords } from '../i18n/index.ts';
import { useStation } from '../stores/index.ts';
import { printerReady } from './printer-form.tsx';
import { Shape } from './shapes.tsx';

type Sent = Extract<MethodOutput<'printer.test'>, { ok: true }>['value'];
type Props = {
  readonly value: PrinterSettings;
  readonly onChange: (printer: PrinterSettings) => void;
};

/** What is tried next where a printer prints our commands as text. */
const NEXT_LANGUAGE = { tspl: 'zpl', zpl: 'escpos', escpos: 'tspl' } as const;

/** Prints the self-test page, shows what should come out, asks what did, and puts the settings right by the answers. */
export function SelfTest({ value: printer, onChange }: Props) {
  const station = useStation();
  const { text, code } = useWords();
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<Sent | null>(null);
  const [came, setCame] = useState<'yes' | 'no' | 'text' | null>(null);
  const [note, setNote] = useState<string | null>(null);

  async function print(): Promise<void> {
    setBusy(true);
    setCame(null);
    setNote(null);
    const done = await station.act('printer.test', { printer });
    setBusy(false);
    setSent(done ? done.value : null);
  }
  /** The ledger learns of it too; who answers is not asked before the first operator is there. */
  function tell(what: 'yes' | 'no' | 'text'): void {
    setCame(what);
    const operator = station.operator();
    const job = sent?.job;
    if (job && operator)
      void station.ask('prints.answer', { job, came: what !== 'no', operator: operator.id });
    if (what === 'text') {
      const language = NEXT_LANGUAGE[printer.language];
      onChange({ ...printer, language });
      setNote(text('printers.test.garbled', { language: language.toUpperCase() }));
    } else setNote(what === 'no' ? text('printers.test.nothing') : null);
  }
  function apply(answers: SelfTestAnswers): void {
    const change = applySelfTest(printer, answers);
    const names = (Object.keys(change) as (keyof typeof change)[]).filter(
      (key) => change[key] !== printer[key],
    );
    onChange({ ...printer, ...(change as Partial<PrinterSettings>), testedAt: Date.now() });
    const what = names.map((name) => text(`printers.test.what.${name}`)).join('、');
    setNote(names.length === 0 ? text('printers.test.allGood') : text('printers.test.applied', { what }));
  }
  return (
    <div className="card" data-testid="self-test">
      <div className="row">
        <Button
          onClick={() => void print()}
          loading={busy}
          disabled={!printerReady(printer)}
          data-testid="test-print"
        >
          {text(sent === null ? 'printers.test.print' : 'printers.test.again')}
        </Button>
        {sent === null || sent.code === null ? null : (
          <span className="muted">{code('refused', sent.code)}</span>
        )}
      </div>
      {sent === null ? null : (
        <div className="row" style={{ alignItems: 'flex-start', flexWrap: 'nowrap' }}>
          {sent.preview === '' ? null : (
            <img
              className="paper"
              style={{ maxHeight: 560, maxWidth: '38%' }}
              src={`data:image/png;base64,${sent.preview}`}
              alt={text('printers.test.title')}
            />
          )}
          <div className="card" style={{ flex: 1 }}>
            <p className="muted">{text('printers.test.ask')}</p>
            <Question label={text('printers.test.came')}>
              {(['yes', 'no', 'text'] as const).map((what) => (
                <Button
                  key={what}
                  variant={came === what ? 'filled' : 'default'}
                  onClick={() => tell(what)}
                  data-testid={`came-${what}`}
                >
                  {text(CAME[what])}
                </Button>
              ))}
            </Question>
            {came === 'yes' ? <Questions printer={printer} onApply={apply} /> : null}
            {note === null ? null : (
              <p className="chip" data-tone={came === 'yes' ? 'good' : 'warn'} data-testid="self-test-note">
                <Shape name={came === 'yes' ? 'unit_ok' : 'printer_not_ready'} size={18} /> {note}
              </p>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

const CAME = {
  yes: 'printers.test.cameYes',
  no: 'printers.test.cameNo',
  text: 'printers.test.cameText',
} as const;

/** One question a piece of the page: polarity, place, darkness, bar codes. */
function Questions({
  printer,
  onApply,
}: {
  readonly printer: PrinterSettings;
  readonly onApply: (answers: SelfTestAnswers) => void;
}) {
  const { text } = useWords();
  const [polarity, setPolarity] = useState<NonNullable<SelfTestAnswers['polarity']>>('right');
  const [darkness, setDarkness] = useState<NonNullable<SelfTestAnswers['darkness']>>('good');
  const [cross, setCross] = useState<{ x: number; y: number }>({ ...TEST_CROSS });
  const [smallest, setSmallest] = useState<NonNullable<SelfTestAnswers['smallest']> | null>(null);
  const [scanned, setScanned] = useState('');
  const scan = (heard: string): void => {
    setScanned(heard);
    const dots = readTestCode(heard);
    if (dots === undefined) return;
    setSmallest(dots as NonNullable<SelfTestAnswers['smallest']>);
    setScanned('');
  };
  return (
    <>
      <Question label={text('printers.test.polarity')}>
        <SegmentedControl
          value={polarity}
          onChange={(next) => setPolarity(next as typeof polarity)}
          data={[
            { value: 'right', label: text('printers.test.polarityRight') },
            { value: 'swapped', label: text('printers.test.polaritySwapped') },
          ]}
        />
      </Question>
      <Question label={text('printers.test.cross', TEST_CROSS)}>
        {(['x', 'y'] as const).map((axis) => (
          <NumberInput
            key={axis}
            w={170}
            label={text(axis === 'x' ? 'printers.test.crossX' : 'printers.test.crossY')}
            step={0.5}
            min={-20}
            max={60}
            value={cross[axis]}
            onChange={(next) => setCross({ ...cross, [axis]: Number(next) })}
          />
        ))}
      </Question>
      <Question label={text('printers.test.darkness')}>
        {printer.language === 'escpos' ? (
          <span className="muted">{text('printers.test.noDensity')}</span>
        ) : (
          <SegmentedControl
            value={darkness}
            onChange={(next) => setDarkness(next as typeof darkness)}
            data={(['light', 'good', 'dark'] as const).map((each) => ({
              value: each,
              label: text(`printers.test.${each}`),
            }))}
          />
        )}
      </Question>
      <Question label={text('printers.test.smallest')}>
        <SegmentedControl
          value={smallest === null ? '' : String(smallest)}
          onChange={(next) => setSmallest(Number(next) as NonNullable<SelfTestAnswers['smallest']>)}
          data={[
            ...[1, 2, 3, 4].map((n) => ({ value: String(n), label: text('printers.dots', { n }) })),
            { value: '0', label: text('printers.test.smallestNone') },
          ]}
        />
        <TextInput
          w={320}
          placeholder={text('printers.test.scanHere')}
          value={scanned}
          onChange={(event) => scan(event.currentTarget.value)}
          data-testid="self-test-scan"
        />
      </Question>
      <div className="row">
        <Button
          data-testid="self-test-apply"
          onClick={() => onApply({ polarity, darkness, cross, ...(smallest === null ? {} : { smallest }) })}
        >
          {text('printers.test.apply')}
        </Button>
      </div>
    </>
  );
}

function Question({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <h3>{label}</h3>
      <div className="row">{children}</div>
    </div>
  );
}
