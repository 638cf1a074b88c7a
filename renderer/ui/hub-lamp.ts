import type { SyncView } from '../../shared/contract/index.ts';
import type { Words } from '../i18n/index.ts';

/** A clock that differs by more than this from the hub's is told, ms: what people write down by it would be wrong. */
export const SKEW_TOLD_MS = 2 * 60_000;

export type LampState =
  'alone' | 'connecting' | 'pulling' | 'checking' | 'agreed' | 'waiting' | 'refused' | 'offline' | 'barred';

/** What the lamp of the hub tells. */
export interface HubLamp {
  readonly state: LampState;
  /** Epoch ms: in step at (`agreed`), away since (`offline`). */
  readonly at: number | null;
  /** Documents received so far, while the first exchange is under way. */
  readonly received: number;
  /** Documents that the hub does not have yet. */
  readonly waiting: number;
  readonly refused: number;
  /** Minutes by which our clock differs from the hub's, where that is worth a word; else 0. */
  readonly skewMinutes: number;
}

const ALONE: HubLamp = {
  state: 'alone',
  at: null,
  received: 0,
  waiting: 0,
  refused: 0,
  skewMinutes: 0,
};

/**
 * The lamp for what the station tells of its hub. It says `agreed` only where the last exchange succeeded, both had the
 * same since then, nothing waits, nothing was refused and nothing is being fetched.
 */
export function lampOf(view: SyncView | null): HubLamp {
  if (view === null || view.state === 'alone') return ALONE;
  const { pushing: waiting, refused } = view;
  const skew = Math.abs(view.skewMs ?? 0);
  return {
    ...stateOf(view),
    received: view.pulling?.documents ?? 0,
    waiting,
    refused,
    skewMinutes: skew > SKEW_TOLD_MS ? Math.round(skew / 60_000) : 0,
  };
}

function stateOf(view: SyncView): Pick<HubLamp, 'state' | 'at'> {
  switch (view.state) {
    case 'alone':
      return { state: 'alone', at: null };
    case 'connecting':
    case 'barred':
      return { state: view.state, at: null };
    case 'offline':
      return { state: 'offline', at: view.since };
    case 'online':
      if (view.pulling !== null) return { state: 'pulling', at: null };
      if (view.pushing !== 0) return { state: 'waiting', at: null };
      if (view.refused !== 0) return { state: 'refused', at: null };
      // What happened elsewhere while we were away may not be here yet.
      if (view.agreedAt === null || view.agreedAt < view.since) return { state: 'checking', at: null };
      return { state: 'agreed', at: view.agreedAt };
  }
}

/** The lamp in words, the most important first. */
export function lampWords(lamp: HubLamp, words: Words): readonly string[] {
  const { text } = words;
  if (lamp.state === 'alone') return [];
  const main = {
    connecting: () => text('sync.lamp.connecting'),
    pulling: () => text('sync.lamp.pulling', { n: words.count(lamp.received) }),
    checking: () => text('sync.lamp.checking'),
    agreed: () => text('sync.lamp.agreed', { at: words.time(lamp.at ?? 0) }),
    waiting: () => null,
    refused: () => null,
    offline: () => text('sync.lamp.offline', { at: words.time(lamp.at ?? 0) }),
    barred: () => text('sync.lamp.barred'),
  }[lamp.state]();
  return [
    main,
    lamp.waiting === 0 ? null : text('sync.lamp.waiting', { n: words.count(lamp.waiting) }),
    lamp.refused === 0 ? null : text('sync.lamp.refused', { n: words.count(lamp.refused) }),
    lamp.skewMinutes === 0 ? null : text('sync.lamp.skew', { n: words.count(lamp.skewMinutes) }),
  ].filter((part) => part !== null);
}
