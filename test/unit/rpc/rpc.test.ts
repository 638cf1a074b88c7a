import { describe, it, expect, vi } from 'vitest';
import { z } from 'zod';
import { createChannelPair, createClient, RpcError, serveContract } from '../../../shared/rpc/index.ts';
import type { Channel, Handlers, RpcProblem, Timers } from '../../../shared/rpc/index.ts';
import { waitFor } from '../../lib/until.ts';

const contract = {
  methods: {
    add: { input: z.object({ a: z.number(), b: z.number().default(1) }), output: z.number() },
    wait: { input: z.null(), output: z.string() },
    nothing: { input: z.undefined(), output: z.undefined() },
    fail: { input: z.null(), output: z.null() },
    lie: { input: z.null(), output: z.string() },
  },
  events: { tick: z.object({ n: z.number() }) },
};
type Contract = typeof contract;

function manualTimers(): Timers & { elapse(ms: number): void } {
  let now = 0;
  const due = new Set<{ at: number; work: () => void }>();
  return {
    after(ms, work) {
      const entry = { at: now + ms, work };
      due.add(entry);
      return { dispose: () => void due.delete(entry) };
    },
    elapse(ms) {
      now += ms;
      for (const entry of [...due].filter((e) => e.at <= now)) {
        due.delete(entry);
        entry.work();
      }
    },
  };
}

function setUp(over: Partial<Handlers<Contract, { who: string }>> = {}) {
  const [page, station] = createChannelPair();
  let release: (text: string) => void = () => undefined;
  const reported: unknown[] = [];
  const handlers: Handlers<Contract, { who: string }> = {
    add: ({ a, b }) => a + b,
    wait: () => new Promise<string>((resolve) => (release = resolve)),
    nothing: () => undefined,
    fail: () => {
      throw new Error('Zhang San 13800000000 lives here');
    },
    lie: () => 'fine',
    ...over,
  };
  const served = serveContract(contract, handlers, station, {
    context: { who: 'page' },
    report: (error) => {
      reported.push(error);
      return 'incident-7';
    },
  });
  const timers = manualTimers();
  const problems: RpcProblem[] = [];
  const client = createClient(contract, page, { timers, onProblem: (p) => problems.push(p) });
  return { page, station, served, client, timers, problems, reported, release: (t: string) => release(t) };
}

/** Sends raw messages to a served contract and hands back the first `count` answers. */
async function raw(messages: unknown[], count: number): Promise<unknown[]> {
  const { page, served } = setUp();
  const heard: unknown[] = [];
  page.onMessage((m) => heard.push(m));
  for (const m of messages) page.send(m);
  await waitFor(() => expect(heard.length).toBeGreaterThanOrEqual(count));
  await served.dispose();
  return heard;
}

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: unknown) => (error instanceof RpcError ? error.code : error),
  );

describe('a call', () => {
  it('carries checked input to the handler and the checked output back', async () => {
    const { client } = setUp();
    const sum: number = await client.call('add', { a: 2, b: 3 });
    expect(sum).toBe(5);
    expect(await client.call('add', { a: 2 })).toBe(3);
    expect(await client.call('nothing', undefined)).toBeUndefined();
  });

  it('hands the context of its connection to the handler', async () => {
    const seen: unknown[] = [];
    const { client } = setUp({ lie: (_, context) => (seen.push(context.who), 'fine') });
    await client.call('lie', null);
    expect(seen).toEqual(['page']);
  });

  it('may be answered out of order', async () => {
    const { client, release } = setUp();
    const slow = client.call('wait', null);
    expect(await client.call('add', { a: 1, b: 1 })).toBe(2);
    release('done');
    expect(await slow).toBe('done');
  });

  it('is refused with invalid input, before the handler sees it', async () => {
    const add = vi.fn(() => 0);
    const { client } = setUp({ add });
    expect(await codeOf(client.call('add', { a: 'x' } as unknown as { a: number }))).toBe('invalid-input');
    expect(add).not.toHaveBeenCalled();
  });

  it.each(['missing', '__proto__', 'constructor', 'toString', ''])(
    'of method %j is unknown',
    async (method) => {
      const { client } = setUp();
      expect(await codeOf(client.call(method as 'add', { a: 1 }))).toBe('unknown-method');
    },
  );

  it('that throws tells an incident and nothing of the error', async () => {
    const heard: unknown[] = [];
    const { client, page, reported } = setUp();
    page.onMessage((m) => heard.push(m));
    const error = await client.call('fail', null).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'internal', incident: 'incident-7', method: 'fail' });
    expect(JSON.stringify(heard)).not.toMatch(/Zhang|138|Error|\.ts/);
    expect(reported).toHaveLength(1);
  });

  it('with an output against the contract is rejected', async () => {
    const { client } = setUp({ lie: () => 5 as unknown as string });
    expect(await codeOf(client.call('lie', null))).toBe('invalid-output');
  });

  it('is rejected after its deadline; a late answer harms nobody', async () => {
    const { client, timers, release, problems } = setUp();
    const slow = codeOf(client.call('wait', null, { deadlineMs: 500 }));
    timers.elapse(499);
    await client.call('add', { a: 1 });
    timers.elapse(1);
    expect(await slow).toBe('deadline');
    release('late');
    expect(await client.call('add', { a: 1 })).toBe(2);
    expect(problems).toEqual([]);
  });

  it('is rejected when the connection closes, from either end, and at once afterwards', async () => {
    for (const end of ['page', 'station'] as const) {
      const all = setUp();
      const first = codeOf(all.client.call('wait', null));
      const second = codeOf(all.client.call('wait', null));
      await Promise.resolve();
      all[end].close();
      expect([await first, await second]).toEqual(['closed', 'closed']);
      expect(await codeOf(all.client.call('add', { a: 1 }))).toBe('closed');
    }
  });

  it('is refused as busy when too many are under way, and taken again afterwards', async () => {
    const releases: ((text: string) => void)[] = [];
    const { client } = setUp({ wait: () => new Promise<string>((resolve) => releases.push(resolve)) });
    const calls = Array.from({ length: 257 }, () => codeOf(client.call('wait', null)));
    expect(await calls[256]).toBe('busy');
    for (const release of releases) release('ok');
    expect(new Set(await Promise.all(calls.slice(0, 256)))).toEqual(new Set(['answered']));
    expect(await client.call('add', { a: 1 })).toBe(2);
  });
});

