import { createHmac } from 'node:crypto';

/**
 * `Packline-Signature: t=SECONDS,v1=HEX`: HMAC-SHA256 with the endpoint's secret over `SECONDS.BODY`. The receiver compares
 * it and refuses one that is older than a few minutes, so that a copied request cannot be sent again later.
 */
export function signatureOf(secret: string, nowMs: number, body: string): string {
  const seconds = Math.floor(nowMs / 1000);
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}
