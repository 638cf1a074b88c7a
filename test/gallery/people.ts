import type { AccountView, AuditRow, PersonView } from '../../shared/contract/index.ts';
import type { Answers } from '../fakes/page-host.ts';
import { NOW } from './fixtures.ts';

const HOUR = 3_600_000;
const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

/** Names as they are written in the other language. */
const LATIN: Readonly<Record<string, string>> = {
  周敏: 'Zhou Min',
  孙强: 'Sun Qiang',
  林悦: 'Lin Yue',
  何文博: 'He Wenbo',
  吴丹: 'Wu Dan',
  郑凯: 'Zheng Kai',
  冯雪: 'Feng Xue',
  蒋涛: 'Jiang Tao',
};
const english = new URLSearchParams(location.search).get('lang') === 'en';
export const nameOf = (name: string): string => (english ? (LATIN[name] ?? name) : name);

const nobody: AccountView = {
  mode: 'closed',
  person: null,
  by: null,
  mustChange: null,
  asked: [],
  stop: null,
};
const manager: AccountView = {
  ...nobody,
  person: { id: 'op-1', name: nameOf('周敏'), roles: ['ADM', 'MGR'], badge: 'ID:OP1' },
  by: 'password',
};
/** Who is signed in at the window, by the word in the address. */
const STATES: Readonly<Record<string, AccountView>> = {
  nobody,
  manager,
  given: { ...manager, mustChange: 'given' },
  badge: { ...nobody, asked: [{ bench: '1', name: nameOf('孙强') }] },
  stopped: {
    ...manager,
    stop: { at: NOW - HOUR / 4, by: 'op-1', reason: '货架 B-04 倒塌，先清点再继续' },
  },
};
/** Undefined: nobody has to sign in. */
export const accountOf = (asked: string | null): AccountView | undefined =>
  asked === null ? undefined : STATES[asked];

const NAMES: readonly (readonly [string, readonly string[], Partial<PersonView>?])[] = [
  ['周敏', ['ADM', 'MGR']],
  ['孙强', ['PKR', 'PIK']],
  ['林悦', ['CLK', 'CS'], { password: 'given' }],
  ['何文博', ['REV'], { lockedUntil: NOW + 8 * 60_000 }],
  ['吴丹', ['WHL', 'SHP'], { password: 'expired' }],
  ['郑凯', ['LOG']],
  ['冯雪', ['FIN'], { pin: false }],
  ['蒋涛', ['PKR'], { active: false, password: 'none', pin: false }],
];
export const people: readonly PersonView[] = NAMES.map(([name, roles, over], n) => ({
  id: `op-${String(n + 1)}`,
  name: nameOf(name),
  badge: `ID:OP${String(n + 1)}`,
  roles: [...roles],
  active: true,
  password: 'set',
  pin: true,
  lockedUntil: null,
  ...over,
}));

const ACTS: readonly (readonly [string, string, string, Partial<AuditRow>?])[] = [
  ['op-1', 'sign_in', '周敏', { new: 'password' }],
  [
    'op-3',
    'order:address_changed',
    '2026112200103',
    { order: 'x', old: '杭州市 ****', new: '杭州市西湖区 ****', reason: '客户来电，改送公司' },
  ],
  ['op-1', 'rule_changed', 'promise.hours', { old: '24', new: '48' }],
  ['op-4', 'reveal', '2026112200088', { order: 'x', reason: '核对地址' }],
  ['op-2', 'shipment:packed', '2026112200087', { order: 'x' }],
  ['op-4', 'order:approved', '2026112200086', { order: 'x', old: 'IN_REVIEW', new: 'APPROVED' }],
  ['op-1', 'person_changed', '林悦', { old: 'CLK', new: 'CLK CS' }],
  ['', 'sign_in_failed', '何文博'],
  ['op-4', 'locked_out', '何文博'],
  ['op-3', 'refused', 'people.save'],
  ['op-1', 'setting_changed', 'defaultCarrier', { old: 'YTO', new: 'SF' }],
  ['op-6', 'carrier_export', 'YTO', { new: '212' }],
  ['op-1', 'backup_restored', '2026-11-22 03:00'],
];
const rows: readonly AuditRow[] = ACTS.map(([by, what, on, over], n) => ({
  id: `a${String(n)}`,
  at: NOW - n * 11 * 60_000,
  by,
  station: n % 4 === 3 ? 'k3x9' : 'a7qd',
  what,
  on: nameOf(on),
  order: null,
  old: null,
  new: null,
  reason: null,
  ...over,
}));

/** Answers of sign-in, people and the record, from invented data. */
export const peopleAnswers: Answers = {
  'people.list': () => [...people],
  'audit.list': () => ({ total: 1_846, more: false, rows: [...rows] }),
  'session.resume': () => ok(null),
  'session.touch': () => ok(null),
  'session.lock': () => ok(null),
  'settings.save': () => ok(null),
};
