import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import iconv from 'iconv-lite';
import { pinyinOf } from './pinyin.ts';

/** A word that must stand in no file, in no writing. */
export interface Secret {
  readonly what: 'name' | 'phone' | 'address' | 'remark';
  readonly text: string;
}

export interface Found {
  readonly file: string;
  readonly secret: Secret;
  readonly writing: string;
  readonly offset: number;
}

interface Needle {
  readonly secret: Secret;
  readonly writing: string;
  readonly bytes: Buffer;
  /** Neither side may be a letter: short pinyin is part of many words. */
  readonly wholeWord: boolean;
}

/** Shortest base64 without its ends that chance does not make in megabytes of ciphertext: 64^7 = 4.4e12. */
const MIN_BASE64 = 7;
/** The same for letters of either case: pinyin written in one word. */
const MIN_WORD = 7;
const PREFIX = 4;

/** Every writing of a secret, as bytes. */
export function writingsOf(secret: Secret): Needle[] {
  const { text } = secret;
  const needles: Needle[] = [];
  const add = (writing: string, bytes: Buffer, wholeWord = false): void =>
    void needles.push({ secret, writing, bytes, wholeWord });
  const plain = {
    'utf-8': Buffer.from(text, 'utf8'),
    'utf-16le': Buffer.from(text, 'utf16le'),
    'utf-16be': Buffer.from(text, 'utf16le').swap16(),
    gb18030: iconv.encode(text, 'gb18030'),
  };
  for (const [writing, bytes] of Object.entries(plain)) {
    add(writing, bytes);
    for (const [at, base64] of alignments(bytes).entries()) {
      if (base64.length < MIN_BASE64) continue;
      add(`base64 of ${writing} at ${at}`, Buffer.from(base64));
      const url = base64.replaceAll('+', '-').replaceAll('/', '_');
      if (url !== base64) add(`base64url of ${writing} at ${at}`, Buffer.from(url));
    }
  }
  const units = [...Array(text.length).keys()].map((at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
  // Written in lower case: haystacks are searched in lower case too.
  if (/[^\0-\x7f]/.test(text)) {
    add('json escapes', Buffer.from(units.map((unit) => `\\u${unit}`).join('')));
    add('percent', Buffer.from(encodeURIComponent(text).toLowerCase()));
  }
  add('hex', Buffer.from(plain['utf-8'].toString('hex')));
  const syllables = pinyinOf(text);
  if (syllables) {
    const joined = syllables.join('');
    const spellings = new Set([
      syllables.join(' '),
      syllables.join('-'),
      `${syllables[0] ?? ''} ${syllables.slice(1).join('')}`,
      ...(joined.length >= MIN_WORD ? [joined] : []),
    ]);
    for (const spelling of spellings) {
      add('pinyin', Buffer.from(spelling), true);
      add('pinyin in utf-16le', Buffer.from(spelling, 'utf16le'));
    }
  }
  return needles;
}

/** The characters that the bytes make in any base64 text that holds them, at each of the three alignments. */
function alignments(bytes: Buffer): string[] {
  return [0, 1, 2].map((before) => {
    const all = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const first = Math.ceil((before * 8) / 6);
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return all.slice(first, whole);
  });
}

/** Looks for all secrets at once: by the first four bytes of every writing. */
export function createSearch(secrets: readonly Secret[]): (name: string, content: Buffer) => Found[] {
  const needles = secrets.flatMap(writingsOf).filter((needle) => needle.bytes.length >= PREFIX);
  const byPrefix = new Map<number, Needle[]>();
  for (const needle of needles) {
    const key = needle.bytes.readUInt32BE(0);
    byPrefix.set(key, [...(byPrefix.get(key) ?? []), needle]);
  }
  const mayBegin = new Uint8Array(1 << 16);
  for (const key of byPrefix.keys()) mayBegin[mix(key)] = 1;

  function scan(name: string, content: Buffer, found: Found[]): void {
    // Two characters in four bytes are nothing in a file of random bytes (a sealed backup): chance makes them.
    const dense = entropy(content) > 7.5;
    let window = 0;
    for (let at = 0; at < content.length; at += 1) {
      window = ((window << 8) | (content[at] ?? 0)) >>> 0;
      if (at < PREFIX - 1 || mayBegin[mix(window)] !== 1) continue;
      const start = at - PREFIX + 1;
      for (const needle of byPrefix.get(window) ?? []) {
        const { bytes, secret, writing, wholeWord } = needle;
        if (dense && bytes.length < 6) continue;
        const end = start + bytes.length;
        if (content.compare(bytes, 0, bytes.length, start, Math.min(end, content.length)) !== 0) continue;
        if (wholeWord && (isLetter(content[start - 1]) || isLetter(content[end]))) continue;
        found.push({ file: name, secret, writing, offset: start });
      }
    }
  }

  return (name, content) => {
    const found: Found[] = [];
    scan(name, content, found);
    const lower = Buffer.from(content);
    for (let at = 0; at < lower.length; at += 1) {
      const byte = lower[at] ?? 0;
      if (byte >= 0x41 && byte <= 0x5a) lower[at] = byte + 32;
    }
    scan(name, lower, found);
    const seen = new Set<string>();
    return found.filter(({ offset, writing, secret }) => {
      const key = `${offset} ${writing} ${secret.text}`;
      return !seen.has(key) && seen.add(key);
    });
  };
}

const mix = (value: number): number => (value ^ (value >>> 16)) & 0xffff;
const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && ((byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a));

/** Bits a byte: 8 for random bytes, about 6 for base64, 5 for text. */
function entropy(content: Buffer): number {
  if (content.length < 4096) return 0;
  const counts = new Float64Array(256);
  for (const byte of content) counts[byte] = (counts[byte] ?? 0) + 1;
  return counts.reduce(
    (sum, n) => (n === 0 ? sum : sum - (n / content.length) * Math.log2(n / content.length)),
    0,
  );
}

/** Every file of the folder, also hidden ones, by its path in it. */
export function filesOf(folder: string): { name: string; content: Buffer }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ name: relative(folder, path), content: readFileSync(path) }));
}
