import { describe, expect, it, vi } from 'vitest';
import { createI18n, createWords } from '../../../renderer/i18n/index.ts';
import { createStation } from '../../../renderer/stores/station.ts';
import { createPageHost } from '../../fakes/page-host.ts';
import type { Answers } from '../../fakes/page-host.ts';
import { hello, verdict, view } from '../../gallery/fixtures.ts';

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

async function openPage(answers: Answers = {}) {
  const log: string[] = [];
  const fake = createPageHost({ 'app.hello': () => hello('en'), 'bench.view': () => view(), ...answers });
  const station = createStation({
    host: fake.host,
    words: () => createWords(createI18n('en'), 'en'),
    setLanguage: (language) => log.push(`language ${language}`),
    sounds: {
      play: (name) => log.push(`sound ${name}`),
      setVolume: () => undefined,
      unlock: () => undefined,
      prepare: () => undefined,
    },
    marks: { mark: (name) => log.push(name) },
    bench: null,
    newRef: () => 'r1',
    nextFrame: (work) => void Promise.resolve().then(work),
  });
  station.store.subscribe((state, before) => {
    if (state.verdict !== before.verdict) log.push(`screen ${state.verdict?.kind ?? 'none'}`);
  });
  station.start();
  fake.connect();
  await settled();
  return { fake, station, log, notices: () => station.store.getState().notices.map((notice) => notice.text) };
}

describe('a verdict', () => {
  it('sounds before the screen changes', async () => {
    const { fake, log } = await openPage();
    fake.push('verdict', verdict('wrong_item', {}, { seq: 42, stop: true }));
    await settled();
    expect(log.slice(-3)).toEqual(['packline:verdict-received', 'sound wrong_item', 'screen wrong_item']);
  });

  it('sounds once, though it comes as event and as answer', async () => {
    const made = verdict('unit_ok', {}, { seq: 50 });
    const { fake, station, log } = await openPage({ 'bench.scan': () => made });
    fake.push('verdict', made);
    station.scan('6901234567892', 'wedge', 1);
    await settled();
    expect(log.filter((line) => line === 'sound unit')).toHaveLength(1);
  });

  it('sounds again for every scan during a stop', async () => {
    const { fake, log } = await openPage();
    for (const seq of [42, 43, 44])
      fake.push('verdict', verdict('surplus', {}, { seq, stop: true, repeat: seq > 42 }));
    expect(log.filter((line) => line === 'sound surplus')).toHaveLength(3);
  });

  it('of another bench is neither shown nor heard', async () => {
    const { fake, station, log } = await openPage();
    fake.push('verdict', verdict('unit_ok', {}, { seq: 99, bench: '2' }));
    await settled();
    expect(log).not.toContain('sound unit');
    expect(station.store.getState().verdict).toBeNull();
  });

  it('brings the bench back from an office screen', async () => {
    const { fake, station } = await openPage();
    station.go('queue');
    fake.push('verdict', verdict('opened', {}, { seq: 60 }));
    await settled();
    expect(station.store.getState().page).toBe('bench');
  });

  it('of another person’s work takes nobody’s office page away, nor sounds there; the own scan does both', async () => {
    const made = verdict('not_allowed', {}, { seq: 62, stop: true });
    const { fake, station, log } = await openPage({ 'bench.scan': () => made });
    const person = { id: 'cs', name: 'CS', roles: ['CS'], badge: '1' };
    fake.push('session', {
      ...{ mode: 'closed', person, by: 'password' },
      ...{ mustChange: null, asked: [], stop: null },
    });
    await settled();
    station.go('orders');
    fake.push('verdict', verdict('opened', {}, { seq: 61 }));
    await settled();
    expect(station.store.getState()).toMatchObject({ page: 'orders', verdict: { kind: 'opened' } });
    expect(log).not.toContain('sound opened');
    fake.push('verdict', made);
    await settled();
    expect(station.store.getState().page).toBe('orders');
    station.scan('6901234567892', 'wedge', 1);
    await settled();
    expect(station.store.getState().page).toBe('bench');
    expect(log.filter((line) => line === 'sound not_allowed')).toHaveLength(1);
    // Whoever works at the bench of this window is brought back to it.
    fake.push('bench', view({ operator: { id: 'cs', name: 'CS', badge: '1' } }));
    await settled();
    station.go('orders');
    fake.push('verdict', verdict('opened', {}, { seq: 63 }));
    await settled();
    expect(station.store.getState().page).toBe('bench');
  });
});

