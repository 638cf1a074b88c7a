import { isIP } from 'node:net';
import { err, ok, type Result } from '../../../shared/base/index.ts';

/**
 * The address of a hub as a person types it: `192.168.1.20:8790`, `hub.local`, `https://hub.example.com`. Tokens and
 * receivers cross to it, so plain HTTP must be asked for, and is for the own network only.
 * @returns scheme, host and port without a slash at the end, or why not
 */
export function hubUrl(typed: string): Result<string, 'url_invalid' | 'url_needs_tls'> {
  const text = typed.trim();
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  let url: URL;
  try {
    url = new URL(given ? text : `https://${text}`);
  } catch {
    return err('url_invalid');
  }
  if ((url.protocol !== 'http:' && url.protocol !== 'https:') || url.username !== '' || url.hostname === '')
    return err('url_invalid');
  if (url.protocol === 'http:' && !isNear(url.hostname)) return err('url_needs_tls');
  const path = url.pathname.replace(/\/+$/, '');
  return ok(`${url.protocol}//${url.host}${path}`);
}

/** Names and addresses that are not routed beyond the own network (RFC 1918, 3927, 4193, 6762). */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const version = isIP(host);
  if (version === 4) return /^(?:127\.|10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host);
  if (version === 6) return host === '::1' || /^f[cd]|^fe[89ab]/.test(host);
  return !host.includes('.') || host.endsWith('.local') || host.endsWith('.localhost');
}
