import { lookup as systemLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/**
 * Where a hub may post to. It sits inside the warehouse's network, so an address that somebody else typed must not lead it
 * to what is only reachable from there (server-side request forgery). Sources: IANA special-purpose address registries
 * (RFC 6890 and its updates).
 */
const V4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Besides loopback, link-local and the like also every form that carries an IPv4 address within. */
const V6: readonly [string, number][] = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

const v4 = new BlockList();
for (const [net, prefix] of V4) v4.addSubnet(net, prefix, 'ipv4');
const v6 = new BlockList();
for (const [net, prefix] of V6) v6.addSubnet(net, prefix, 'ipv6');

/** Can this address be reached from everywhere, and means the same host there? */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !v4.check(address, 'ipv4');
  return family === 6 && !v6.check(address.replace(/%.*$/, ''), 'ipv6');
}

export type UrlFault = 'url_invalid' | 'https_required' | 'credentials_in_url' | 'address_not_public';

/** What is wrong with an address as it was typed. Names are looked up when it is used. */
export function urlFault(text: string, options: { readonly internal: boolean }): UrlFault | undefined {
  if (!URL.canParse(text)) return 'url_invalid';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'url_invalid';
  if (url.username !== '' || url.password !== '') return 'credentials_in_url';
  if (options.internal) return undefined;
  if (url.protocol !== 'https:') return 'https_required';
  const host = hostOf(url);
  if (isIP(host) !== 0) return isPublic(host) ? undefined : 'address_not_public';
  return /(^|\.)(localhost|local|internal|home\.arpa)\.?$/i.test(host) ? 'address_not_public' : undefined;
}

/** Without the brackets of IPv6. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[(.*)\]$/, '$1');

export class NotPublicError extends Error {
  readonly code = 'address_not_public';
}

/** Names to addresses, all of them. */
export type Resolve = (
  host: string,
  told: (
    error: Error | null,
    addresses: readonly { readonly address: string; readonly family: number }[],
  ) => void,
) => void;
const bySystem: Resolve = (host, told) =>
  systemLookup(host, { all: true, verbatim: true }, (error, addresses) =>
    told(error, error ? [] : addresses),
  );

/**
 * A look-up for one connection: what the name means now is what is connected to, so a name that changes its meaning between
 * check and use gains nothing. One address that is not public refuses the name.
 */
export const publicLookup =
  (resolve: Resolve = bySystem): LookupFunction =>
  (host, options, told) =>
    resolve(host, (error, addresses) => {
      if (error) return told(error, []);
      const bad = addresses.length === 0 || addresses.some(({ address }) => !isPublic(address));
      if (bad) return told(new NotPublicError('the name leads into a private network'), []);
      const [first] = addresses;
      if (options.all === true || !first) told(null, [...addresses]);
      else told(null, first.address, first.family);
    });
