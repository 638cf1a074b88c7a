import type {
  DeviceHealth,
  ScaleSample,
  ScaleSettings,
  ScaleTest,
  ScaleView,
  WeighingRules,
} from '../../../shared/contract/index.ts';
import { WEIGHING_DEFAULTS } from '../../../shared/contract/index.ts';
import type { ScaleReading } from '../../../shared/codec/index.ts';
import {
  gateLeft,
  gateOffer,
  gateReading,
  gateTaken,
  NEW_GATE,
  type GateState,
  type Offer,
  type WeighRule,
} from '../../../shared/domain/index.ts';
import {
  createHidScale,
  createSerialScale,
  detectScale,
  type Detection,
  type Scale,
  type ScaleEvents,
  type ScaleStatus,
} from '../devices/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from './context.ts';
import type { DeviceHealthBook } from './device-health.ts';
import type { SettingsService } from './settings.ts';

type Proposal = { readonly kind: ScaleSettings['kind']; readonly path: string } & Pick<
  ScaleSettings,
  'baudRate' | 'dataBits' | 'parity'
> & { readonly sample: ScaleSample };

export interface ScalesService {
  /** Opens the scales of the settings, closes those that are gone from them. */
  apply(): void;
  health(): DeviceHealth[];
  /** How a parcel of this carrier is weighed at this bench; `off` where the bench has no scale. */
  rule(bench: string, carrier: string): WeighRule;
  rules(): WeighingRules;
  /** Id of the bench's scale. */
  scaleOf(bench: string): string | undefined;
  /** The weight for this session now, or why there is none; undefined where the bench has no scale. */
  offer(bench: string, ask: { readonly by: string; readonly since: number }): Offer | undefined;
  /** The offered weight is this session's. */
  taken(bench: string, by: string): void;
  /** What lies on the bench now. When it changes, what lies on the scale belongs to nobody. */
  follow(bench: string, session: string | undefined): void;
  /** @returns false where the scale has no such command */
  zero(bench: string): boolean;
  view(bench: string): ScaleView | null;
  /** After every reading of a bench's scale. */
  onReading(listener: (bench: string) => void): void;
  onChange(listener: () => void): void;
  detect(path: string): Promise<Outcome<Proposal>>;
  /** Reads a scale as it stands in a form; null ends it. */
  test(scale: ScaleSettings | null): Promise<Outcome<null>>;
  close(): Promise<void>;
}

interface Deps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly health: DeviceHealthBook;
  /** Steady ms. */
  readonly now?: () => number;
  readonly open?: (settings: ScaleSettings, events: ScaleEvents) => Scale;
}

interface Entry {
  readonly settings: ScaleSettings;
  readonly key: string;
  scale: Scale;
  gate: GateState;
  status: ScaleStatus;
  session: string | undefined;
  last: ScaleReading | undefined;
  shown: string;
  shownAt: number;
}

/** The figure on the screen changes at most so often (ms). */
const SHOW_EVERY_MS = 90;
/** A test that nobody ends. */
const TEST_MS = 10 * 60_000;
const STATE = { opening: 'waiting', open: 'ready', waiting: 'waiting', error: 'error' } as const;

