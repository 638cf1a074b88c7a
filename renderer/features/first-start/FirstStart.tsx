import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import type { PrinterSettings } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation, useStationState } from '../../stores/index.ts';
import { Shape } from '../../ui/index.ts';
import { NO_PARTY, PartyFields, trimParty } from '../../ui/forms.tsx';
import { GunForm, GunTest, newGun } from '../../ui/gun-form.tsx';
import { newPrinter, PrinterForm, printerReady } from '../../ui/printer-form.tsx';
import { SelfTest } from '../../ui/self-test.tsx';
import { AdminStep, DataStep } from './DataStep.tsx';

const STEPS = ['language', 'site', 'printer', 'gun', 'data', 'admin'] as const;
type Step = (typeof STEPS)[number];

/**
 * First start: from nothing to the bench. Whoever works with orders of one's own makes an administrator at the end; the demo
 * needs none.
 */
export default function FirstStart() {
  const { text } = useWords();
  const [step, setStep] = useState<Step>('language');
  const [target, setTarget] = useState<'import' | 'bench'>('bench');
  const at = STEPS.indexOf(step);
  const next = (): void => setStep(STEPS[at + 1] ?? 'data');
  const back = at === 0 ? null : () => setStep(STEPS[at - 1] ?? 'language');
  return (
    <div className="page setup" data-testid="first-start" data-step={step}>
      <header className="setup-head">
        <Shape name="closed" size={44} />
        <h1>Packline</h1>
        <span className="muted">{text('setup.title')}</span>
        <ol className="setup-steps">
          {STEPS.map((each, index) => (
            <li
              key={each}
              data-state={index < at ? 'done' : index === at ? 'now' : 'later'}
              aria-current={index === at ? 'step' : undefined}
            >
              <b>{index < at ? '✓' : index + 1}</b>
              {text(`setup.step.${each}`)}
            </li>
          ))}
        </ol>
      </header>
      {step === 'language' ? <LanguageStep onNext={next} /> : null}
      {step === 'site' ? <SiteStep onNext={next} onBack={back} /> : null}
      {step === 'printer' ? <PrinterStep onNext={next} onBack={back} /> : null}
      {step === 'gun' ? <GunStep onNext={next} onBack={back} /> : null}
      {step === 'data' ? (
        <DataStep
          onBack={back}
          onOwn={(page) => {
            setTarget(page);
            setStep('admin');
          }}
        />
      ) : null}
      {step === 'admin' ? <AdminStep target={target} onBack={back} /> : null}
    </div>
  );
}

interface StepProps {
  readonly onNext: () => void;
  readonly onBack: (() => void) | null;
}

function Frame({
  title,
  sub,
  onBack,
  onSubmit,
  buttons,
  children,
}: {
  readonly title: string;
  readonly sub?: string;
  readonly onBack: (() => void) | null;
  /** What Enter does, where the step is a form. */
  readonly onSubmit?: () => void;
  readonly buttons: ReactNode;
  readonly children: ReactNode;
}) {
  const { text } = useWords();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit?.();
  };
  return (
    <form className="setup-form" onSubmit={submit}>
      <div>
        <h2 className="setup-ask">{title}</h2>
        {sub === undefined ? null : <p className="muted">{sub}</p>}
      </div>
      {children}
      <div className="row" style={{ justifyContent: 'space-between' }}>
        {onBack === null ? (
          <span />
        ) : (
          <Button type="button" variant="default" onClick={onBack}>
            {text('app.back')}
          </Button>
        )}
        <span className="row">{buttons}</span>
      </div>
    </form>
  );
}

function LanguageStep({ onNext }: { readonly onNext: () => void }) {
  const station = useStation();
  const { text, language } = useWords();
  const choose = async (next: 'zh' | 'en'): Promise<void> => {
    if (await station.act('settings.save', { language: next })) onNext();
  };
  return (
    <Frame title={text('setup.languageAsk')} sub={text('setup.languageSub')} onBack={null} buttons={null}>
      <div className="columns">
        <button
          type="button"
          className="choice"
          aria-pressed={language === 'zh'}
          autoFocus={language === 'zh'}
          onClick={() => void choose('zh')}
          data-testid="choose-zh"
        >
          <strong>简体中文</strong>
          <span>界面、声音提示与单据用中文</span>
        </button>
        <button
          type="button"
          className="choice"
          aria-pressed={language === 'en'}
          autoFocus={language === 'en'}
          onClick={() => void choose('en')}
          data-testid="choose-en"
        >
          <strong>English</strong>
          <span>Screens and papers in English</span>
        </button>
      </div>
    </Frame>
  );
}