describe('the server', () => {
  it.each([
    null,
    7,
    'call',
    [],
    {},
    { t: 'call' },
    { t: 'call', id: 0, method: 'add' },
    { t: 'call', id: 1.5, method: 'add' },
    { t: 'call', id: 1, method: 7 },
    { t: 'result', id: 1 },
  ])('refuses the malformed message %j', async (message) => {
    expect(await raw([message], 1)).toEqual([{ t: 'refused', code: 'malformed' }]);
  });

  it('refuses an id that was used before, answered or not', async () => {
    const call = { t: 'call', id: 4, method: 'add', input: { a: 1 } };
    const heard = await raw([call, call, { ...call, id: 3 }], 3);
    expect(heard.filter((m) => (m as { t: string }).t === 'result')).toHaveLength(1);
    expect(heard.filter((m) => (m as { code?: string }).code === 'duplicate-id')).toHaveLength(2);
  });

  it('says nothing more once disposed', async () => {
    const { client, served, release } = setUp();
    const slow = client.call('wait', null);
    await client.call('add', { a: 1 });
    await served.dispose();
    release('too late');
    let answered = false;
    void slow.then(() => (answered = true));
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(answered).toBe(false);
  });
});

describe('events', () => {
  it('reach every listener until it is disposed', async () => {
    const { client, served } = setUp();
    const heard: number[] = [];
    const gone = client.on('tick', ({ n }) => heard.push(n * 100));
    client.on('tick', ({ n }) => heard.push(n));
    served.emit('tick', { n: 1 });
    await client.call('add', { a: 1 });
    await gone.dispose();
    served.emit('tick', { n: 2 });
    await client.call('add', { a: 1 });
    expect(heard).toEqual([100, 1, 2]);
  });

  it('against the contract are dropped and reported without their content', async () => {
    const { client, station, problems } = setUp();
    const heard: unknown[] = [];
    client.on('tick', (value) => heard.push(value));
    station.send({ t: 'event', name: 'tick', value: { n: 'Zhang San' } });
    station.send({ t: 'event', name: 'constructor', value: {} });
    station.send('noise');
    await client.call('add', { a: 1 });
    expect(heard).toEqual([]);
    expect(problems).toEqual([
      { kind: 'invalid-event', name: 'tick' },
      { kind: 'unknown-event', name: 'constructor' },
      { kind: 'malformed-frame' },
    ]);
  });
});

describe('a channel', () => {
  it('keeps what arrives before the first listener', async () => {
    const [a, b]: [Channel, Channel] = createChannelPair();
    a.send(1);
    a.send(2);
    await Promise.resolve();
    const heard: unknown[] = [];
    b.onMessage((m) => heard.push(m));
    expect(heard).toEqual([1, 2]);
  });

  it('tells its close once, also to those who ask later, and drops what is sent after it', async () => {
    const [a, b] = createChannelPair();
    let closed = 0;
    b.onClose(() => (closed += 1));
    const heard: unknown[] = [];
    b.onMessage((m) => heard.push(m));
    a.close();
    a.close();
    a.send('late');
    await Promise.resolve();
    b.onClose(() => (closed += 10));
    expect([closed, heard]).toEqual([11, []]);
  });
});
