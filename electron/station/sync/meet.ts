import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import {
  CODE_COST,
  CODE_HASH_BYTES,
  proofText,
  readCode,
  type Code,
} from '../../../shared/contract/hub/index.ts';
import { createHubClient } from './hub-client.ts';
import { HubError } from './hub-error.ts';
import { peerOf, pinnedFetch, type Peer } from './pinned.ts';

const derive = promisify<string, Buffer, number, typeof CODE_COST, Buffer>(scrypt);

/**
 * Before a one-time code is said to anybody: is it the hub's, whoever answers there? An authority vouches for the
 * certificate, or the code itself does: the hub signs its certificate with the code that a person has carried over. Somebody
 * between the two has neither.
 * @param url as `hubUrl` made it; over plain HTTP nothing can be known
 * @returns the certificate (PEM) to know the hub by from now on, where no authority vouches for it
 * @throws HubError `hub_not_proven`, `hub_certificate_unknown`, and what goes wrong on the way
 */
export async function meetHub(url: string, typed: string): Promise<{ readonly certificate?: string }> {
  if (!url.startsWith('https:')) return {};
  const peer = await peerOf(url);
  if (peer.trusted) return {};
  const code = readCode(typed);
  if (code === undefined) throw new HubError('refused', 'code_wrong');
  if (!(await isProven(url, peer, code))) throw new HubError('refused', 'hub_not_proven');
  return { certificate: peer.certificate };
}

async function isProven(url: string, peer: Peer, code: Code): Promise<boolean> {
  const client = createHubClient({ url, fetch: pinnedFetch(peer.certificate) });
  const nonce = randomBytes(32).toString('hex');
  const answer = await client.proof({ code: code.id, nonce }).catch((error: unknown) => {
    // An older hub, or a proxy with a certificate that nobody here knows.
    if (error instanceof HubError && error.kind !== 'away')
      throw new HubError('refused', 'hub_certificate_unknown');
    throw error;
  });
  const key = await derive(code.secret, Buffer.from(answer.salt, 'hex'), CODE_HASH_BYTES, CODE_COST);
  const expected = createHmac('sha256', key).update(proofText(nonce, peer.fingerprint)).digest();
  return timingSafeEqual(expected, Buffer.from(answer.proof, 'hex'));
}
