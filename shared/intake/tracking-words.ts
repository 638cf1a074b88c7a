import { LOGISTICS_STATUSES, type LogisticsCause, type LogisticsStatus } from '../domain/index.ts';
import { normaliseWord } from './values.ts';

/** What a carrier's word means. */
export interface TrackingState {
  readonly status: Exclude<LogisticsStatus, 'NONE'>;
  readonly cause?: LogisticsCause;
}

const state = (status: TrackingState['status'], cause?: LogisticsCause): TrackingState =>
  cause === undefined ? { status } : { status, cause };

/**
 * Words of carriers and of tracking services (快递100, 快递鸟, 菜鸟), asked in this order: what went wrong before what went well,
 * because `签收失败` holds `签收`, and `退回签收` both.
 */
const WORDS: readonly (readonly [RegExp, TrackingState])[] = [
  [/退签|退回签收|退件签收|退货签收|寄件人已签收|returned to sender|return signed/, state('RETURN_SIGNED')],
  [/遗失|丢失|丢件|lost/, state('PROBLEM', 'lost')],
  [/破损|损坏|damaged/, state('PROBLEM', 'damaged')],
  [/地址不详|地址错误|地址有误|地址不清|查无此人|bad address|wrong address/, state('PROBLEM', 'bad_address')],
  [/拒签|拒收|refused|rejected/, state('REFUSED')],
  [
    /签收失败|未签收|无人签收|派送失败|派件失败|投递失败|投递不成功|派送不成功|联系不上|电话无人接听|delivery failed|failed attempt|not delivered/,
    state('PROBLEM', 'delivery_failed'),
  ],
  [/延误|延迟|滞留|delayed/, state('PROBLEM', 'delayed')],
  [/退回|退件|退货|returning|returned/, state('RETURNING')],
  [/疑难|问题件|异常|problem|exception/, state('PROBLEM')],
  [/转投|转寄|改派|forwarded/, state('FORWARDED')],
  [/清关|通关|海关|customs/, state('CUSTOMS')],
  [/签收|已投递|妥投|delivered|signed/, state('SIGNED')],
  [/派件|派送|投递中|配送中|正在投递|out for delivery/, state('OUT_FOR_DELIVERY')],
  [/揽收|揽件|已收件|已收寄|收寄|已取件|picked up|pickup|accepted/, state('PICKED_UP')],
  [
    /运输|在途|转运|中转|到达|抵达|离开|发往|发出|干线|in transit|transit|departed|arrived/,
    state('IN_TRANSIT'),
  ],
];

const CODES = new Map(
  LOGISTICS_STATUSES.flatMap((code) => (code === 'NONE' ? [] : [[code, state(code)] as const])),
);

/** Own words of the site, `word=STATUS`, by word. What is no such entry is left out. */
export function ownTrackingWords(entries: readonly string[]): ReadonlyMap<string, TrackingState> {
  const own = new Map<string, TrackingState>();
  for (const entry of entries) {
    const at = entry.lastIndexOf('=');
    const meant = CODES.get(
      entry
        .slice(at + 1)
        .trim()
        .toUpperCase() as TrackingState['status'],
    );
    const word = normaliseWord(entry.slice(0, Math.max(0, at)));
    if (word !== '' && meant) own.set(word, meant);
  }
  return own;
}

/**
 * What a report says by its status word, or by its text where the word says nothing.
 * @param own the site's own words; they win
 * @returns undefined where nobody knows the words
 */
export function trackingState(
  word: string,
  text = '',
  own: ReadonlyMap<string, TrackingState> = new Map(),
): TrackingState | undefined {
  const code = CODES.get(
    word
      .trim()
      .toUpperCase()
      .replaceAll(/[\s-]+/g, '_') as TrackingState['status'],
  );
  const said = own.get(normaliseWord(word)) ?? code ?? match(word);
  if (said === undefined) return own.get(normaliseWord(text)) ?? match(text);
  // A bare 疑难 says less than the text beside it.
  const more = said.status === 'PROBLEM' && said.cause === undefined ? match(text) : undefined;
  return more?.status === 'PROBLEM' ? more : said;
}

function match(text: string): TrackingState | undefined {
  const plain = text.normalize('NFKC').toLowerCase().replaceAll(/[_-]+/g, ' ');
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1];
}
