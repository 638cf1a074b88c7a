import type { ScaleSettings, ScaleView } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';

/** Answers about scales, from invented data. */
const SAYS: Readonly<Record<string, Partial<ScaleView>>> = {
  'weigh-wanted': { grams: 1_874, settled: false, wait: 'moving' },
  'weigh-out': { grams: 3_120 },
  'weigh-done': { grams: 2_485 },
  'weigh-checking': { grams: 0, wait: 'empty' },
};

export const benchScale: ScaleSettings = {
  id: 'scale-1',
  name: '耀华 A12E',
  bench: '1',
  kind: 'yaohua',
  path: '/dev/ttyUSB0',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  unit: 'kg',
  restGrams: 0,
  zeroGrams: 4,
  minGrams: 10,
};

export const scaleAnswers = (scene: string): Answers => ({
  'scale.view': () =>
    SAYS[scene]
      ? {
          bench: '1',
          scale: 'scale-1',
          name: benchScale.name,
          grams: null,
          settled: true,
          wait: 'ready',
          net: false,
          ...SAYS[scene],
        }
      : null,
  'scales.detect': ({ path }) => ({
    ok: true,
    value: {
      kind: 'toledo',
      path,
      baudRate: 4800,
      dataBits: 7,
      parity: 'even',
      sample: {
        grams: 1_250,
        stable: true,
        zero: false,
        overload: false,
        negative: false,
        net: false,
        unit: 'kg',
        sent: '1.250 kg',
      },
    },
  }),
  'scales.test': () => ({ ok: true, value: null }),
});
