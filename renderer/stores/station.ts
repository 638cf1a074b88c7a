import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import type { Disposable } from '../../shared/base/index.ts';
import type { MethodInput, MethodName, MethodOutput, StationContract } from '../../shared/contract/index.ts';
import { LISTS } from '../../shared/contract/lists.ts';
import { RpcError } from '../../shared/rpc/index.ts';
import type { Connection, Host } from '../host/index.ts';
import { HostError } from '../host/index.ts';
import type { Words } from '../i18n/index.ts';
import { MARKS } from './marks.ts';
import type { LatencyMarks } from './marks.ts';
import { soundOf } from './sounds/index.ts';
import type { SoundPlayer } from './sounds/index.ts';
import { areaOf, homeOf } from './pages.ts';
import type { PageName } from './pages.ts';
import type { Lists, Notice, Operator, StationClient, StationState, VerdictView } from './types.ts';

type CutCode = NonNullable<MethodInput<'bench.scan'>['invalid']>;
type Plain = Readonly<Record<string, string | number | boolean | null>>;
/** What the station refused, or why no answer came. */
export interface Failure {
  readonly ok: false;
  readonly code: string;
  readonly data: Plain;
}
/** Value of a method that may refuse. */
type Granted<T> = T extends { readonly ok: true; readonly value: infer V } ? V : never;

export interface Station {
  readonly store: StoreApi<StationState>;
  readonly host: Host<StationContract>;
  /** Connects and keeps connected. */
  start(): Disposable;
  /** Asks the station; what fails is told to the person in words and comes back as undefined. */
  ask<M extends MethodName>(method: M, input: MethodInput<M>): Promise<MethodOutput<M> | undefined>;
  /** Like `ask`, for methods that may refuse: a refusal is told in words and comes back as undefined. */
  act<M extends MethodName>(
    method: M,
    input: MethodInput<M>,
  ): Promise<{ readonly value: Granted<MethodOutput<M>> } | undefined>;
  /**
   * @param scannedAt epoch ms with fraction: time of the scan's last key
   * @param more what the gun's profile made of it: symbology, or why it is no whole code
   */
  scan(
    text: string,
    source: 'wedge' | 'manual',
    scannedAt: number,
    more?: { readonly symbology?: string; readonly fault?: string },
  ): void;
  /** Shows another bench of the station in this window. */
  showBench(bench: string): void;
  command(name: string, arg?: string): void;
  notify(tone: Notice['tone'], text: string): void;
  dismiss(id: number): void;
  /** @param tab of the settings */
  go(page: PageName, order?: string, tab?: string): void;
  /** From an order to where it was opened. */
  back(): void;
  /** In whose name this window acts; null where nobody is there. */
  operator(): Operator | null;
  /** The same for an act: that nobody is there is told to whoever wanted it. */
  operatorOrSay(): Operator | null;
  /** Comes back with this token after a broken connection or a reload. */
  keep(token: string): void;
  /** Ends the session of this window. */
  lock(): void;
  /** Somebody is there. */
  touch(): void;
  download(token: string, name: string): Promise<void>;
  upload(
    file: File,
    onProgress?: (sent: number, total: number) => void,
  ): Promise<{ token: string; name: string } | undefined>;
}

/** A place for one token that a reload of the page does not take. */
export interface Tokens {
  read(): string | null;
  write(token: string | null): void;
}

export interface StationOptions {
  readonly host: Host<StationContract>;
  readonly words: () => Words;
  readonly setLanguage: (language: 'zh' | 'en') => void;
  readonly sounds: SoundPlayer;
  readonly marks: LatencyMarks;
  /** Bench that the window was opened for; null = the station's first. */
  readonly bench: string | null;
  readonly newRef: () => string;
  /** Where the window keeps its token; missing: it forgets it. */
  readonly tokens?: Tokens;
  /** Runs the work with the next frame of the screen, or soon where there is no screen. */
  readonly nextFrame: (work: () => void) => void;
}

export const initialState = (bench: string): StationState => ({
  link: 'connecting',
  refused: null,
  client: null,
  hello: null,
  settings: null,
  session: null,
  bench,
  view: null,
  verdict: null,
  fatal: null,
  scansLost: 0,
  ticks: mapTicks(() => 0),
  imports: {},
  gunTest: null,
  weight: null,
  scaleTest: null,
  invite: null,
  gunTap: null,
  pageKeys: null,
  picking: false,
  pick: null,
  pickVerdict: null,
  backups: null,
  upkeep: null,
  sync: null,
  notices: [],
  page: 'bench',
  visited: {},
  order: null,
  from: null,
  work: null,
  bulks: {},
  tab: null,
  menu: false,
  setupAgain: false,
});

