import { classifyScan, showControls } from '../../../../shared/codec/scan/index.ts';
import type { Replayed } from '../../../../shared/codec/scan/index.ts';
import { useWords } from '../../../i18n/index.ts';
import type { Words } from '../../../i18n/index.ts';
import { Chip } from '../../../ui/page.tsx';

const SHOWN = 20;

/** Codes, faults and keys of a person, as the decoder told them apart. */
export function ReplayList({ replay }: { readonly replay: readonly Replayed[] }) {
  const words = useWords();
  return (
    <ul className="gun-replay" data-testid="gun-replay">
      {replay.slice(-SHOWN).map((each, i) => (
        <li key={i}>
          <Result each={each} words={words} />
        </li>
      ))}
    </ul>
  );
}

function Result({ each, words }: { readonly each: Replayed; readonly words: Words }) {
  const { text } = words;
  if (each.kind === 'person') return <Chip>{text('guns.person', { n: each.keys })}</Chip>;
  if (each.kind === 'fault') {
    const hint = each.hint === '7E1' || each.hint === '7O1' || each.hint === 'baud' ? each.hint : null;
    return (
      <>
        <Chip tone="bad">{text(`guns.fault.${each.fault}`)}</Chip>
        {hint === null ? null : <p className="muted">{text(`guns.hint.${hint}`)}</p>}
      </>
    );
  }
  const symbology = each.symbology === undefined ? {} : { symbology: each.symbology };
  const code = classifyScan({ text: each.text, source: 'wedge', ...symbology });
  const kind = code.kind === 'text' && code.waybills.length > 0 ? 'waybill' : code.kind;
  return (
    <>
      <Chip tone={kind === 'invalid' ? 'bad' : kind === 'text' ? 'warn' : 'good'}>
        {text(`guns.what.${kind}`)}
      </Chip>{' '}
      <span className="mono gun-code">{showControls(each.text)}</span>{' '}
      {each.symbology === undefined || each.symbology === '' ? null : (
        <span className="muted">{each.symbology}</span>
      )}
      {code.kind === 'gs1' || code.kind === 'sscc' ? <Fields code={code} words={words} /> : null}
    </>
  );
}

function Fields({
  code,
  words: { text },
}: {
  readonly code: Extract<ReturnType<typeof classifyScan>, { kind: 'gs1' | 'sscc' }>;
  readonly words: Words;
}) {
  const rows = [
    ['GTIN', code.gtin14],
    [text('guns.gs1.serial'), code.serial],
    [text('guns.gs1.lot'), code.lot],
    [text('guns.gs1.expiry'), code.expiry],
    [text('guns.gs1.quantity'), code.quantity],
    [
      text('guns.gs1.weight'),
      code.netGrams === undefined ? undefined : text('guns.grams', { n: code.netGrams }),
    ],
  ] as const;
  return (
    <span className="chips">
      {rows.map(([name, value]) =>
        value === undefined ? null : (
          <Chip key={name}>
            {name} {String(value)}
          </Chip>
        ),
      )}
    </span>
  );
}
