import { describe, expect, it } from 'vitest';
import type { SyncView } from '../../../shared/contract/index.ts';
import { PUSH_REFUSALS } from '../../../shared/domain/acceptance/index.ts';
import { HUB_ANSWERS, REFUSALS, refusalWords } from '../../../renderer/features/sync/codes.ts';
import { timeLeft } from '../../../renderer/features/sync/time-left.ts';
import { createI18n, createWords } from '../../../renderer/i18n/index.ts';
import { lampOf, lampWords } from '../../../renderer/ui/hub-lamp.ts';
import type { LampState } from '../../../renderer/ui/hub-lamp.ts';

const MINUTE = 60_000;
const SINCE = new Date(2026, 10, 22, 10, 12).getTime();
const NOW = new Date(2026, 10, 22, 10, 50).getTime();
const words = (language: 'zh' | 'en') => createWords(createI18n(language), language);

const view = (over: Partial<SyncView> = {}): SyncView => ({
  state: 'online',
  since: SINCE,
  hub: { url: 'http://192.168.1.10:8790', name: 'hub', site: 'site' },
  agreedAt: SINCE + 30 * MINUTE,
  pushing: 0,
  pulling: null,
  refused: 0,
  skewMs: 0,
  error: null,
  serving: null,
  ...over,
});

describe('the lamp of the hub', () => {
  it.each<[string, Partial<SyncView>, LampState]>([
    ['alone', { state: 'alone', hub: null, agreedAt: null }, 'alone'],
    ['alone, with what waited before it left', { state: 'alone', pushing: 4 }, 'alone'],
    ['connecting', { state: 'connecting', agreedAt: null }, 'connecting'],
    ['connecting, in step before the restart', { state: 'connecting' }, 'connecting'],
    ['first exchange', { pulling: { documents: 1_200 } }, 'pulling'],
    ['first exchange, with own documents waiting', { pulling: { documents: 0 }, pushing: 9 }, 'pulling'],
    ['in step', {}, 'agreed'],
    ['one document waits', { pushing: 1 }, 'waiting'],
    ['one document waits and one was refused', { pushing: 1, refused: 1 }, 'waiting'],
    ['one was refused', { refused: 1 }, 'refused'],
    ['never in step yet', { agreedAt: null }, 'checking'],
    ['back online, not compared since', { agreedAt: SINCE - 1 }, 'checking'],
    ['in step in the very exchange that brought it back', { agreedAt: SINCE }, 'agreed'],
    ['offline', { state: 'offline' }, 'offline'],
    ['offline with work', { state: 'offline', pushing: 40, refused: 2 }, 'offline'],
    ['offline in the first exchange', { state: 'offline', pulling: { documents: 3 } }, 'offline'],
    ['barred', { state: 'barred', pushing: 3 }, 'barred'],
  ])('%s', (_name, over, state) => {
    expect(lampOf(view(over)).state).toBe(state);
  });

  it('says nothing before the station told', () => {
    expect(lampOf(null).state).toBe('alone');
    expect(lampWords(lampOf(null), words('zh'))).toEqual([]);
  });

  it('never says "in step" while something waits, was refused, is being fetched or is not known', () => {
    const states = ['alone', 'connecting', 'online', 'offline', 'barred'] as const;
    const all = states.flatMap((state) =>
      [0, 1, 5_000].flatMap((pushing) =>
        [0, 1].flatMap((refused) =>
          [null, { documents: 0 }].flatMap((pulling) =>
            [null, SINCE - 1, SINCE, SINCE + 1].map((agreedAt) =>
              view({ state, pushing, refused, pulling, agreedAt }),
            ),
          ),
        ),
      ),
    );
    for (const each of all) {
      const inStep =
        each.state === 'online' &&
        each.pushing === 0 &&
        each.refused === 0 &&
        each.pulling === null &&
        (each.agreedAt ?? 0) >= each.since;
      const lamp = lampOf(each);
      expect(lamp.state === 'agreed', JSON.stringify(each)).toBe(inStep);
      for (const language of ['zh', 'en'] as const) {
        const said = lampWords(lamp, words(language)).join(' ');
        expect(/已一致|In step/.test(said), said).toBe(inStep);
        if (each.state !== 'alone') expect(said).not.toBe('');
        if (each.state !== 'alone' && each.pushing > 0) expect(said).toMatch(/待上传|to upload/);
        if (each.state !== 'alone' && each.refused > 0) expect(said).toMatch(/被拒 1|1 refused/);
      }
    }
  });

  it.each([
    [null, 0],
    [0, 0],
    [2 * MINUTE, 0],
    [-2 * MINUTE, 0],
    [2 * MINUTE + 1, 2],
    [-7 * MINUTE, 7],
  ])('tells a clock that differs by %s ms as %i minutes', (skewMs, minutes) => {
    expect(lampOf(view({ skewMs })).skewMinutes).toBe(minutes);
  });

  it('is read in both languages', () => {
    const said = (over: Partial<SyncView>, language: 'zh' | 'en'): string => {
      const { time, ...rest } = words(language);
      return lampWords(lampOf(view(over)), { ...rest, time: (at) => time(at, NOW) }).join('，');
    };
    expect(said({}, 'zh')).toBe('已一致 10:42');
    expect(said({ pushing: 12 }, 'zh')).toBe('待上传 12');
    expect(said({ state: 'offline', pushing: 12, refused: 3 }, 'zh')).toBe(
      '离线 自 10:12，待上传 12，被拒 3',
    );
    expect(said({ state: 'offline', pushing: 12 }, 'en')).toBe('Offline since 10:12，12 to upload');
    expect(said({ skewMs: 5 * MINUTE }, 'en')).toBe('In step 10:42，clock off by 5 min');
  });
});

