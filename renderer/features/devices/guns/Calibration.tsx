import { Button } from '@mantine/core';
import {
  bytesOfHex,
  CALIBRATION_BRACKETED,
  learnProfile,
  showControls,
} from '../../../../shared/codec/scan/index.ts';
import type { Calibrated, GunProfile, TraceStep } from '../../../../shared/codec/scan/index.ts';
import { encodeGs1 } from '../../../../shared/label/gs1-symbol.ts';
import { useWords } from '../../../i18n/index.ts';
import { ProfileChips } from './profile-words.tsx';
import { useGunTap } from './use-gun-tap.ts';
import type { TapTarget } from './use-gun-tap.ts';

/** Shows the calibration code and learns the gun's profile from its scan. */
export function Calibration({
  target,
  bench,
  current,
  onApply,
  onClose,
}: {
  readonly target: TapTarget;
  readonly bench: string;
  readonly current: GunProfile;
  readonly onApply: (profile: GunProfile) => void;
  readonly onClose: () => void;
}) {
  const { text } = useWords();
  const tap = useGunTap(target, bench, true);
  const learned = tap.settled.length > 0 ? learnProfile(tap.settled) : null;
  return (
    <section className="card calibration" data-testid="calibration">
      <div className="row no-print" style={{ justifyContent: 'space-between' }}>
        <h2>{text('guns.calibrateTitle')}</h2>
        <div className="row">
          <Button variant="default" onClick={() => window.print()}>
            {text('guns.print')}
          </Button>
          <Button variant="default" onClick={onClose} data-testid="calibration-close">
            {text('guns.close')}
          </Button>
        </div>
      </div>
      <CalibrationCode />
      <p className="muted no-print">{text('guns.calibrateHint')}</p>
      <div className="no-print" aria-live="polite">
        {learned === null ? (
          <p className="muted">{text('guns.calibrateWait')}</p>
        ) : (
          <Learned
            learned={learned}
            steps={tap.settled}
            current={current}
            onApply={onApply}
            onAgain={tap.clear}
          />
        )}
      </div>
    </section>
  );
}

function Learned({
  learned,
  steps,
  current,
  onApply,
  onAgain,
}: {
  readonly learned: Calibrated;
  readonly steps: readonly TraceStep[];
  readonly current: GunProfile;
  readonly onApply: (profile: GunProfile) => void;
  readonly onAgain: () => void;
}) {
  const { text } = useWords();
  const { profile, problems, hint } = learned;
  const useless = problems.some((each) => each !== 'gs_missing' && each !== 'end_missing');
  const same = JSON.stringify({ ...profile }) === JSON.stringify({ ...current });
  const hintText = hint === '7E1' || hint === '7O1' || hint === 'baud' ? text(`guns.hint.${hint}`) : '';
  return (
    <div className="columns-stack" data-testid="calibration-result">
      {problems.map((problem) => (
        <p key={problem} className="gun-note" data-tone={problem === 'gs_missing' ? 'warn' : 'bad'}>
          {text(`guns.problem.${problem}`, { got: gotText(steps), hint: hintText })}
        </p>
      ))}
      {useless ? null : (
        <>
          <p>{text(same ? 'guns.calibrateSame' : 'guns.calibrateGood')}</p>
          <ProfileChips profile={profile} />
        </>
      )}
      <div className="row">
        {useless ? null : (
          <Button onClick={() => onApply(profile)} data-testid="calibration-apply">
            {text('guns.apply')}
          </Button>
        )}
        <Button variant="default" onClick={onAgain}>
          {text('guns.again')}
        </Button>
      </div>
    </div>
  );
}

/** What came, for a person to look at: characters by key, or bytes as text. */
export function gotText(steps: readonly TraceStep[]): string {
  const got = steps.map((step) => {
    if (step.kind === 'key') return step.type === 'down' && [...step.key].length === 1 ? step.key : '';
    return new TextDecoder().decode(bytesOfHex(step.hex));
  });
  return `“${showControls(got.join('')).slice(0, 60)}”`;
}

const HEIGHT = 60;

/** The calibration code as SVG, one unit a module, on white with its quiet zones. */
export function CalibrationCode() {
  const symbol = encodeGs1(CALIBRATION_BRACKETED);
  if (!symbol) return null;
  const { columns, quiet, runs } = symbol;
  const path = runs
    .map(([at, wide]) => `M${String(at + quiet)} 4h${String(wide)}v${String(HEIGHT)}h-${String(wide)}z`)
    .join('');
  return (
    <figure className="calibration-code">
      <svg
        viewBox={`0 0 ${String(columns + 2 * quiet)} ${String(HEIGHT + 8)}`}
        preserveAspectRatio="none"
        shapeRendering="crispEdges"
        role="img"
        aria-label={CALIBRATION_BRACKETED}
      >
        <path d={path} fill="#000" />
      </svg>
      <figcaption className="mono">{CALIBRATION_BRACKETED}</figcaption>
    </figure>
  );
}
