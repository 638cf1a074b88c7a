import { z } from 'zod';
import { err, ok } from '../../shared/base/index.ts';
import type { TrackingReport } from '../intake/index.ts';
import { KDNIAO_CODES, carrierOf, chinaTime, kdniaoStatus } from './codes.ts';
import { askForm, parseJson, type Reach, type TrackingPlatform, type TrackingQuery } from './platform.ts';
import { kdniaoSign, sameText } from './signatures.ts';

export interface KdniaoSettings {
  /** `https://api.kdniao.com` */
  readonly base: string;
  /** 用户 ID (EBusinessID) and its API key. */
  readonly account: string;
  readonly key: string;
}

/** 指令: what is asked for. Pushes come with 101 (subscription) or 102 (with more states). */
export const REQUEST_TYPES = { query: '1002', subscribe: '1008', pushed: ['101', '102'] } as const;

const text = z.union([z.string(), z.number()]).transform(String);
const track = z.object({ AcceptTime: z.string(), AcceptStation: z.string().default('') });
const parcel = z.object({
  ShipperCode: z.string().default(''),
  LogisticCode: z.string().default(''),
  Success: z.boolean().default(true),
  State: text.default(''),
  StateEx: text.optional(),
  Traces: z.array(track).nullish(),
});
const queryAnswer = parcel.extend({ Success: z.boolean(), Reason: z.string().nullish() });
const subscribeAnswer = z.object({ Success: z.boolean(), Reason: z.string().nullish() });
const pushed = z.object({ EBusinessID: text, Data: z.array(parcel).max(1_000) });

/** 快递鸟: query, subscription, push. */
export function createKdniao(settings: KdniaoSettings, reach: Reach): TrackingPlatform {
  const fields = (type: string, content: string) => ({
    RequestType: type,
    EBusinessID: settings.account,
    RequestData: content,
    DataSign: kdniaoSign(content, settings.key),
    DataType: '2',
  });
  const contentOf = ({ carrier, number, phone }: TrackingQuery): string =>
    JSON.stringify({
      ShipperCode: KDNIAO_CODES[carrier] ?? carrier,
      LogisticCode: number,
      // 顺丰 and some others ask for the last four digits.
      ...(phone === undefined ? {} : { CustomerName: phone.replace(/\D/g, '').slice(-4) }),
    });

  function reportOf(found: z.output<typeof parcel>): TrackingReport | undefined {
    // Both orders occur: the newest counts.
    const tracks = (found.Traces ?? []).map((each) => ({ ...each, at: chinaTime(each.AcceptTime) ?? 0 }));
    const newest = tracks.reduce<(typeof tracks)[number] | undefined>(
      (best, each) => (!best || each.at > best.at ? each : best),
      undefined,
    );
    const status = kdniaoStatus(found.State, found.StateEx);
    if (!newest || newest.at === 0 || !status) return undefined;
    const carrier = carrierOf(KDNIAO_CODES, found.ShipperCode) ?? found.ShipperCode;
    const told = newest.AcceptStation.slice(0, 1_000);
    return { carrier, number: found.LogisticCode, status, at: newest.at, text: told };
  }

  return {
    async query(query) {
      const url = `${settings.base}/Ebusiness/EbusinessOrderHandle.aspx`;
      const answer = await askForm(reach, url, fields(REQUEST_TYPES.query, contentOf(query)), queryAnswer);
      if (!answer.ok) return answer;
      const { Success, Reason, LogisticCode, State } = answer.value;
      if (!Success) return err({ code: 'refused', told: (Reason ?? '').slice(0, 60) });
      if (LogisticCode !== query.number) return err({ code: 'answer_invalid' });
      const report = reportOf(answer.value);
      return report ? ok(report) : err({ code: 'no_tracks', told: State });
    },
    async subscribe(query) {
      const url = `${settings.base}/api/dist`;
      const answer = await askForm(
        reach,
        url,
        fields(REQUEST_TYPES.subscribe, contentOf(query)),
        subscribeAnswer,
      );
      if (!answer.ok) return answer;
      const { Success, Reason } = answer.value;
      return Success ? ok(null) : err({ code: 'refused', told: (Reason ?? '').slice(0, 60) });
    },
    read(form) {
      const content = form.get('RequestData') ?? '';
      if (!sameText(form.get('DataSign') ?? '', kdniaoSign(content, settings.key)))
        return err({ code: 'sign_refused' });
      const type = form.get('RequestType') ?? '';
      // Another kind of message, e.g. 107 (money collected): heard, and nothing of ours.
      if (!(REQUEST_TYPES.pushed as readonly string[]).includes(type)) return ok([]);
      const push = parseJson(content, pushed);
      if (!push.ok) return push;
      if (push.value.EBusinessID !== settings.account) return err({ code: 'sign_refused' });
      return ok(push.value.Data.flatMap((each) => (each.Success ? (reportOf(each) ?? []) : [])));
    },
  };
}
