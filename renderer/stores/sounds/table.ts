import type { StopKind, VerdictKind } from '../../../shared/domain/index.ts';

/** One tone: frequency in Hz (gliding to `to`), start and length in ms, loudness 0…1. */
export interface Tone {
  readonly wave: 'sine' | 'square' | 'saw' | 'triangle' | 'noise';
  readonly hz: number;
  readonly to?: number;
  readonly at: number;
  readonly ms: number;
  readonly gain: number;
}
export type SoundName =
  StopKind | 'unit' | 'opened' | 'complete' | 'closed' | 'handover' | 'soft' | 'held' | 'lost' | 'finished';

const t = (wave: Tone['wave'], hz: number, at: number, ms: number, gain = 0.5, to?: number): Tone => ({
  wave,
  hz,
  at,
  ms,
  gain,
  ...(to === undefined ? {} : { to }),
});

/**
 * Good sounds are short, rising and soft; stops are long, low or rough, and each has a rhythm of its own, so that a
 * packer who looks away still knows which it is. All begin at 0 ms: the first tone is the message.
 */
export const SOUNDS: Readonly<Record<SoundName, readonly Tone[]>> = {
  unit: [t('sine', 1320, 0, 70, 0.55), t('sine', 1980, 0, 70, 0.2)],
  opened: [t('sine', 660, 0, 70, 0.5), t('sine', 990, 80, 90, 0.5)],
  complete: [t('sine', 784, 0, 90, 0.5), t('sine', 988, 95, 90, 0.5), t('sine', 1319, 190, 170, 0.55)],
  closed: [t('sine', 1047, 0, 90, 0.5), t('sine', 1568, 90, 240, 0.55), t('sine', 2093, 90, 240, 0.2)],
  handover: [t('triangle', 880, 0, 80, 0.6)],
  finished: [t('sine', 659, 0, 110, 0.5), t('sine', 784, 120, 110, 0.5), t('sine', 1047, 240, 300, 0.55)],
  soft: [t('sine', 520, 0, 60, 0.35)],
  held: [t('triangle', 700, 0, 130, 0.5), t('triangle', 466, 140, 220, 0.5)],
  lost: [t('square', 300, 0, 80, 0.3), t('square', 240, 100, 80, 0.3), t('square', 180, 200, 160, 0.3)],
  wrong_item: [
    t('square', 165, 0, 180, 0.5),
    t('square', 165, 240, 180, 0.5),
    t('square', 110, 480, 320, 0.55),
  ],
  surplus: [
    t('saw', 440, 0, 110, 0.4),
    t('saw', 440, 150, 110, 0.4),
    t('saw', 587, 300, 110, 0.4),
    t('saw', 587, 450, 110, 0.4),
  ],
  expired: [
    t('saw', 523, 0, 140, 0.4, 262),
    t('saw', 523, 200, 140, 0.4, 262),
    t('square', 131, 420, 300, 0.4),
  ],
  serial_used: [
    t('square', 349, 0, 90, 0.4),
    t('square', 349, 130, 90, 0.4),
    t('square', 233, 260, 280, 0.4),
  ],
  trace_missing: [
    t('triangle', 587, 0, 110, 0.5),
    t('triangle', 440, 150, 110, 0.5),
    t('saw', 220, 330, 240, 0.4),
  ],
  unknown_code: [t('triangle', 330, 0, 420, 0.6, 660), t('triangle', 330, 470, 300, 0.6, 495)],
  unreadable: [t('noise', 900, 0, 140, 0.4), t('noise', 900, 220, 140, 0.4)],
  wrong_label: [
    t('square', 392, 0, 130, 0.4),
    t('square', 311, 150, 130, 0.4),
    t('square', 392, 300, 130, 0.4),
    t('square', 311, 450, 200, 0.4),
  ],
  label_not_scanned: [
    t('triangle', 988, 0, 110, 0.5),
    t('triangle', 740, 140, 110, 0.5),
    t('triangle', 988, 360, 110, 0.5),
    t('triangle', 740, 500, 160, 0.5),
  ],
  printer_not_ready: [t('saw', 220, 0, 600, 0.45, 130), t('noise', 400, 0, 600, 0.12)],
  print_unknown: [t('sine', 587, 0, 150, 0.5), t('sine', 587, 200, 150, 0.5), t('sine', 880, 400, 320, 0.5)],
  missing_routing: [t('saw', 294, 0, 120, 0.4), t('saw', 294, 170, 120, 0.4), t('saw', 220, 560, 260, 0.4)],
  no_waybill: [t('triangle', 494, 0, 300, 0.55, 247), t('triangle', 494, 360, 300, 0.55, 247)],
  receiver_masked: [
    t('triangle', 415, 0, 90, 0.5),
    t('noise', 700, 100, 200, 0.25),
    t('triangle', 415, 320, 90, 0.5),
  ],
  blocked: [
    t('square', 523, 0, 220, 0.4),
    t('square', 392, 230, 220, 0.4),
    t('square', 523, 460, 220, 0.4),
    t('square', 392, 690, 260, 0.4),
  ],
  not_packable: [t('saw', 262, 0, 200, 0.4), t('saw', 196, 220, 360, 0.4)],
  not_here: [t('sine', 440, 0, 160, 0.5), t('sine', 220, 200, 380, 0.6)],
  busy_elsewhere: [
    t('square', 740, 0, 60, 0.3),
    t('square', 740, 110, 60, 0.3),
    t('square', 740, 220, 60, 0.3),
    t('square', 370, 360, 300, 0.4),
  ],
  already_done: [
    t('triangle', 622, 0, 120, 0.5),
    t('triangle', 622, 160, 120, 0.5),
    t('triangle', 415, 320, 260, 0.5),
  ],
  not_allowed: [t('square', 196, 0, 130, 0.4), t('square', 196, 170, 130, 0.4)],
  number_used: [
    t('saw', 523, 0, 120, 0.4),
    t('saw', 494, 130, 120, 0.4),
    t('saw', 466, 260, 120, 0.4),
    t('saw', 440, 390, 240, 0.4),
  ],
  foreign_parcel: [t('square', 349, 0, 300, 0.4, 262), t('square', 349, 380, 300, 0.4, 262)],
  too_heavy: [t('saw', 131, 0, 260, 0.5), t('saw', 98, 300, 460, 0.5)],
  too_light: [
    t('triangle', 784, 0, 120, 0.5, 1175),
    t('triangle', 784, 180, 120, 0.5, 1175),
    t('square', 247, 420, 260, 0.35),
  ],
  weight_missing: [
    t('sine', 330, 0, 110, 0.55),
    t('sine', 330, 150, 110, 0.55),
    t('saw', 165, 330, 260, 0.4),
  ],
  storage_failed: [
    t('saw', 880, 0, 250, 0.5, 440),
    t('saw', 880, 280, 250, 0.5, 440),
    t('saw', 880, 560, 250, 0.5, 440),
    t('saw', 880, 840, 400, 0.5, 220),
  ],
};

const GOOD_SOUNDS = {
  opened: 'opened',
  unit_ok: 'unit',
  order_complete: 'complete',
  label_sent: 'soft',
  label_bound: 'soft',
  weighed: 'opened',
  closed: 'closed',
  undone: 'soft',
  held: 'held',
  put_back: 'held',
  acknowledged: 'soft',
  wave_printed: 'soft',
  operator: 'soft',
  handover_started: 'opened',
  handed_over: 'handover',
  already_on_list: 'soft',
  handover_finished: 'finished',
  info: 'soft',
} as const satisfies Record<Exclude<VerdictKind, StopKind>, SoundName>;

export const soundOf = (kind: VerdictKind): SoundName =>
  kind in GOOD_SOUNDS ? GOOD_SOUNDS[kind as keyof typeof GOOD_SOUNDS] : (kind as StopKind);
