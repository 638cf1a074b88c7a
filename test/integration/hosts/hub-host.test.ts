import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { forkHub } from '../../../electron/serve/hub-child.ts';
import { createHubHost, type HubProcess, type RunningHubHost } from '../../../electron/station/host/hub.ts';
import { createHubClient } from '../../../electron/station/sync/hub-client.ts';
import { meetHub } from '../../../electron/station/sync/meet.ts';
import { pinnedFetch } from '../../../electron/station/sync/pinned.ts';
import { discoverHubs } from '../../../electron/station/sync/discover.ts';
import { announce, isReachable } from '../../../hub/discovery/index.ts';
import { untilSo } from '../../lib/until.ts';

describe('the hub beside a station', () => {
  let dir: string;
  let host: RunningHubHost;
  let processes: HubProcess[];
  let usual = '0';
  const log: string[] = [];
  const make = (): RunningHubHost =>
    createHubHost({
      dataDir: dir,
      host: '127.0.0.1',
      log: (line) => void log.push(line),
      discover: () => Promise.resolve([]),
      fork(args) {
        // The usual port may be taken on the machine that tests.
        const at = args.indexOf('--port') + 1;
        const port = args[at] === '7070' ? usual : (args[at] ?? '0');
        const child = forkHub([...args.slice(0, at), port, ...args.slice(at + 1)]);
        processes.push(child);
        return child;
      },
    });

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'packline-hub-host-'));
    processes = [];
    usual = '0';
    host = make();
  });
  afterEach(async () => {
    await host.close();
    rmSync(dir, { recursive: true, force: true });
  });

  // Each hub is a process of its own and takes its time to start on a busy machine.
  it('runs from the moment a person wants it, on its port again after it died, and not after it was turned off', async () => {
    expect(host.serving()).toBeNull();
    expect(processes).toHaveLength(0);
    expect(await host.code()).toMatchObject({ ok: false, code: 'hub_not_here' });

    expect(await host.serve(true)).toMatchObject({ ok: true });
    const url = host.serving()?.urls[0] ?? '';
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(host.localUrl()).toBe(url);
    const code = await host.code();
    if (!code.ok) throw new Error(code.code);
    const { certificate } = await meetHub(url, code.value.code);
    const client = createHubClient({ url, fetch: pinnedFetch(certificate ?? '') });
    await client.enrol({ code: code.value.code, station: 'k7x2', name: 'Bench 2' });
    expect(await host.stations()).toMatchObject({
      ok: true,
      value: [{ id: 'k7x2', name: 'Bench 2', state: 'active' }],
    });
    await untilSo(() => host.serving()?.stations === 1, 'the count of stations');

    processes[0]?.stop();
    await untilSo(() => processes.length === 2 && host.serving() !== null, 'the next hub');
    expect(host.serving()?.urls).toEqual([url]);
    expect(log.join('\n')).toContain('hub_died');
    expect(host.trouble?.()).toBeNull();
    // With the certificate by which stations know it.
    expect(await meetHub(url, (await newCode(host)) ?? '')).toEqual({ certificate });
    expect(await host.revoke('k7x2')).toMatchObject({ ok: true });
    expect(await host.revoke('nobody')).toMatchObject({ ok: false, code: 'not_here' });

    // The host starts anew: what was on is on, what was turned off stays off.
    await host.close();
    host = make();
    await untilSo(() => host.serving() !== null, 'the hub of the next start');
    expect(host.serving()?.urls).toEqual([url]);
    expect(await host.serve(false)).toMatchObject({ ok: true });
    expect(host.serving()).toBeNull();
    await host.close();
    host = make();
    expect(host.serving()).toBeNull();
    expect(JSON.parse(readFileSync(join(dir, 'hub.json'), 'utf8'))).toMatchObject({ on: false });
    expect(log.join('\n')).not.toContain(code.value.code);
  }, 120_000);

  it('keeps the port that stations know: where somebody else has it, it says so and comes back when it is free', async () => {
    expect(await host.serve(true)).toMatchObject({ ok: true });
    const url = host.serving()?.urls[0] ?? '';
    expect(await host.serve(false)).toMatchObject({ ok: true });
    const other = await occupy(Number(new URL(url).port));
    const port = Number(new URL(url).port);
    expect(await host.serve(true)).toMatchObject({ ok: false, code: 'hub_port_taken', data: { port } });
    expect(host.serving()).toBeNull();
    expect(host.trouble?.()).toMatchObject({ code: 'hub_port_taken', data: { port } });
    await free(other);
    await untilSo(() => host.serving() !== null, 'the hub on its own port');
    expect(host.serving()?.urls).toEqual([url]);
    expect(host.trouble?.()).toBeNull();

    // A person may say that it shall have another one.
    await host.serve(false);
    const again = await occupy(port);
    expect(await host.serve(true, true)).toMatchObject({ ok: true });
    expect(host.serving()?.urls).not.toEqual([url]);
    await free(again);
  }, 120_000);

  it('takes another port at its first start, when no station knows one', async () => {
    const other = await occupy(0);
    usual = String((other.address() as AddressInfo).port);
    expect(await host.serve(true)).toMatchObject({ ok: true });
    expect(host.serving()?.urls[0]).not.toContain(`:${usual}`);
    await free(other);
  }, 120_000);
});

const newCode = async (host: RunningHubHost): Promise<string | undefined> => {
  const made = await host.code();
  return made.ok ? made.value.code : undefined;
};

async function occupy(port: number): Promise<Server> {
  const server = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
const free = (server: Server): Promise<unknown> => new Promise((resolve) => server.close(resolve));

describe('hubs in the local network', () => {
  it('are found by name and address, with the scheme that they speak; a stopped one is not', async () => {
    const errors: unknown[] = [];
    // On the loopback interface and a port of the test's own: nothing of it is heard outside.
    const multicast = {
      interface: '127.0.0.1',
      bind: '0.0.0.0',
      port: 20_000 + (process.pid % 20_000),
      loopback: true,
    };
    const one = announce(
      { name: 'Hub A', port: 7070, secure: false },
      (error) => errors.push(error),
      multicast,
    );
    const two = announce(
      { name: 'Hub B', port: 7071, secure: true },
      (error) => errors.push(error),
      multicast,
    );
    let found: Awaited<ReturnType<typeof discoverHubs>> = [];
    await untilSo(
      async () => {
        found = await discoverHubs({ listenMs: 800, multicast });
        return found.length === 2;
      },
      `both hubs (${errors.map(String).join()})`,
    );
    expect(found.map(({ name, url }) => [name, url.replace(/\d+\.\d+\.\d+\.\d+/, 'IP')])).toEqual([
      ['Hub A', 'http://IP:7070'],
      ['Hub B', 'https://IP:7071'],
    ]);
    await one.close();
    await two.close();
    expect(await discoverHubs({ listenMs: 300, multicast })).toEqual([]);
  });

  it('are not announced where only this machine reaches them', () => {
    expect(['127.0.0.1', 'localhost', '::1', '127.1.2.3'].map(isReachable)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(['0.0.0.0', '::', '192.168.1.5'].map(isReachable)).toEqual([true, true, true]);
  });
});
