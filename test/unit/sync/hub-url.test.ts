import { describe, expect, it } from 'vitest';
import { hubUrl } from '../../../electron/station/sync/index.ts';

describe('the address of a hub', () => {
  it.each([
    ['192.168.1.20:8790', 'https://192.168.1.20:8790'],
    [' hub.local ', 'https://hub.local'],
    ['http://localhost:1/', 'http://localhost:1'],
    ['hub.example.com', 'https://hub.example.com'],
    ['https://hub.example.com/packline/', 'https://hub.example.com/packline'],
    ['http://[::1]:8790', 'http://[::1]:8790'],
    ['http://172.31.0.1', 'http://172.31.0.1'],
  ])('%s is %s', (typed, url) => {
    expect(hubUrl(typed)).toEqual({ ok: true, value: url });
  });

  it.each([
    ['http://hub.example.com', 'url_needs_tls'],
    ['http://8.8.8.8', 'url_needs_tls'],
    ['http://172.32.0.1', 'url_needs_tls'],
    ['ftp://hub.local', 'url_invalid'],
    ['http://name:secret@hub.local', 'url_invalid'],
    ['two words', 'url_invalid'],
    ['', 'url_invalid'],
  ])('%s is refused', (typed, code) => {
    expect(hubUrl(typed)).toEqual({ ok: false, error: code });
  });
});