export function createScales(deps: Deps): ScalesService {
  const { ctx, settings, health } = deps;
  const now = deps.now ?? (() => performance.now());
  const open = deps.open ?? openScale;
  const entries = new Map<string, Entry>();
  let read: (bench: string) => void = () => undefined;
  let changed: () => void = () => undefined;
  /** Path of a port that is tried: its scale lets go of it. */
  let tried: string | undefined;
  let endTest: () => Promise<void> = async () => undefined;
  let ended = false;

  const at = (bench: string): Entry | undefined =>
    [...entries.values()].find((entry) => entry.settings.bench === bench);

  /** Also while it is not open: it is tried, or the station has just started. */
  const boundTo = (bench: string): ScaleSettings | undefined =>
    (settings.get().scales ?? []).find((scale) => scale.bench === bench);

  function start(scale: ScaleSettings, key: string): void {
    const entry: Entry = {
      settings: scale,
      key,
      scale: { zero: () => false, close: async () => undefined },
      gate: NEW_GATE,
      status: { state: 'opening' },
      session: entries.get(scale.id)?.session,
      last: undefined,
      shown: '',
      shownAt: 0,
    };
    entries.set(scale.id, entry);
    entry.scale = open(scale, {
      onReadings(readings, when) {
        for (const reading of readings) entry.gate = gateReading(entry.gate, reading, when, scale);
        entry.last = readings.at(-1);
        health.seen('scale', scale.id);
        show(entry);
        read(scale.bench);
      },
      onStatus(status) {
        entry.status = status;
        if (status.code !== undefined) health.failed('scale', scale.id, status.code);
        show(entry);
        changed();
      },
      onLatency: (ms) => health.latency('scale', scale.id, ms),
    });
  }

  function viewOf(entry: Entry): ScaleView {
    const { settings: scale, gate, last } = entry;
    const offer = gateOffer(gate, now(), { by: entry.session ?? '', since: 0 }, scale);
    const wait = entry.status.state !== 'open' ? 'silent' : offer.kind === 'weight' ? 'ready' : offer.why;
    const grams = wait === 'silent' ? null : (last?.grams ?? null);
    return {
      bench: scale.bench,
      scale: scale.id,
      name: scale.name,
      grams: grams === null ? null : grams - scale.restGrams,
      settled: wait === 'ready' || wait === 'empty',
      wait,
      net: last?.net ?? false,
    };
  }

  /** Tells the page, where there is something new to tell. */
  function show(entry: Entry): void {
    const view = viewOf(entry);
    const text = JSON.stringify(view);
    // A moving figure may be a little late; what it comes to rest at may not.
    if (text === entry.shown || (!view.settled && now() - entry.shownAt < SHOW_EVERY_MS)) return;
    entry.shown = text;
    entry.shownAt = now();
    ctx.push.emit({ event: 'weight', value: view });
  }
  // A scale that falls silent says nothing that would make it be shown.
  const watch = setInterval(() => {
    for (const entry of entries.values()) show(entry);
  }, 500);
  watch.unref();

  function apply(): void {
    if (ended) return;
    const wanted = new Map((settings.get().scales ?? []).map((scale) => [scale.id, scale]));
    for (const [id, entry] of entries) {
      const scale = wanted.get(id);
      if (scale && JSON.stringify(scale) === entry.key && scale.path !== tried) continue;
      entries.delete(id);
      if (!scale) health.forget('scale', id);
      void entry.scale.close().then(apply);
      wanted.delete(id);
    }
    for (const [id, scale] of wanted)
      if (!entries.has(id) && scale.path !== tried) start(scale, JSON.stringify(scale));
    changed();
  }

  /** Takes the port away from the scale that has it, until `release`. */
  async function borrow(path: string): Promise<() => void> {
    await endTest();
    tried = path;
    const holder = [...entries.values()].find((entry) => entry.settings.path === path);
    if (holder) {
      entries.delete(holder.settings.id);
      await holder.scale.close();
    }
    return () => {
      if (tried === path) tried = undefined;
      apply();
    };
  }

  return {
    apply,
    health: () =>
      [...entries.values()].map(({ settings: { id, name, path }, status }): DeviceHealth => ({
        id,
        kind: 'scale',
        name: name === '' ? path : name,
        state: status.code === 'silent' ? 'error' : STATE[status.state],
        code: status.code ?? null,
      })),
    rules: () => settings.get().weighing ?? WEIGHING_DEFAULTS,
    rule(bench, carrier) {
      if (!boundTo(bench)) return 'off';
      const { rule, carriers } = settings.get().weighing ?? WEIGHING_DEFAULTS;
      return carriers[carrier] ?? rule;
    },
    scaleOf: (bench) => boundTo(bench)?.id,
    offer(bench, ask) {
      const entry = at(bench);
      return entry && gateOffer(entry.gate, now(), ask, entry.settings);
    },
    taken(bench, by) {
      const entry = at(bench);
      if (entry) entry.gate = gateTaken(entry.gate, by);
    },
    follow(bench, session) {
      const entry = at(bench);
      if (!entry || entry.session === session) return;
      if (entry.session !== undefined) entry.gate = gateLeft(entry.gate, now());
      entry.session = session;
      show(entry);
    },
    zero: (bench) => at(bench)?.scale.zero() ?? false,
    view(bench) {
      const entry = at(bench);
      return entry ? viewOf(entry) : null;
    },
    onReading: (listener) => void (read = listener),
    onChange: (listener) => void (changed = listener),
    async detect(path) {
      const release = await borrow(path);
      const tell = createTeller(ctx, path);
      try {
        const found = await detectScale({ path, onBytes: (bytes, baudRate) => tell.bytes(bytes, baudRate) });
        if (!found.ok) return refused(NOT_FOUND[found.code]);
        const { protocol, baudRate, dataBits, parity, sample } = found.proposal;
        return accepted({ kind: protocol, path, baudRate, dataBits, parity, sample: sampleOf(sample) });
      } finally {
        tell.end();
        release();
      }
    },
    async test(scale) {
      await endTest();
      if (!scale) return DONE;
      const release = await borrow(scale.path);
      const tell = createTeller(ctx, scale.path);
      const timer = setTimeout(() => void endTest(), TEST_MS);
      timer.unref();
      const running = open(scale, {
        onReadings: (readings) => tell.readings(readings),
        onStatus: () => undefined,
        onBytes: (bytes) => tell.bytes(bytes, scale.baudRate),
      });
      endTest = async () => {
        endTest = async () => undefined;
        clearTimeout(timer);
        tell.end();
        await running.close();
        release();
      };
      return DONE;
    },
    async close() {
      ended = true;
      clearInterval(watch);
      await endTest();
      await Promise.all([...entries.values()].map((entry) => entry.scale.close()));
      entries.clear();
    },
  };
}

