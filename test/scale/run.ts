import {
  createScaleFramer,
  readHidScale,
  type ScaleReading,
  type SerialScaleProtocol,
} from '../../shared/codec/index.ts';
import {
  gateLeft,
  gateOffer,
  gateReading,
  gateTaken,
  GATE_RULES,
  NEW_GATE,
  type GateState,
} from '../../shared/domain/index.ts';
import { createDay, type Moment } from './bench.ts';
import { FRAMES, protocolOf } from './frames.ts';
import { BAD_LINE, damage, split, type LineFaults } from './line.ts';
import { createRandom } from './random.ts';

export interface RunResult {
  readonly frames: number;
  readonly orders: number;
  readonly weighed: number;
  /** Weights of another parcel than the one asked for. */
  readonly foreign: number;
  /** Weights taken while it moved, or that never stood on the scale. */
  readonly wrong: number;
  readonly faults: number;
}

/** A scale is read for so many frames by the real framer and the real gate; the truth is known beside it. */
export function runScale(
  name: string,
  seed: number,
  frames: number,
  faults: LineFaults = BAD_LINE,
): RunResult {
  const make = FRAMES[name];
  if (!make) throw new Error(name);
  const random = createRandom(seed);
  const every = random.int(45, 160);
  const day = createDay(seed + 1, frames * every);
  const framer = name === 'hid' ? undefined : createScaleFramer(protocolOf(name) as SerialScaleProtocol);
  const flagless = ['yaohua', 'yaohua_hex', 'yaohua_text', 'reversed'].includes(name);
  let gate: GateState = NEW_GATE;
  let silentUntil = -1;
  let order = 0;
  const counts = { frames: 0, orders: 0, weighed: 0, foreign: 0, wrong: 0, faults: 0 };
  let done = false;
  let sent: { readonly moment: Moment; readonly before: Moment } | undefined;

  const take = (readings: readonly ScaleReading[], at: number): void => {
    for (const reading of readings) gate = gateReading(gate, reading, at, GATE_RULES);
  };
  for (let at = 0; counts.frames < frames; at += every) {
    const moment = day.at(at);
    counts.frames += 1;
    if (random.chance(faults.gap)) silentUntil = at + random.int(1000, 4000);
    if (at >= silentUntil) {
      // One scale in its own time: the figure of the frame is the one of its moment.
      const clean = make({ grams: moment.grams, moving: moment.moving });
      if (framer) {
        for (const part of split(damage(clean, random, faults), random)) {
          const cut = framer.push(part);
          counts.faults += cut.faults.length + (cut.noise > 0 ? 1 : 0);
          take(cut.readings, at);
        }
      } else {
        const reading = readHidScale(damage(clean, random, { ...faults, corrupt: 0, noise: 0 }));
        if (reading) take([reading], at);
        else counts.faults += 1;
      }
      sent = { moment, before: day.at(Math.max(0, at - every)) };
    }
    for (let current = day.orders[order]; current && at >= current.left; current = day.orders[order]) {
      gate = gateLeft(gate, current.left);
      counts.orders += 1;
      order += 1;
      done = false;
    }
    const current = day.orders[order];
    if (!current || done || at < current.asked || !sent) continue;
    const offer = gateOffer(gate, at, { by: String(current.parcel), since: current.asked }, GATE_RULES);
    if (offer.kind === 'wait') continue;
    done = true;
    gate = gateTaken(gate, String(current.parcel));
    counts.weighed += 1;
    // `=` frames are known to be whole only when the next one begins: the truth is that of the frame before.
    const truth = name === 'reversed' ? sent.before : sent.moment;
    if (truth.parcel !== current.parcel) counts.foreign += 1;
    else if (truth.moving && !flagless) counts.wrong += 1;
    else if (offer.grams !== truth.grams && Math.abs(offer.grams - truth.grams) > (flagless ? 1 : 0))
      counts.wrong += 1;
  }
  return counts;
}
