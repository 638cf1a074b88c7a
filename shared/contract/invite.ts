/** What a station needs to join a hub, as the hub's screen shows it. */
export interface HubInvite {
  readonly url: string;
  readonly code: string;
}

const INVITE = /^PACKLINE:HUB:(HTTPS?:\/\/[^\s]+):([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})$/;

/**
 * The text of the QR code: only characters that QR packs densely and every gun types alike, whatever its keyboard layout
 * makes of small letters.
 */
export const inviteText = ({ url, code }: HubInvite): string => `PACKLINE:HUB:${url}:${code}`.toUpperCase();

/** @returns undefined where the text is something else */
export function readInvite(text: string): HubInvite | undefined {
  const found = INVITE.exec(text.trim().toUpperCase());
  const [, url, code] = found ?? [];
  return url === undefined || code === undefined ? undefined : { url: url.toLowerCase(), code };
}
