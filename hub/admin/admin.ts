import type { Stations } from '../stations/index.ts';

/** What whoever keeps the hub may do; the command line's way is the store itself, or the hub that holds it. */
export interface Admin extends Pick<Stations, 'newCode' | 'list' | 'revoke' | 'sites' | 'addSite'> {
  /** The waybill numbers that a revoked station still holds become free. @returns how many; null where it is not revoked */
  freeNumbers(station: string): Promise<number | null>;
}

/** Beside the data while a hub holds them: where it listens for its keeper, and the word that opens. Mode 0600. */
export const ADMIN_FILE = 'hub.admin';
export interface AdminPlace {
  readonly url: string;
  readonly token: string;
}
