import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createPost, endpointSettings, isPublic, urlFault } from '../../../../hub/outbox/index.ts';

const settings = (change: object) =>
  endpointSettings.safeParse({ site: 's', name: 'n', events: ['order.shipped'], ...change });

describe('where a hub may post to', () => {
  it('public addresses only, in whatever form they are written', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '223.5.5.5', '2400:3200::1', '2606:4700:4700::1111'])
      expect([address, isPublic(address)]).toEqual([address, true]);
    for (const address of [
      ...[
        '127.0.0.1',
        '10.1.2.3',
        '172.16.0.1',
        '172.31.255.255',
        '192.168.1.1',
        '169.254.169.254',
        '0.0.0.0',
      ],
      ...['100.64.0.1', '224.0.0.1', '255.255.255.255', '::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1'],
      ...['::ffff:127.0.0.1', '::ffff:10.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::', 'ff02::1', 'nonsense'],
    ])
      expect([address, isPublic(address)]).toEqual([address, false]);
    for (const url of [
      ...[
        'https://127.0.0.1/',
        'https://2130706433/',
        'https://0x7f.1/',
        'https://0177.0.0.1/',
        'https://[::1]/',
      ],
      ...['https://[::ffff:127.0.0.1]/', 'https://localhost/', 'https://hub.local/', 'https://127.1./'],
    ])
      expect([url, urlFault(url, { internal: false })]).toEqual([url, 'address_not_public']);
    expect(urlFault('http://example.com/', { internal: false })).toBe('https_required');
    expect(urlFault('https://u:p@example.com/', { internal: true })).toBe('credentials_in_url');
    for (const url of ['file:///etc/passwd', 'gopher://x/', 'x', ''])
      expect(urlFault(url, { internal: true })).toBe('url_invalid');
    expect(urlFault('https://example.com/hook', { internal: false })).toBeUndefined();
    expect(urlFault('http://192.168.1.5/hook', { internal: true })).toBeUndefined();
  });

  it('an endpoint is not made for an address that is not allowed, nor an SMS one that would be masked', () => {
    expect(settings({ url: 'https://10.0.0.1/' }).success).toBe(false);
    expect(settings({ url: 'https://10.0.0.1/', internal: true }).success).toBe(true);
    expect(settings({ url: 'https://sms.example.com/', via: 'sms' }).success).toBe(false);
    expect(settings({ via: 'email' }).success).toBe(false);
    expect(settings({ via: 'email', to: 'shop@example.com' }).success).toBe(true);
  });

  it('a name that leads inside is refused when it is used, also where only one of its addresses does', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const request = { headers: {}, body: '', deadlineMs: 5_000, internal: false };
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const post = createPost({
        resolve: (_host, told) =>
          told(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          ),
      });
      expect(await post({ ...request, url: `https://shop.example.com:${port}/` })).toEqual({
        ok: false,
        error: 'address_not_public',
      });
    }
    expect(asked).toBe(0);
    await new Promise((resolve) => server.close(resolve));
  });
});