function SiteStep({ onNext, onBack }: StepProps) {
  const station = useStation();
  const { text } = useWords();
  const settings = useStationState((s) => s.settings);
  const [site, setSite] = useState(settings?.siteName ?? '');
  const [party, setParty] = useState({ ...NO_PARTY, ...settings?.sender });
  const sender = trimParty(party);
  const ready = site.trim() !== '' && sender !== null;
  const save = async (): Promise<void> => {
    if (await station.act('settings.save', { siteName: site.trim(), ...(sender ? { sender } : {}) }))
      onNext();
  };
  return (
    <Frame
      title={text('setup.siteAsk')}
      sub={text('setup.senderNote')}
      onBack={onBack}
      onSubmit={() => ready && void save()}
      buttons={
        <Button type="submit" disabled={!ready} data-testid="next">
          {text('app.nextStep')}
        </Button>
      }
    >
      <div className="card">
        <TextInput
          label={text('setup.siteName')}
          autoFocus
          maxLength={80}
          value={site}
          onChange={(event) => setSite(event.currentTarget.value)}
          data-testid="site-name"
        />
        <PartyFields value={party} onChange={setParty} />
      </div>
    </Frame>
  );
}

function PrinterStep({ onNext, onBack }: StepProps) {
  const station = useStation();
  const { text } = useWords();
  const settings = useStationState((s) => s.settings);
  const [printer, setPrinter] = useState<PrinterSettings>(settings?.printers[0] ?? newPrinter('label-1'));
  const save = async (): Promise<void> => {
    const others = (settings?.printers ?? []).filter((each) => each.id !== printer.id);
    const part = {
      printers: [...others, printer],
      labelPrinter: printer.id,
      paperPrinter: settings?.paperPrinter ?? printer.id,
    };
    if (await station.act('settings.save', part)) onNext();
  };
  return (
    <Frame
      title={text('setup.printerAsk')}
      onBack={onBack}
      buttons={
        <>
          <Button variant="subtle" onClick={onNext} data-testid="skip">
            {text('setup.noPrinterYet')}
          </Button>
          <Button onClick={() => void save()} disabled={!printerReady(printer)} data-testid="next">
            {text('app.nextStep')}
          </Button>
        </>
      }
    >
      <div className="card">
        <PrinterForm value={printer} onChange={setPrinter} />
      </div>
      <SelfTest value={printer} onChange={setPrinter} />
    </Frame>
  );
}

function GunStep({ onNext, onBack }: StepProps) {
  const station = useStation();
  const { text } = useWords();
  const bench = useStationState((s) => s.bench);
  const settings = useStationState((s) => s.settings);
  const [kind, setKind] = useState<'wedge' | 'serial'>(settings?.guns.length ? 'serial' : 'wedge');
  const [gun, setGun] = useState(settings?.guns[0] ?? newGun('gun-1', bench));
  const saveGun = (): Promise<unknown> =>
    station.act('settings.save', {
      guns: [...(settings?.guns ?? []).filter((each) => each.id !== gun.id), gun],
    });
  // A port that was typed in is not lost because nobody pressed "save".
  const next = async (): Promise<void> => {
    if (kind === 'serial' && gun.path.trim() !== '' && !(await saveGun())) return;
    onNext();
  };
  return (
    <Frame
      title={text('setup.gunAsk')}
      onBack={onBack}
      buttons={
        <Button onClick={() => void next()} data-testid="next">
          {text('app.nextStep')}
        </Button>
      }
    >
      <div className="columns">
        <button
          type="button"
          className="choice"
          aria-pressed={kind === 'wedge'}
          onClick={() => setKind('wedge')}
        >
          <strong>{text('setup.gunWedge')}</strong>
          <span>{text('setup.gunWedgeSub')}</span>
        </button>
        <button
          type="button"
          className="choice"
          aria-pressed={kind === 'serial'}
          onClick={() => setKind('serial')}
        >
          <strong>{text('setup.gunSerial')}</strong>
          <span>{text('gun.path')}</span>
        </button>
      </div>
      {kind === 'serial' ? (
        <div className="card">
          <GunForm value={gun} onChange={setGun} />
          <div className="row">
            <Button variant="default" disabled={gun.path.trim() === ''} onClick={() => void saveGun()}>
              {text('app.save')}
            </Button>
          </div>
        </div>
      ) : null}
      <GunTest />
    </Frame>
  );
}
