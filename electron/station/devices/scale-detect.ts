import {
  createScaleFramer,
  isEvenParity,
  SCALE_PROTOCOLS,
  SERIAL_SCALE_PROTOCOLS,
  sevenBits,
  withEvenParity,
  type ScaleFramer,
  type ScaleReading,
  type ScaleUnit,
  type SerialScaleProtocol,
} from '../../../shared/codec/index.ts';
import { systemClock, type DeviceClock } from './device-clock.ts';
import { openSerialPort, portErrorCode } from './serial-port.ts';
import type { OpenedPort, OpenPort, PortErrorCode } from './serial-port.ts';

/** What a scale on a port seems to speak. */
export interface ScaleProposal {
  readonly protocol: SerialScaleProtocol;
  readonly baudRate: number;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even';
  readonly sample: ScaleReading;
}

export type Detection =
  | { readonly ok: true; readonly proposal: ScaleProposal }
  /** `silent`: nothing came, asked or not; `unknown`: bytes came that no protocol explains. */
  | { readonly ok: false; readonly code: 'silent' | 'unknown' | 'cancelled' | PortErrorCode };

/** Most usual first. */
const SPEEDS = [9600, 2400, 4800, 1200, 19200, 38400, 600] as const;
/** A scale that sends by itself does so at least so often; at any speed a wrong one still shows as bytes. */
const QUIET_MS = 450;
/** Longest listening at one speed while bytes come: three frames of a slow scale. */
const LISTEN_MS = 700;
/** A scale that is asked has answered by then. */
const ANSWER_MS = 170;
/** Some of it is here: at 1200 baud the rest takes as long again. */
const REST_MS = 200;
/** Frames in a row: one may be chance. */
const ENOUGH = 2;
/** Whoever asked is answered by then. */
const MOST_MS = 8000;

type Bits = Pick<ScaleProposal, 'dataBits' | 'parity'>;

/**
 * Listens, then asks. The port is opened with 8 bits; 7 bits with parity are seen in the eighth. A scale that sends by itself
 * is heard at any speed, at the wrong one as garbage: where nothing is heard at all it is asked, with questions that change
 * nothing, at the usual speeds of those that answer.
 */
export async function detectScale(options: {
  readonly path: string;
  readonly unit?: ScaleUnit;
  readonly clock?: DeviceClock;
  readonly openPort?: OpenPort;
  readonly signal?: AbortSignal;
  /** Bytes as they come, for the screen. */
  readonly onBytes?: (bytes: Uint8Array, baudRate: number) => void;
}): Promise<Detection> {
  const { clock = systemClock, openPort = openSerialPort, unit = 'kg', path, signal } = options;
  let heard = false;
  const begun = clock.now();
  const isOver = (): boolean => signal?.aborted === true || clock.now() - begun > MOST_MS;

  /** Opens the port at one speed and lets `work` wait for a proposal. */
  async function at(
    baudRate: number,
    work: (ear: Ear, port: OpenedPort) => Promise<void>,
  ): Promise<ScaleProposal | undefined> {
    const ear = createEar(baudRate, unit, clock);
    const port = await openPort(
      { path, baudRate },
      {
        onData(bytes) {
          options.onBytes?.(bytes, baudRate);
          ear.hear(bytes);
        },
        onClose: () => ear.stop(),
      },
    );
    try {
      await work(ear, port);
    } finally {
      await port.close();
    }
    heard ||= ear.bytes() > 0;
    return ear.proposal();
  }

  try {
    let found = await at(SPEEDS[0], async (ear) => {
      await ear.until(QUIET_MS);
      if (ear.bytes() > 0) await ear.until(LISTEN_MS - QUIET_MS);
    });
    if (!found && !heard) found = await askAll();
    // It sends by itself, and seldom.
    if (!found && heard) found = await listenElsewhere();
    if (found) return { ok: true, proposal: found };
    if (signal?.aborted === true) return { ok: false, code: 'cancelled' };
    return { ok: false, code: heard ? 'unknown' : 'silent' };
  } catch (error) {
    return { ok: false, code: portErrorCode(error) };
  }

  async function listenElsewhere(): Promise<ScaleProposal | undefined> {
    for (const baudRate of SPEEDS.slice(1)) {
      if (isOver()) return undefined;
      const found = await at(baudRate, (ear) => ear.until(LISTEN_MS));
      if (found) return found;
    }
    return undefined;
  }

  async function askAll(): Promise<ScaleProposal | undefined> {
    for (const baudRate of [9600, 2400, 4800, 19200] as const) {
      if (isOver()) return undefined;
      const found = await at(baudRate, (ear, port) => askAt(ear, port));
      if (found || heard) return found;
    }
    return undefined;
  }
}