describe('while the station is starting', () => {
  it('no scan would be taken, and none is kept: the page is ready with the station’s first answers', async () => {
    let answer: (value: ReturnType<typeof view>) => void = () => undefined;
    const { fake, station, log } = await openPage({
      'bench.view': () => new Promise((resolve) => (answer = resolve)),
    });
    expect(station.store.getState()).toMatchObject({ link: 'connecting', view: null });
    station.scan('6901234567892', 'wedge', 1);
    await settled();
    expect(log).toContain('sound lost');
    answer(view());
    await settled();
    expect(station.store.getState()).toMatchObject({ link: 'ready', scansLost: 0 });
    expect(fake.calls.some((call) => call.method === 'bench.scan')).toBe(false);
  });

  it('that cannot, the page knows why until it can', async () => {
    const { fake, station } = await openPage();
    fake.refuse('storage-newer');
    fake.lose();
    expect(station.store.getState()).toMatchObject({ link: 'lost', refused: 'storage-newer' });
    fake.connect();
    await settled();
    expect(station.store.getState()).toMatchObject({ link: 'ready', refused: null });
  });
});

describe('without the station', () => {
  it('a scan is told as lost, not kept for later', async () => {
    const { fake, station, log, notices } = await openPage({ 'bench.scan': () => verdict('unit_ok') });
    fake.lose();
    station.scan('6901234567892', 'wedge', 1);
    expect(log).toContain('sound lost');
    expect(station.store.getState().scansLost).toBe(1);
    fake.connect();
    await settled();
    expect(fake.calls.some((call) => call.method === 'bench.scan')).toBe(false);
    expect(station.store.getState().scansLost).toBe(0);
    expect(notices().some((text) => text.includes('scan them again'))).toBe(true);
  });

  it('a scan under way when it goes is told as lost', async () => {
    const { fake, station, log } = await openPage({ 'bench.scan': () => new Promise(() => undefined) });
    station.scan('6901234567892', 'wedge', 1);
    await settled();
    fake.lose();
    await settled();
    expect(log.filter((line) => line === 'sound lost')).toHaveLength(1);
  });

  it('takes the station’s view over again after a restart', async () => {
    const after = vi.fn(() => view({ seq: 77 }));
    const { fake, station } = await openPage({ 'bench.view': after });
    fake.lose();
    expect(station.store.getState().link).toBe('lost');
    fake.connect();
    await settled();
    expect(station.store.getState().view?.seq).toBe(77);
    expect(after).toHaveBeenCalledTimes(2);
  });
});

describe('the hub', () => {
  const sync = {
    state: 'online' as const,
    since: 1,
    hub: { url: 'http://127.0.0.1:1', name: 'h', site: 's' },
    agreedAt: 2,
    pushing: 0,
    pulling: null,
    refused: 0,
    skewMs: 0,
    error: null,
    serving: null,
  };

  it('is asked for once the first screen is there, and followed from then on', async () => {
    const { fake, station } = await openPage({ 'sync.view': () => sync });
    expect(station.store.getState().sync).toMatchObject({ state: 'online', pushing: 0 });
    fake.push('sync', { ...sync, state: 'offline', pushing: 3 });
    expect(station.store.getState().sync).toMatchObject({ state: 'offline', pushing: 3 });
  });

  it('has a tab of the settings that somebody is sent to; going there by the menu starts at the first', async () => {
    const { station } = await openPage();
    station.go('settings', undefined, 'hub');
    expect(station.store.getState()).toMatchObject({ page: 'settings', tab: 'hub' });
    station.go('queue');
    station.go('settings');
    expect(station.store.getState()).toMatchObject({ page: 'settings', tab: null });
  });
});

describe('a refusal', () => {
  it('is told in words and comes back as undefined', async () => {
    const { station, notices } = await openPage({
      'prints.retry': () => ({ ok: false, code: 'paper_out', data: {} }),
    });
    expect(await station.act('prints.retry', { job: 'j', operator: 'op-1' })).toBeUndefined();
    expect(notices()).toEqual(['No paper: load some, and it goes on by itself.']);
  });

  it('of the channel itself is told too', async () => {
    const { station, notices } = await openPage();
    expect(await station.ask('stats.latency', {})).toBeUndefined();
    expect(notices()[0]).toContain('different versions');
  });
});
