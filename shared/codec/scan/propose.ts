import { classifyScan } from './classify.ts';
import { CALIBRATION_TEXT, learnProfile } from './calibration.ts';
import type { CalibrationProblem } from './calibration.ts';
import type { GunProfile } from './profile.ts';
import { replayTrace } from './trace.ts';
import type { Replayed, TraceStep } from './trace.ts';

export interface Proposal {
  /** The profile with which the trace would have been read best. */
  readonly profile: GunProfile;
  /** Fields in which it differs from the present one; empty = the present one is as good as any. */
  readonly changes: readonly (keyof GunProfile)[];
  readonly problems: readonly CalibrationProblem[];
  readonly hint?: string;
  /** What the proposed profile makes of the trace. */
  readonly replay: readonly Replayed[];
}

const GS_TEXTS = ['#', '~', '|', '<GS>', '{GS}', 'Alt029', '^', '@'];

/**
 * Finds the setting that would have worked for a recorded trace: by the calibration code if it is in it, by the text that a
 * person says it should have been, else by trying the settings and taking the one that gives the most codes that are
 * certain (right check digits, known forms).
 */
export function proposeProfile(steps: readonly TraceStep[], current: GunProfile, wanted?: string): Proposal {
  const known = wanted !== undefined && wanted !== '' ? wanted : CALIBRATION_TEXT;
  const learned = learnProfile(steps, known);
  const missed = learned.problems.some((each) => each === 'not_found' || each === 'case_folded');
  if (!missed || wanted !== undefined) {
    const profile = learned.problems.includes('not_found') ? current : learned.profile;
    return proposal(steps, current, profile, learned.problems, learned.hint);
  }
  let best = { profile: current, score: score(replayTrace(steps, current)) };
  for (const profile of candidates(current)) {
    const found = score(replayTrace(steps, profile));
    if (found > best.score) best = { profile, score: found };
  }
  return proposal(steps, current, best.profile, [], learned.hint);
}

function proposal(
  steps: readonly TraceStep[],
  current: GunProfile,
  profile: GunProfile,
  problems: readonly CalibrationProblem[],
  hint: string | undefined,
): Proposal {
  const names = Object.keys(profile) as (keyof GunProfile)[];
  return {
    profile,
    changes: names.filter((name) => profile[name] !== current[name]),
    problems,
    replay: replayTrace(steps, profile),
    ...(hint === undefined ? {} : { hint }),
  };
}

/** Nearest first: among equals the one that changes least is taken. */
function* candidates(current: GunProfile): Generator<GunProfile> {
  const forms: Partial<GunProfile>[] = [
    {},
    { prefix: '', suffix: '', startKey: null, aim: 'auto' },
    ...GS_TEXTS.map((gsText): Partial<GunProfile> => ({ gs: 'text', gsText })),
    ...['F8', 'F9', 'F10', 'F11', 'F12'].map((gsText): Partial<GunProfile> => ({ gs: 'key', gsText })),
  ];
  for (const form of forms)
    for (const end of ['enter', 'tab', 'none'] as const)
      for (const letters of ['as_sent', 'inverted', 'caps_aware'] as const)
        for (const layout of ['us', 'computer'] as const)
          yield { ...current, ...form, end, case: letters, layout };
}

/** Points of a replay: certain codes count most, faults and lost keys count against it. */
function score(replay: readonly Replayed[]): number {
  let points = 0;
  for (const each of replay) {
    if (each.kind === 'fault') points -= 3;
    else if (each.kind === 'person') points -= 1;
    else points += worth(each.text, each.symbology);
  }
  return points;
}

function worth(text: string, symbology: string | undefined): number {
  const code = classifyScan({ text, source: 'wedge', ...(symbology === undefined ? {} : { symbology }) });
  switch (code.kind) {
    case 'invalid':
      return -3;
    case 'gs1':
    case 'sscc':
      return 4 + code.ais.length - 2 * code.warnings.length;
    case 'text':
      return code.waybills.length > 0 ? 3 : 1;
    default:
      return 4;
  }
}