const NOT_FOUND = {
  silent: 'scale_silent',
  unknown: 'scale_unknown',
  cancelled: 'scale_cancelled',
  not_found: 'scale_not_found',
  locked: 'scale_locked',
  no_rights: 'scale_no_rights',
  not_a_port: 'scale_not_a_port',
  bad_settings: 'scale_bad_settings',
  open_timeout: 'scale_open_timeout',
  failed: 'scale_failed',
} as const satisfies Record<Extract<Detection, { ok: false }>['code'], string>;

function openScale(settings: ScaleSettings, events: ScaleEvents): Scale {
  const { kind, path, baudRate, dataBits, parity, stopBits, unit, usb } = settings;
  if (kind === 'hid') return createHidScale({ ...events, path, ...(usb === undefined ? {} : { usb }) });
  const line = { path, baudRate, dataBits, parity, stopBits };
  return createSerialScale({ ...events, protocol: kind, line, unit });
}

const sampleOf = ({
  grams,
  stable,
  zero,
  overload,
  negative,
  net,
  unit,
  sent,
}: ScaleReading): ScaleSample => ({
  grams,
  stable,
  zero,
  overload,
  negative,
  net,
  unit,
  sent,
});

const TELL_EVERY_MS = 120;

/** Tells the page that tries a scale what comes, a few times a second. */
function createTeller(ctx: Context, path: string) {
  let view: ScaleTest = { path, baudRate: null, hex: '', sample: null, frames: 0, bytes: 0 };
  let timer: NodeJS.Timeout | undefined;
  const emit = (): void => ctx.push.emit({ event: 'scaleTest', value: view });
  const later = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      emit();
    }, TELL_EVERY_MS);
  };
  return {
    bytes(bytes: Uint8Array, baudRate: number) {
      const hex = view.baudRate === baudRate ? view.hex : '';
      const all = (hex + Buffer.from(bytes).toString('hex')).slice(-128);
      view = { ...view, baudRate, hex: all, bytes: view.bytes + bytes.length };
      later();
    },
    readings(readings: readonly ScaleReading[]) {
      const last = readings.at(-1);
      if (last) view = { ...view, sample: sampleOf(last), frames: view.frames + readings.length };
      later();
    },
    end() {
      if (timer) clearTimeout(timer);
      timer = undefined;
    },
  };
}