/** The page's side of the station: connection, what the station pushed, and what may be asked of it. */
export function createStation(options: StationOptions): Station {
  const { host, sounds, marks, words } = options;
  const store = createStore<StationState>(() => initialState(options.bench ?? '1'));
  const { getState: get, setState: set } = store;
  let lastNotice = 0;
  /** Of the newest verdict that was heard; the screen follows with the next frame. */
  let heard = 0;
  /** Of the last one that another person's work brought while an office page was shown. */
  let unheard = 0;
  let unseen: Partial<StationState> | null = null;
  /** The open connection, which has a place in the state once it has told the station's. */
  let current: StationClient | null = null;

  function notify(tone: Notice['tone'], text: string): void {
    lastNotice += 1;
    const notice = { id: lastNotice, tone, text };
    set((s) => ({ notices: [...s.notices.filter((n) => n.text !== text).slice(-3), notice] }));
  }

  const codeOf = (error: unknown): string => {
    if (error instanceof RpcError) return error.code;
    if (error instanceof HostError) return error.code;
    return 'internal';
  };
  const tellFailure = (code: string, data: Plain = {}): void =>
    notify('bad', words().code('refused', code, data));

  function operator(): Operator | null {
    const { session, view, hello } = get();
    if (session?.mode === 'closed') return session.person;
    return view?.operator ?? hello?.operators[0] ?? null;
  }

  async function ask<M extends MethodName>(method: M, input: MethodInput<M>) {
    const client = get().client;
    if (!client) {
      tellFailure('lost');
      return undefined;
    }
    try {
      return (await client.call(method, input as never)) as MethodOutput<M>;
    } catch (error) {
      tellFailure(codeOf(error));
      return undefined;
    }
  }

  /** Verdict and view come one after the other: what is there by the next frame is drawn once. */
  function show(part: Partial<StationState>): void {
    if (!unseen) options.nextFrame(seeAll);
    unseen = { ...unseen, ...part };
  }

  function seeAll(): void {
    if (unseen) set(unseen);
    unseen = null;
  }

  /** Does whoever sits at this window work at the bench that it shows? Where nobody signs in, everybody does. */
  function worksHere({ session, view }: StationState): boolean {
    const person = session?.mode === 'closed' ? session.person : null;
    return person === null || person.id === view?.operator?.id;
  }

  /**
   * Sound first, then the screen: the ear is quicker, and a frame takes up to 16 ms. What another person scans at the bench
   * takes nobody's office page away. @param own the answer to what was scanned at this window
   */
  function hearVerdict(verdict: VerdictView, own = false): void {
    const state = get();
    if (verdict.bench !== state.bench) return;
    const known = verdict.seq <= Math.max(heard, state.verdict?.seq ?? 0);
    if (known && !(own && verdict.seq === unheard)) return;
    heard = verdict.seq;
    const awake = state.page === 'bench' && !state.menu;
    if (!awake && !own && !worksHere(state)) {
      unheard = verdict.seq;
      return isTest(verdict) ? undefined : show({ verdict });
    }
    if (isTest(verdict)) return sounds.play('unit');
    marks.mark(MARKS.received, { seq: verdict.seq, ref: verdict.ref });
    sounds.play(soundOf(verdict.kind));
    const follow =
      state.settings?.setupDone === true && !state.setupAgain && !state.picking && verdict.kind !== 'info';
    show(awake || !follow ? { verdict } : { verdict, page: 'bench', menu: false });
  }

  /** All that the first screen shows is asked for before anything is drawn: the page is drawn once. */
  async function hello(client: StationClient): Promise<void> {
    try {
      const token = options.tokens?.read() ?? null;
      if (token !== null) await resume(client, token);
      const answer = await client.call('app.hello', {});
      const bench = options.bench ?? answer.benches[0] ?? get().bench;
      const view = await client.call('bench.view', { bench });
      if (current !== client) return;
      const lost = get().scansLost;
      // A window that was opened for a bench stays with it; any other begins where its person works.
      const first = get().hello === null && get().page === 'bench' && options.bench === null;
      options.setLanguage(answer.settings.language);
      set((s) => ({
        ...connectedTo(client, s),
        hello: answer,
        settings: answer.settings,
        session: answer.session ?? null,
        ...(first ? { page: homeOf(answer.session ?? null) } : {}),
        bench,
        view,
        verdict: isTest(view.last) ? null : view.last,
        fatal: null,
      }));
      sounds.setVolume(answer.settings.sound.volume);
      void readUpkeep(client);
      void readSync(client);
      void readScale(client);
      if (lost > 0) notify('bad', words().text('app.scansLost', { n: lost }));
    } catch (error) {
      if (current !== client || codeOf(error) === 'closed') return;
      // It is still starting: after a crash it may have much to put right.
      if (codeOf(error) === 'deadline') return void hello(client);
      set((s) => connectedTo(client, s));
      tellFailure(codeOf(error));
    }
  }

  /** The session that this window had before; one that is over is forgotten. */
  async function resume(client: StationClient, token: string): Promise<void> {
    const back = await client.call('session.resume', { token });
    if (!back.ok) options.tokens?.write(null);
  }

  /** Somebody has come or gone: what the window may see is another now. */
  async function seeAgain(client: StationClient): Promise<void> {
    await refreshHello(client);
    const view = await client.call('bench.view', { bench: get().bench }).catch(() => null);
    if (get().client !== client) return;
    if (view) set({ view });
    set((s) => ({ settings: s.hello?.settings ?? s.settings, ticks: mapTicks((list) => s.ticks[list] + 1) }));
  }

  function listen(client: StationClient): void {
    client.on('session', (session) => {
      const before = get().session;
      const signedIn = before?.mode === 'closed' && before.person === null && session.person !== null;
      set({ session, ...(signedIn ? { page: homeOf(session), order: null, menu: false } : {}) });
      if (before?.person?.id !== session.person?.id || before?.mode !== session.mode) void seeAgain(client);
    });
    client.on('verdict', (verdict) => hearVerdict(verdict));
    client.on('bench', (view) => {
      if (view.bench === get().bench) show({ view });
    });
    client.on('settings', (settings) => {
      void readScale(client);
      set((s) => ({ settings, hello: s.hello && { ...s.hello, settings } }));
      options.setLanguage(settings.language);
      sounds.setVolume(settings.sound.volume);
      void refreshHello(client);
    });
    client.on('import', (report) => set((s) => ({ imports: { ...s.imports, [report.id]: report } })));
    client.on('bulk', (report) => set((s) => ({ bulks: { ...s.bulks, [report.id]: report } })));
    client.on('hubInvite', ({ bench, ...invite }) => {
      if (bench !== get().bench || get().settings?.setupDone !== true) return;
      set({ invite, page: 'settings', tab: 'hub', menu: false });
    });
    client.on('weight', (weight) => {
      if (weight.bench === get().bench) set({ weight });
    });
    client.on('scaleTest', (scaleTest) => set({ scaleTest }));
    client.on('gunTest', (test) => {
      if (test.bench === get().bench) set({ gunTest: test });
    });
    client.on('pick', ({ bench, verdict, view }) => {
      if (bench !== get().bench) return;
      if (verdict && get().picking) sounds.play(soundOf(verdict.kind));
      set({ ...(verdict ? { pickVerdict: verdict } : {}), ...(view ? { pick: view } : {}) });
    });
    client.on('gunRaw', (raw) => get().gunTap?.raw(raw));
    client.on('backups', (backups) => {
      const before = get().backups?.last;
      set({ backups });
      const { running, last } = backups;
      if (running || !last || last.at === before?.at) return;
      const code = last.code ?? last.second?.code ?? null;
      // The bench goes on; somebody should know before the day's work lies on one disk only.
      if (code === null) return;
      const w = words();
      notify('bad', w.text('backups.failedNotice', { why: w.code('refused', code) }));
    });
    client.on('upkeep', (upkeep) => set({ upkeep }));
    client.on('sync', (sync) => set({ sync }));
    client.on('fatal', (fatal) => {
      sounds.play(soundOf('storage_failed'));
      set({ fatal });
    });
    client.on('changed', ({ what }) => tick(what));
  }

  /** After the first screen: nothing on it waits for this, and what changes is pushed. */
  async function readUpkeep(client: StationClient): Promise<void> {
    const upkeep = await client.call('upkeep.view', {}).catch(() => null);
    if (upkeep && current === client) set({ upkeep });
  }

  async function readScale(client: StationClient): Promise<void> {
    const { bench } = get();
    const weight = await client.call('scale.view', { bench }).catch(() => null);
    if (current === client && bench === get().bench) set({ weight });
  }

  async function readSync(client: StationClient): Promise<void> {
    const sync = await client.call('sync.view', {}).catch(() => null);
    if (sync && current === client) set({ sync });
  }

  /** Operators, carriers and benches come with the greeting only. */
  async function refreshHello(client: StationClient): Promise<void> {
    try {
      const answer = await client.call('app.hello', {});
      if (get().client === client) set({ hello: answer });
    } catch (error) {
      if (get().client === client) tellFailure(codeOf(error));
    }
  }

  const tick = (what: Lists): void => set((s) => ({ ticks: { ...s.ticks, [what]: s.ticks[what] + 1 } }));

  function connected(state: Connection<StationContract>): void {
    current = state.kind === 'ready' ? state.client : null;
    if (state.kind === 'ready') {
      listen(state.client);
      void hello(state.client);
    } else if (state.kind === 'refused') set({ refused: state.code });
    else set({ link: state.kind, client: null });
  }

  /** A scan that cannot be sent is told at once; it is never kept and sent later, when it would mean something else. */
  function lose(): void {
    sounds.play('lost');
    set((s) => ({ scansLost: s.scansLost + 1 }));
    notify('bad', words().text('app.scanLostToast'));
  }

  async function send(
    call: (client: StationClient) => Promise<VerdictView>,
    hear: (verdict: VerdictView) => void = (verdict) => hearVerdict(verdict, true),
  ): Promise<void> {
    const client = get().client;
    if (!client) return lose();
    try {
      hear(await call(client));
    } catch (error) {
      if (codeOf(error) === 'closed') return lose();
      sounds.play('lost');
      tellFailure(codeOf(error));
    }
    return undefined;
  }

  const scan: Station['scan'] = (text, source, scannedAt, { symbology, fault } = {}) => {
    const given = {
      bench: get().bench,
      text: text.slice(0, 10_000),
      source,
      ref: options.newRef(),
      scannedAt,
      ...(symbology === undefined ? {} : { symbology }),
      ...(fault === undefined ? {} : { invalid: fault as CutCode }),
    };
    // What picking answers is told by its event.
    if (get().picking)
      void send(
        (client) => client.call('pick.scan', given),
        () => undefined,
      );
    else void send((client) => client.call('bench.scan', given));
  };

  return {
    store,
    host,
    start: () => host.connect(connected),
    ask,
    async act(method, input) {
      const answer = (await ask(method, input)) as { ok?: boolean } | undefined;
      if (answer === undefined) return undefined;
      if (answer.ok === false) {
        const failure = answer as Failure;
        tellFailure(failure.code, failure.data);
        return undefined;
      }
      return answer as never;
    },
    scan,
    showBench(bench) {
      const { client } = get();
      heard = 0;
      set({ bench, view: null, verdict: null, weight: null, pick: null, pickVerdict: null });
      if (!client) return;
      void readScale(client);
      void client.call('bench.view', { bench }).then(
        (view) => {
          if (get().client === client && get().bench === bench) set({ view });
        },
        (error: unknown) => tellFailure(codeOf(error)),
      );
    },
    command(name, arg) {
      if (get().picking)
        return scan(arg === undefined ? `CMD:${name}` : `CMD:${name}:${arg}`, 'manual', Date.now());
      void send((client) =>
        client.call('bench.command', {
          bench: get().bench,
          name,
          ...(arg === undefined ? {} : { arg }),
          ref: options.newRef(),
        }),
      );
      return undefined;
    },
    notify,
    dismiss: (id) => set((s) => ({ notices: s.notices.filter((n) => n.id !== id) })),
    go: (page, order, tab) =>
      set(({ visited, page: here, order: shown, from }) => ({
        page,
        menu: false,
        tab: tab ?? null,
        visited: { ...visited, [areaOf(page)]: page },
        // Of two orders opened one from the other, the list that the first was opened from.
        ...(order !== undefined
          ? { order, from: here === 'orders' && shown !== null ? from : here }
          : page === 'orders'
            ? { order: null, from: null }
            : {}),
      })),
    back() {
      const { from, order } = get();
      set({ order: null, from: null, ...(order !== null && from !== null ? { page: from } : {}) });
    },
    operator,
    operatorOrSay() {
      const found = operator();
      if (!found) tellFailure('no_operator');
      return found;
    },
    keep: (token) => options.tokens?.write(token),
    lock() {
      options.tokens?.write(null);
      if (get().session?.person) void ask('session.lock', {});
    },
    touch: () =>
      void get()
        .client?.call('session.touch', {})
        .catch(() => undefined),
    async download(token, name) {
      try {
        const how = await host.download(token, name);
        if (how !== 'cancelled') {
          notify(
            'good',
            words().text(how === 'saved' ? 'app.downloadSaved' : 'app.downloadStarted', { name }),
          );
        }
      } catch (error) {
        tellFailure(codeOf(error));
      }
    },
    async upload(file, onProgress) {
      try {
        return await host.upload(file, onProgress);
      } catch (error) {
        tellFailure(codeOf(error));
        return undefined;
      }
    },
  };
}

/** A scan made to try the gun, or to join a hub, counts for nothing and is shown where it belongs. */
const isTest = (verdict: VerdictView | null): boolean =>
  verdict?.kind === 'info' &&
  (verdict.data['reason'] === 'gun_test' || verdict.data['reason'] === 'hub_invite');

const connectedTo = (client: StationClient, s: StationState): Partial<StationState> => ({
  link: 'ready',
  client,
  refused: null,
  scansLost: 0,
  ticks: mapTicks((list) => s.ticks[list] + 1),
});

const mapTicks = (of: (list: Lists) => number): StationState['ticks'] =>
  Object.fromEntries(LISTS.map((list) => [list, of(list)])) as StationState['ticks'];