const asTheyAre = (bytes: readonly number[]): Uint8Array => Uint8Array.from(bytes);

/** The questions of one speed: as 7 bits with parity first where the protocol is used that way. */
async function askAt(ear: Ear, port: OpenedPort): Promise<void> {
  for (const id of SERIAL_SCALE_PROTOCOLS) {
    const { ask, line } = SCALE_PROTOCOLS[id];
    if (!ask) continue;
    const forms = line.parity === 'even' ? [withEvenParity, asTheyAre] : [asTheyAre];
    for (const form of forms) {
      const send = (bytes: readonly number[]): void => port.write?.(form(bytes));
      for (let time = 0; time < ENOUGH + 1; time += 1) {
        const before = ear.bytes();
        send(ask.bytes);
        const answered = await ear.answer(ANSWER_MS, (bytes) => {
          if (ask.then && bytes.includes(ask.then.after)) send(ask.then.bytes);
        });
        if (ear.proposal()) return;
        // Nothing at all: it does not know this question.
        if (!answered && ear.bytes() === before) break;
      }
    }
  }
}

interface Ear {
  hear(bytes: Uint8Array): void;
  stop(): void;
  bytes(): number;
  proposal(): ScaleProposal | undefined;
  /** Resolves with the proposal or after `ms`. */
  until(ms: number): Promise<void>;
  /** Resolves when another reading came, or after `ms`. */
  answer(ms: number, onBytes: (bytes: Uint8Array) => void): Promise<boolean>;
}

interface Hearing {
  readonly protocol: SerialScaleProtocol;
  readonly bits: Bits;
  readonly framer: ScaleFramer;
  frames: number;
  sample: ScaleReading | undefined;
}

const AS_SENT: Bits = { dataBits: 8, parity: 'none' };
const SEVEN: Bits = { dataBits: 7, parity: 'even' };

/** Every protocol listens to the same bytes, as they are and without their eighth bit. */
function createEar(baudRate: number, unit: ScaleUnit, clock: DeviceClock): Ear {
  const hearings: Hearing[] = SERIAL_SCALE_PROTOCOLS.flatMap((protocol) =>
    [AS_SENT, SEVEN].map((bits) => ({
      protocol,
      bits,
      framer: createScaleFramer(protocol, unit),
      frames: 0,
      sample: undefined,
    })),
  );
  let count = 0;
  let readings = 0;
  let high = 0;
  let wrong = 0;
  let found: ScaleProposal | undefined;
  let wake: () => void = () => undefined;
  let listening: (bytes: Uint8Array) => void = () => undefined;

  function judge(): void {
    const best = hearings
      .filter(
        (each) => each.frames >= ENOUGH && (each.bits === SEVEN ? high > 0 && wrong * 8 <= count : true),
      )
      .sort((a, b) => b.frames - a.frames)[0];
    if (best?.sample) found = { protocol: best.protocol, baudRate, ...best.bits, sample: best.sample };
  }

  return {
    hear(bytes) {
      count += bytes.length;
      for (const byte of bytes) {
        if (byte > 0x7f) high += 1;
        if (!isEvenParity(byte)) wrong += 1;
      }
      const seven = sevenBits(bytes);
      for (const each of hearings) {
        const cut = each.framer.push(each.bits === SEVEN ? seven : bytes);
        const last = cut.readings.at(-1);
        if (!last) continue;
        each.frames += cut.readings.length;
        // Better one with a figure.
        if (!each.sample || last.grams !== null) each.sample = last;
        readings += cut.readings.length;
      }
      listening(bytes);
      judge();
      if (found) wake();
    },
    stop: () => wake(),
    bytes: () => count,
    proposal: () => found,
    until: (ms) =>
      new Promise((resolve) => {
        if (found) return resolve();
        const cancel = clock.after(ms, resolve);
        wake = () => {
          cancel();
          resolve();
        };
      }),
    answer(ms, onBytes) {
      const before = readings;
      return new Promise((resolve) => {
        const end = (): void => {
          cancel();
          listening = () => undefined;
          resolve(readings > before);
        };
        let cancel = clock.after(ms, end);
        let begun = false;
        wake = end;
        listening = (bytes) => {
          onBytes(bytes);
          if (readings > before) return end();
          if (begun) return;
          begun = true;
          cancel();
          cancel = clock.after(REST_MS, end);
        };
      });
    },
  };
}
