import { Button, Modal, PasswordInput, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import type { PointerEvent as PenEvent } from 'react';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useMay, useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';

type View = Extract<MethodOutput<'handover.get'>, { ok: true }>['value'];
type Party = View['signatures'][number]['party'];
type Strokes = readonly (readonly (readonly [number, number])[])[];

/** What strokes are measured in; the frame keeps these proportions. */
const ACROSS = 1_000;
const DOWN = 300;
/** As many as the station takes. */
const MOST_POINTS = 4_000;

/** SHP-04: warehouse and courier sign the list of a handover on the screen; what is signed is never changed. */
export function SignDialog({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { text } = useWords();
  const { value, refresh } = useList('handover.get', { id }, ['handover']);
  const view = value?.ok === true ? value.value : null;
  return (
    <Modal opened onClose={onClose} title={text('after.sign.title', { id })} size="xl">
      {view === null ? (
        text('app.loading')
      ) : (
        <>
          <p>
            {text('after.sign.parcels', { n: view.parcels.length })}
            {view.missing.length === 0 ? null : (
              <>
                {' · '}
                <Chip tone="bad">{text('after.sign.missing', { n: view.missing.length })}</Chip>
              </>
            )}
          </p>
          <div className="columns-stack">
            {(['shipper', 'courier'] as const).map((party) => (
              <Side key={party} view={view} party={party} onSigned={refresh} />
            ))}
          </div>
        </>
      )}
    </Modal>
  );
}

function Side({
  view,
  party,
  onSigned,
}: {
  readonly view: View;
  readonly party: Party;
  readonly onSigned: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const may = useMay('handover.sign');
  /** More than one where stations that were apart both had it signed. */
  const given = view.signatures.filter((each) => each.party === party);
  const [name, setName] = useState(party === 'courier' ? view.courier : (station.operator()?.name ?? ''));
  const [strokes, setStrokes] = useState<Strokes>([]);
  const [pin, setPin] = useState('');
  const ready = name.trim() !== '' && (strokes.length > 0 || (party === 'shipper' && pin.length >= 4));

  async function sign(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    const proof =
      strokes.length > 0
        ? { strokes: strokes.map((stroke) => stroke.map(([x, y]): [number, number] => [x, y])) }
        : { pin };
    const done = await station.act('handover.sign', {
      id: view.id,
      operator: operator.id,
      party,
      name: name.trim(),
      ...proof,
    });
    setPin('');
    if (!done) return undefined;
    station.notify('good', text('after.sign.signed'));
    return onSigned();
  }
  return (
    <section className="card">
      <h2>{text(`after.sign.${party}`)}</h2>
      {given.length > 0 ? (
        given.map((each) => (
          <div key={`${String(each.at)} ${each.name}`}>
            <p>
              <Chip tone="good">{text('after.sign.signed')}</Chip> {each.name}{' '}
              <span className="muted">{words.dateTime(each.at)}</span>
            </p>
            {each.strokes === null ? <p>{text('after.sign.byPin')}</p> : <Drawn strokes={each.strokes} />}
          </div>
        ))
      ) : may ? (
        <>
          <div className="row">
            <TextInput
              label={text('after.sign.name')}
              maxLength={40}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {party === 'shipper' ? (
              <PasswordInput
                label={text('after.sign.pin')}
                maxLength={12}
                w={200}
                autoComplete="off"
                value={pin}
                onChange={(event) => setPin(event.currentTarget.value)}
              />
            ) : null}
          </div>
          <Pad strokes={strokes} onStrokes={setStrokes} label={text('after.sign.here')} />
          <div className="row">
            <Button variant="default" onClick={() => setStrokes([])}>
              {text('after.sign.clear')}
            </Button>
            <Button disabled={!ready} data-testid="signature-save" onClick={() => void sign()}>
              {text('after.sign.save')}
            </Button>
          </div>
        </>
      ) : null}
    </section>
  );
}

const pathOf = (strokes: Strokes): string =>
  strokes
    .map((stroke) => {
      const line = stroke.map(([x, y]) => `${String(x)} ${String(y)}`);
      // A dot is a line to itself.
      return `M${line.join('L')}${line.length === 1 ? `L${line[0] ?? ''}` : ''}`;
    })
    .join('');

function Drawn({ strokes }: { readonly strokes: Strokes }) {
  return (
    <svg viewBox={`0 0 ${String(ACROSS)} ${String(DOWN)}`} width="100%" height="120" aria-hidden>
      <path d={pathOf(strokes)} fill="none" stroke="currentColor" strokeWidth={8} strokeLinecap="round" />
    </svg>
  );
}

/** Takes what a pen, a finger or the mouse draws. */
function Pad({
  strokes,
  onStrokes,
  label,
}: {
  readonly strokes: Strokes;
  readonly onStrokes: (strokes: Strokes) => void;
  readonly label: string;
}) {
  const drawing = useRef(false);
  const frame = useRef<SVGSVGElement>(null);
  const count = strokes.reduce((sum, stroke) => sum + stroke.length, 0);

  function pointOf(event: PenEvent): readonly [number, number] {
    const box = frame.current?.getBoundingClientRect();
    if (!box || box.width === 0) return [0, 0];
    const scale = ACROSS / box.width;
    const within = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
    return [
      within((event.clientX - box.left) * scale, ACROSS),
      within((event.clientY - box.top) * scale, DOWN),
    ];
  }
  return (
    <svg
      ref={frame}
      role="img"
      aria-label={label}
      data-testid="signature-pad"
      viewBox={`0 0 ${String(ACROSS)} ${String(DOWN)}`}
      style={{
        width: '100%',
        maxWidth: 620,
        aspectRatio: `${String(ACROSS)} / ${String(DOWN)}`,
        border: '1px dashed currentColor',
        touchAction: 'none',
      }}
      onPointerDown={(event) => {
        drawing.current = true;
        event.currentTarget.setPointerCapture(event.pointerId);
        onStrokes([...strokes, [pointOf(event)]]);
      }}
      onPointerMove={(event) => {
        if (!drawing.current || count >= MOST_POINTS) return;
        const last = strokes.at(-1) ?? [];
        const point = pointOf(event);
        const before = last.at(-1);
        if (before && before[0] === point[0] && before[1] === point[1]) return;
        onStrokes([...strokes.slice(0, -1), [...last, point]]);
      }}
      onPointerUp={() => {
        drawing.current = false;
      }}
    >
      <path d={pathOf(strokes)} fill="none" stroke="currentColor" strokeWidth={8} strokeLinecap="round" />
    </svg>
  );
}
