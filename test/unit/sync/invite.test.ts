import { describe, expect, it } from 'vitest';
import { inviteText, readInvite } from '../../../shared/contract/index.ts';
import { encodeSymbol } from '../../../shared/label/barcode.ts';

const INVITE = { url: 'https://192.168.100.200:47070', code: 'K7M2-Q4XA-9TFE' };

describe('the QR code of a hub', () => {
  it('says address and code in characters that every gun types alike, and is read back, whatever the case', () => {
    const text = inviteText(INVITE);
    // QR's alphanumeric set.
    expect(text).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
    expect(readInvite(text)).toEqual(INVITE);
    expect(readInvite(` ${text.toLowerCase()}\r`)).toEqual(INVITE);
    expect(readInvite(inviteText({ ...INVITE, url: 'https://hub.local:7070' }))?.url).toBe(
      'https://hub.local:7070',
    );
  });

  it('is small enough for a screen: no more than version 4', () => {
    const symbol = encodeSymbol('qr', inviteText(INVITE));
    expect(symbol.ok && symbol.value.columns).toBeLessThanOrEqual(33);
  });

  it.each([
    '',
    'PACKLINE:HUB:',
    'PACKLINE:HUB:FTP://X:K7M2-Q4XA-9TFE',
    'PACKLINE:HUB:HTTPS://X:1',
    '6901234567892',
  ])('%j is none', (text) => expect(readInvite(text)).toBeUndefined());
});
