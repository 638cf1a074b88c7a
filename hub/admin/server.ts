import { randomBytes, timingSafeEqual } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import Fastify from 'fastify';
import { z } from 'zod';
import { answerErrors, HubError, parseBody } from '../server/errors.ts';
import { ADMIN_FILE, type Admin, type AdminPlace } from './admin.ts';

const siteRequest = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  name: z.string().min(1).max(60),
});
const codeRequest = z.object({ site: z.string().min(1).max(64) });
const revokeRequest = z.object({ station: z.string().min(1).max(64) });
const listRequest = z.object({ site: z.string().max(64).optional() });

/**
 * The keeper's door: a port of its own on the loopback address, opened by a word that only the data folder's owner can
 * read. The embedded database has one process, so the command line asks that one.
 */
export async function openAdmin(admin: Admin, directory: string): Promise<{ close(): Promise<void> }> {
  const token = randomBytes(32).toString('base64url');
  const expected = Buffer.from(`Bearer ${token}`);
  const app = Fastify({ logger: false, bodyLimit: 4_096, forceCloseConnections: true });
  answerErrors(app);
  app.addHook('onRequest', async (request) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new HubError(401, 'token_wrong');
  });
  app.post('/codes', async (request) => admin.newCode(parseBody(codeRequest, request.body).site));
  app.post('/stations', async (request) => admin.list(parseBody(listRequest, request.body).site));
  app.post('/revoke', async (request) => ({
    done: await admin.revoke(parseBody(revokeRequest, request.body).station),
  }));
  app.post('/free', async (request) => ({
    freed: await admin.freeNumbers(parseBody(revokeRequest, request.body).station),
  }));
  app.post('/sites', async () => admin.sites());
  app.post('/site', async (request) => {
    await admin.addSite(parseBody(siteRequest, request.body));
    return {};
  });
  await app.listen({ host: '127.0.0.1', port: 0 });

  const { port } = app.server.address() as AddressInfo;
  const place: AdminPlace = { url: `http://127.0.0.1:${port}`, token };
  const file = join(directory, ADMIN_FILE);
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify(place), { mode: 0o600, flag: 'wx' });
  return {
    async close() {
      rmSync(file, { force: true });
      await app.close();
    },
  };
}
