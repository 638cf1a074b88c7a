import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, request, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHubClient } from '../../../electron/station/sync/hub-client.ts';
import { meetHub } from '../../../electron/station/sync/meet.ts';
import { peerOf, pinnedFetch } from '../../../electron/station/sync/pinned.ts';
import { CODE } from '../../../hub/stations/records.ts';
import { startHub, type RunningHub } from '../../../hub/server/index.ts';
import { openSqliteStore, type HubStore } from '../../../hub/store/index.ts';
import { fingerprintOf, makeCertificate, ownCertificate, TLS_FILE } from '../../../hub/tls/index.ts';

const clock = { now: () => Date.now() };
const own = makeCertificate();
const hubOf = async (tls?: { cert: string; key: string }) => {
  const store = await openSqliteStore({ path: ':memory:', key: new Uint8Array(32).fill(7), clock });
  const hub = await startHub({
    ...{ store, clock, host: '127.0.0.1', port: 0, hub: { name: 'test hub', version: '0' }, log: false },
    tls,
  });
  return { hub, store };
};

let hub: RunningHub;
let store: HubStore;
beforeAll(async () => {
  ({ hub, store } = await hubOf(own));
});
afterAll(() => hub.close());

const newCode = async (): Promise<string> => (await hub.stations.newCode('main')).code;
const failure = async (work: Promise<unknown>): Promise<string> => {
  const thrown = await work.then(
    () => undefined,
    (error: unknown) => error,
  );
  return (thrown as { code?: string } | undefined)?.code ?? 'none';
};

