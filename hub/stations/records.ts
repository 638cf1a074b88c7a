import type { HubRecord } from '../store/port.ts';

/** What the hub keeps of sites, one-time codes and stations. Times are epoch ms. */

export const SITE = 'site';
export const CODE = 'code';
export const STATION = 'station';

export interface SiteBody {
  readonly name: string;
  readonly createdAt: number;
}

export interface CodeBody {
  /** scrypt of the secret. */
  readonly hash: string;
  readonly expiresAt: number;
  readonly createdAt: number;
  /** Wrong tries. */
  readonly tries: number;
  /** Station that used it. */
  readonly station?: string;
}

export interface StationBody {
  readonly name: string;
  readonly enrolledAt: number;
  /** SHA-256 of the token. */
  readonly token: string;
  /** Of a new token that was not used yet. */
  readonly nextToken?: string;
  /** Was the token used at all? */
  readonly used: boolean;
  readonly seenAt: number | null;
}

const typed =
  <B>() =>
  (record: HubRecord): B =>
    record.body as unknown as B;
export const siteOf = typed<SiteBody>();
export const codeOf = typed<CodeBody>();
export const stationOf = typed<StationBody>();
export const bodyOf = (body: SiteBody | CodeBody | StationBody): HubRecord['body'] => ({ ...body });
