import type { Words } from '../i18n/index.ts';

/** Channels that have a word; any other is shown by its own name. */
const KNOWN = [
  'taobao',
  'tmall',
  'jd',
  'pdd',
  'douyin',
  'xiaohongshu',
  'wechat',
  'shopify',
  'manual',
  'phone',
  'email',
  'shop',
  'chat',
] as const;

/** A channel as people call it, e.g. `taobao` → 淘宝. */
export function channelWord({ text }: Pick<Words, 'text'>, channel: string): string {
  const known = KNOWN.find((each) => each === channel);
  return known === undefined ? channel : text(`channel.${known}`);
}

/** The channel that somebody means by a typed word: its code, or its name in the language of the screen. */
export function channelCode(words: Pick<Words, 'text'>, typed: string): string {
  return KNOWN.find((each) => channelWord(words, each).toLowerCase() === typed.toLowerCase()) ?? typed;
}