describe('a refused document', () => {
  const person = (id: string): string => (id === 'op:1' ? '周敏' : id);

  it.each(['zh', 'en'] as const)('says for every code what happened and what to do (%s)', (language) => {
    const said = REFUSALS.map((code) => refusalWords({ code, data: {} }, words(language), person));
    expect(new Set(said.map(({ why }) => why)).size).toBe(REFUSALS.length);
    for (const { why, todo } of said) {
      expect(why).not.toMatch(/sync\.|\{\{|undefined/);
      expect(todo).not.toMatch(/sync\.|\{\{|undefined/);
    }
  });

  it('has words for all that a hub refuses', () => {
    expect(PUSH_REFUSALS.filter((code) => !(REFUSALS as readonly string[]).includes(code))).toEqual([]);
  });

  it('names what the hub named, in words where there are some', () => {
    const zh = words('zh');
    const why = (code: string, data: Record<string, string | number>): string =>
      refusalWords({ code, data }, zh, person).why;
    expect(why('schema_invalid', { path: '/base/lines' })).toContain('/base/lines');
    expect(why('role_not_allowed', { type: 'approved', by: 'op:1' })).toBe('「审核通过」不能由周敏来做');
    expect(why('clock_ahead', { ms: 17 * MINUTE })).toContain('17 分钟');
    expect(why('foreign_event', { event: 'e1', station: 'st-9' })).toContain('st-9');
    expect(why('unknown_event', { type: 'teleported' })).toContain('teleported');
  });

  it('of a newer hub is told by its code', () => {
    const { why, todo } = refusalWords({ code: 'never_heard', data: {} }, words('en'), person);
    expect(why).toContain('never_heard');
    expect(todo).not.toBe('');
  });
});

describe('what the hub answers to the station', () => {
  it.each(['zh', 'en'] as const)('has words (%s)', (language) => {
    expect(HUB_ANSWERS.filter((code) => !words(language).knows('refused', code))).toEqual([]);
  });
});

describe('the time that a code has left', () => {
  it.each([
    [600_000, '10:00'],
    [59_001, '1:00'],
    [1, '0:01'],
    [0, '0:00'],
    [-5, '0:00'],
  ])('%i ms is %s', (ms, shown) => {
    expect(timeLeft(ms)).toBe(shown);
  });
});
