import type { HubStation, RefusedDocument, SyncView } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { REFUSALS } from '../../renderer/features/sync/codes.ts';
import { NOW } from './fixtures.ts';

const MINUTE = 60_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

const joined: SyncView = {
  state: 'online',
  since: NOW - 190 * MINUTE,
  hub: { url: 'https://hub.yuhang-1.lan:8790', name: 'hub-7f3a', site: '余杭一号仓' },
  agreedAt: NOW - 2 * MINUTE,
  pushing: 0,
  pulling: null,
  refused: 0,
  skewMs: 340,
  error: null,
  serving: null,
};

/** States of the connection to the hub, by name. */
export const syncStates: Readonly<Record<string, SyncView>> = {
  alone: {
    ...joined,
    state: 'alone',
    hub: null,
    agreedAt: null,
    skewMs: null,
  },
  connecting: { ...joined, state: 'connecting', since: NOW - 2_000, agreedAt: null, skewMs: null },
  pulling: { ...joined, since: NOW - 20_000, agreedAt: null, pulling: { documents: 31_540 }, pushing: 402 },
  checking: { ...joined, since: NOW - 3_000 },
  agreed: joined,
  waiting: { ...joined, pushing: 12 },
  refused: { ...joined, refused: REFUSALS.length + 8 },
  skew: { ...joined, skewMs: 7 * MINUTE },
  offline: {
    ...joined,
    state: 'offline',
    since: NOW - 38 * MINUTE,
    pushing: 1_284,
    error: { code: 'hub_unreachable', data: {} },
  },
  worst: {
    ...joined,
    state: 'offline',
    since: NOW - 2 * 24 * 60 * MINUTE,
    pushing: 12_840,
    refused: 15,
    skewMs: -12 * MINUTE,
    error: { code: 'hub_wrong_answer', data: {} },
  },
  barred: { ...joined, state: 'barred', pushing: 37, error: { code: 'token_revoked', data: {} } },
  serving: {
    ...joined,
    hub: { url: 'https://127.0.0.1:7070', name: 'hub-7f3a', site: '余杭一号仓' },
    serving: { urls: ['https://192.168.1.23:7070', 'https://10.0.4.7:7070'], stations: 3 },
  },
  'serving-new': {
    ...joined,
    hub: { url: 'https://127.0.0.1:7070', name: 'hub-7f3a', site: '余杭一号仓' },
    serving: { urls: [], stations: 0 },
  },
  trouble: {
    ...joined,
    state: 'offline',
    hub: { url: 'https://127.0.0.1:7070', name: 'hub-7f3a', site: '余杭一号仓' },
    error: { code: 'hub_unreachable', data: {} },
    trouble: { code: 'hub_port_taken', data: { port: 7070, tries: 4 } },
  },
  low: { ...joined, low: [{ carrier: 'EMS', left: 12 }] },
};

const DATA: Readonly<Record<string, RefusedDocument['data']>> = {
  schema_invalid: { path: '/base/lines/0/qty' },
  foreign_event: { event: 'ev-1', station: 'st-9k2m' },
  clock_ahead: { ms: 17 * MINUTE },
  unknown_event: { type: 'repacked' },
  role_not_allowed: { type: 'approved', by: 'op-1' },
};
const KINDS = ['orders', 'shipments', 'waybills', 'people', 'files'] as const;

const refused: readonly RefusedDocument[] = Array.from({ length: REFUSALS.length + 8 }, (_, i) => {
  const code = i === REFUSALS.length ? 'never_heard' : (REFUSALS[i % REFUSALS.length] ?? '');
  const collection = KINDS[i % KINDS.length] ?? 'orders';
  return {
    collection,
    id: `${collection}-${String(i)}`,
    label: collection === 'people' ? '孙强' : `20261122001${String(10 + i)}`,
    code,
    data: DATA[code] ?? {},
    at: NOW - i * 11 * MINUTE,
    tries: 1 + (i % 3),
  };
});

const stations: readonly HubStation[] = [
  { id: 'st-1', name: '打包一线', state: 'active', enrolledAt: NOW - 90 * 24 * 60 * MINUTE, seenAt: NOW },
  { id: 'st-2', name: '打包二线', state: 'active', enrolledAt: NOW - 3_000 * MINUTE, seenAt: NOW - MINUTE },
  { id: 'st-3', name: '发货口', state: 'active', enrolledAt: NOW - 20 * MINUTE, seenAt: null },
  {
    id: 'st-0',
    name: '旧电脑',
    state: 'revoked',
    enrolledAt: NOW - 200 * 24 * 60 * MINUTE,
    seenAt: NOW - 30 * 24 * 60 * MINUTE,
  },
];

/** Answers of the hub's settings for one of the states. */
export function syncAnswers(state: string, none: boolean): Answers {
  const view = syncStates[state] ?? joined;
  return {
    'sync.view': () => view,
    'sync.join': () => ({ ok: false, code: 'code_wrong', data: {} }),
    'sync.leave': () => ok(null),
    'sync.discover': () =>
      none ? [] : [{ name: '余杭一号仓 · hub-7f3a', url: 'https://192.168.1.23:7070' }],
    'sync.refused': ({ offset = 0, limit = 20 }) =>
      view.refused === 0
        ? { total: 0, rows: [] }
        : { total: refused.length, rows: refused.slice(offset, offset + limit) },
    'sync.retry': () => ok(null),
    'hub.serve': () => ok(null),
    'hub.code': () =>
      ok({ code: 'K7M2-Q4XA-9TFE', until: Date.now() + 10 * MINUTE, urls: view.serving?.urls ?? [] }),
    'hub.stations': () => ok(view.serving?.stations === 0 ? [] : [...stations]),
    'hub.revoke': () => ok(null),
  };
}
