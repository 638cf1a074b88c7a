import { z } from 'zod';
import { err, ok, type Result } from '../../shared/base/index.ts';
import type { TrackingReport } from '../intake/index.ts';
import { KUAIDI100_CODES, carrierOf, chinaTime, kuaidi100Status } from './codes.ts';
import { askForm, parseJson, type PlatformFault, type Reach, type TrackingPlatform } from './platform.ts';
import { kuaidi100Sign, sameText } from './signatures.ts';

export interface Kuaidi100Settings {
  /** `https://poll.kuaidi100.com` */
  readonly base: string;
  /** 授权 key, and the customer number that goes with it. */
  readonly key: string;
  readonly customer: string;
  /** Where the platform calls this hub, and the random text by which its calls are signed. */
  readonly callback: string;
  readonly salt: string;
}

const text = z.union([z.string(), z.number()]).transform(String);
const track = z.object({ time: z.string(), context: z.string().default(''), statusCode: text.optional() });
const result = z.object({
  state: text.default(''),
  com: z.string().default(''),
  nu: z.string().default(''),
  data: z.array(track).default([]),
});
/** A refusal has `result: false` and a code, an answer has none of both. */
const refusal = z.object({ result: z.literal(false), returnCode: text, message: z.string().default('') });
const queryAnswer = z.union([refusal, result]);
const subscribeAnswer = z.object({ result: z.boolean(), returnCode: text });
const pushed = z.object({ status: z.string(), lastResult: result });

/** 重复订阅: it is followed already. */
const SUBSCRIBED = '501';
/** 验证签名失败 */
const SIGN_FAILED = '503';

/** 快递100, enterprise edition: query, subscription, push. */
export function createKuaidi100(settings: Kuaidi100Settings, reach: Reach): TrackingPlatform {
  const com = (carrier: string) => KUAIDI100_CODES[carrier] ?? carrier.toLowerCase();

  function reportOf(found: z.output<typeof result>): Result<TrackingReport, PlatformFault> {
    const [newest] = found.data;
    const at = newest && chinaTime(newest.time);
    if (!newest || at === undefined) return err({ code: 'no_tracks' });
    const status = kuaidi100Status(found.state);
    const carrier = carrierOf(KUAIDI100_CODES, found.com) ?? found.com.toUpperCase();
    if (!status) return err({ code: 'status_unknown', told: found.state });
    return ok({ carrier, number: found.nu, status, at, text: newest.context.slice(0, 1_000) });
  }

  const refused = (code: string): PlatformFault =>
    code === SIGN_FAILED ? { code: 'sign_refused', told: code } : { code: 'refused', told: code };

  return {
    async query({ carrier, number, phone }) {
      const param = JSON.stringify({
        com: com(carrier),
        num: number,
        ...(phone === undefined ? {} : { phone }),
        resultv2: '1',
        order: 'desc',
      });
      const sign = kuaidi100Sign(param, settings.key, settings.customer);
      const url = `${settings.base}/poll/query.do`;
      const answer = await askForm(reach, url, { customer: settings.customer, sign, param }, queryAnswer);
      if (!answer.ok) return answer;
      if ('result' in answer.value) return err(refused(answer.value.returnCode));
      // An answer about another parcel than the one that was asked for says nothing of ours.
      if (answer.value.nu !== number) return err({ code: 'answer_invalid' });
      return reportOf(answer.value);
    },
    async subscribe({ carrier, number, phone }) {
      const { callback: callbackurl, salt } = settings;
      const param = JSON.stringify({
        company: com(carrier),
        number,
        key: settings.key,
        parameters: { callbackurl, salt, resultv2: '1', ...(phone === undefined ? {} : { phone }) },
      });
      const answer = await askForm(
        reach,
        `${settings.base}/poll`,
        { schema: 'json', param },
        subscribeAnswer,
      );
      if (!answer.ok) return answer;
      const { result: taken, returnCode } = answer.value;
      return taken || returnCode === SUBSCRIBED ? ok(null) : err(refused(returnCode));
    },
    read(form) {
      const param = form.get('param') ?? '';
      if (!sameText((form.get('sign') ?? '').toUpperCase(), kuaidi100Sign(param, settings.salt)))
        return err({ code: 'sign_refused' });
      const push = parseJson(param, pushed);
      if (!push.ok) return push;
      // 中止: three days without a result; nothing has happened to the parcel.
      if (push.value.status === 'abort') return ok([]);
      const report = reportOf(push.value.lastResult);
      if (!report.ok) return report.error.code === 'no_tracks' ? ok([]) : report;
      return ok([report.value]);
    },
  };
}
