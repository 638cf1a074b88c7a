import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { main } from '../../../../hub/cli/index.ts';
import { HUB_KEY, startHubProcess, type HubProcess } from '../../../lib/hub-process.ts';
import { call, openStream } from './harness.ts';

let data: string;
let hub: HubProcess;

/** The command line, in this process: the hub that holds the folder is another one. */
async function run(...args: string[]): Promise<{ code: number; out: string }> {
  let out = '';
  const write = (text: unknown): boolean => {
    out += String(text);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((to) => vi.spyOn(to, 'write').mockImplementation(write));
  vi.stubEnv('HUB_KEY', HUB_KEY).stubEnv('HUB_DATABASE_URL', '');
  try {
    return { code: await main([...args, '--data', data]), out };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'packline-hub-cli-'));
  hub = await startHubProcess({ data });
}, 60_000);
afterAll(async () => {
  await hub?.kill();
  rmSync(data, { recursive: true, force: true });
});

describe('npm run hub', () => {
  it('makes a site at the very first start, enrols beside the running hub, and revokes at once', async () => {
    expect(hub.firstCode).toMatch(/^\w{4}-\w{4}-\w{4}$/);
    const more = await run('enrol');
    const code = /^(\w{4}-\w{4}-\w{4}) /.exec(more.out)?.[1] ?? '';
    const enrolled = await call(hub, '/v1/enrol', { body: { code, station: 'B1', name: 'Bench 1' } });
    const token = String(enrolled.body['token']);
    const reader = await openStream(hub, token);
    expect((await run('stations')).out).toMatch(/^B1\tmain\tactive\tseen 2.*\tBench 1$/m);
    expect(await run('revoke', 'B1')).toMatchObject({ code: 0, out: 'B1: revoked\n' });
    await reader.ended();
    expect((await call(hub, '/v1/hello', { token })).body['code']).toBe('token_revoked');
    expect((await run('revoke', 'B2')).code).toBe(1);
    expect((await run('dance')).code).toBe(2);
    // The keeper's door opens for the owner of the folder only.
    expect(statSync(join(data, 'hub.admin')).mode & 0o077).toBe(0);
    const { url } = JSON.parse(readFileSync(join(data, 'hub.admin'), 'utf8')) as { url: string };
    expect(await call({ url }, '/sites', { body: {} })).toMatchObject({ status: 401 });
  }, 60_000);

  it('goes on after a SIGKILL with what it had, and ends in order on SIGTERM', async () => {
    await hub.kill();
    hub = await startHubProcess({ data });
    expect(hub.firstCode).toBeUndefined();
    expect((await run('site', 'add', 'West')).out).toBe('west\n');
    expect(await hub.stop()).toBe(0);
    expect(existsSync(join(data, 'hub.admin'))).toBe(false);
    expect((await run('site', 'list')).out).toBe('main\tmain\nwest\tWest\n');
  }, 60_000);

  const openssl = (() => {
    try {
      execFileSync('openssl', ['version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();
  it.skipIf(!openssl)(
    `speaks TLS with the certificate's files${openssl ? '' : ' (skipped: no openssl to make one)'}`,
    async () => {
      const [cert, key] = [join(data, 'cert.pem'), join(data, 'key.pem')];
      const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', cert];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', ...subject],
        {
          stdio: 'ignore',
        },
      );
      const secure = await startHubProcess({ data, args: ['--cert', cert, '--key', key] });
      try {
        expect(secure.url).toMatch(/^https:/);
        const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
          request(`${secure.url}/healthz`, { ca: readFileSync(cert), servername: 'localhost' }, (answer) => {
            answer.resume();
            resolve({ ...answer.headers, status: answer.statusCode });
          })
            .on('error', reject)
            .end();
        });
        expect(headers).toMatchObject({ status: 200, 'strict-transport-security': 'max-age=31536000' });
        await expect(call({ url: secure.url.replace('https', 'http') }, '/healthz')).rejects.toThrow();
      } finally {
        await secure.kill();
      }
    },
    60_000,
  );
});