describe('a hub’s own certificate', () => {
  it('is one that others read: signed by itself, for a server, no authority, whatever the clocks say', () => {
    const read = new X509Certificate(own.cert);
    expect(read.verify(read.publicKey)).toBe(true);
    expect(read.ca).toBe(false);
    expect(read.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
    expect(read.subjectAltName).toBe('DNS:packline-hub');
    expect([read.validFromDate.getUTCFullYear(), read.validToDate.getUTCFullYear()]).toEqual([2000, 9999]);
    expect(read.fingerprint256.replaceAll(':', '').toLowerCase()).toBe(fingerprintOf(own.cert));
    // Lengths and signs differ with the random parts.
    for (let n = 0; n < 50; n += 1) {
      const one = new X509Certificate(makeCertificate().cert);
      expect(one.verify(one.publicKey)).toBe(true);
    }
  });

  it('is made once, for its owner’s eyes; a damaged one is not replaced', () => {
    const folder = mkdtempSync(join(tmpdir(), 'packline-tls-'));
    try {
      const made = ownCertificate(folder);
      expect(ownCertificate(folder)).toEqual(made);
      if (process.platform !== 'win32') expect(statSync(join(folder, TLS_FILE)).mode & 0o777).toBe(0o600);
      writeFileSync(join(folder, TLS_FILE), made.key.slice(0, 40));
      expect(() => ownCertificate(folder)).toThrow(/holds no certificate/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('a station that meets a hub', () => {
  it('knows it by the one-time code, enrols, and knows it by its certificate from then on', async () => {
    const code = await newCode();
    expect(hub.url).toMatch(/^https:/);
    const { certificate } = await meetHub(hub.url, code.toLowerCase().replaceAll('-', ' '));
    expect(fingerprintOf(certificate ?? '')).toBe(fingerprintOf(own.cert));
    const fetch = pinnedFetch(certificate ?? '');
    const { token } = await createHubClient({ url: hub.url, fetch }).enrol({
      ...{ code, station: 'S1', name: 'Bench' },
    });
    const client = createHubClient({ url: hub.url, token, fetch });
    expect((await client.hello()).answer).toMatchObject({ site: 'main', station: 'S1' });
    const rows = Array.from({ length: 60 }, (_, n) => ({
      document: {
        ...{ id: `p${n}`, site: 'main', kind: 'carrier', value: { note: 'x'.repeat(200) }, private: {} },
      },
      assumed: null,
    }));
    // Packed on the way there and back; what becomes of the rows is not the point.
    const answer = await client.push({ collection: 'config', rows });
    expect(answer.conflicts.length + answer.refused.length).toBeLessThanOrEqual(60);
    const ending = new AbortController();
    let pinged = 0;
    const listener = {
      onChange: () => undefined,
      onResync: () => void (pinged += 1),
      onPing: () => undefined,
    };
    const { ended } = await client.stream(listener, ending.signal);
    await expect.poll(() => pinged).toBe(1);
    ending.abort();
    expect(await failure(ended)).not.toBe('none');
  });

  it('says the code to nobody who cannot prove to have it: a wrong code, or somebody in between', async () => {
    const code = await newCode();
    const wrong = `${code.slice(0, 5)}0000-0000`;
    expect(await failure(meetHub(hub.url, wrong))).toBe('hub_not_proven');
    expect(await failure(meetHub(hub.url, 'ZZZZ-0000-0000'))).toBe('hub_not_proven');
    expect(await failure(meetHub(hub.url, 'no code'))).toBe('code_wrong');
    // Nothing of it counts as a wrong try: the code was never said.
    expect((await store.record(CODE, code.slice(0, 4)))?.body).toMatchObject({ tries: 0 });

    const seen: string[] = [];
    const between = await startBetween(hub.url, seen);
    try {
      expect(await failure(meetHub(between.url, code))).toBe('hub_not_proven');
      expect(seen.map((line) => line.split(' ')[0])).toEqual(['/v1/enrol/proof']);
      expect(seen.join()).not.toContain(code.slice(5, 9));
      // And later, with the real certificate in hand, it is not even spoken to.
      const { certificate } = await meetHub(hub.url, code);
      const client = createHubClient({ url: between.url, fetch: pinnedFetch(certificate ?? '') });
      expect(await failure(client.hello())).toBe('hub_certificate_changed');
      expect(seen).toHaveLength(1);
    } finally {
      await between.close();
    }
  });

  it('tells plain HTTP, a closed port and a certificate that nobody vouches for apart', async () => {
    const plain = await hubOf();
    try {
      expect(await meetHub(plain.hub.url, 'whatever')).toEqual({});
      const asked = plain.hub.url.replace('http:', 'https:');
      expect(await failure(meetHub(asked, await newCode()))).toBe('hub_plain');
    } finally {
      await plain.hub.close();
    }
    expect(await failure(peerOf(plain.hub.url.replace('http:', 'https:')))).toBe('hub_unreachable');
    const stranger = createServer(own, (_request, response) => {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end('{"code":"not_found","data":{}}');
    });
    const { port } = await listen(stranger);
    try {
      const url = `https://127.0.0.1:${port}`;
      expect(await failure(meetHub(url, await newCode()))).toBe('hub_certificate_unknown');
    } finally {
      await closeServer(stranger);
    }
  });

  it('gives up when its time is over, with the reason', async () => {
    const silent = createServer(own, () => undefined);
    const { port } = await listen(silent);
    try {
      const client = createHubClient({
        ...{ url: `https://127.0.0.1:${port}`, fetch: pinnedFetch(own.cert), deadlineMs: 200 },
      });
      expect(await failure(client.newToken())).toBe('hub_timeout');
    } finally {
      await closeServer(silent);
    }
  });
});

const listen = async (server: Server): Promise<AddressInfo> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server.address() as AddressInfo;
};
const closeServer = async (server: Server): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

/** Shows a certificate of its own and passes everything on to the hub and back. */
async function startBetween(target: string, seen: string[]) {
  const server = createServer(makeCertificate(), (asked, answer) => {
    const parts: Buffer[] = [];
    asked.on('data', (part: Buffer) => parts.push(part));
    asked.on('end', () => {
      const body = Buffer.concat(parts);
      seen.push(`${asked.url ?? ''} ${body.toString('utf8')}`);
      const onward = request(`${target}${asked.url ?? ''}`, {
        ...{ method: asked.method ?? 'GET', headers: asked.headers, rejectUnauthorized: false },
      });
      onward.on('response', (came) => {
        answer.writeHead(came.statusCode ?? 500, came.headers);
        came.pipe(answer);
      });
      onward.end(body);
    });
  });
  const { port } = await listen(server);
  return { url: `https://127.0.0.1:${port}`, close: () => closeServer(server) };
}
