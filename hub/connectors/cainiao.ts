import { z } from 'zod';
import { err, ok, type Result } from '../../shared/base/index.ts';
import type { Party } from '../../shared/domain/index.ts';
import { askForm, parseJson, type PlatformFault, type Reach } from './platform.ts';
import { cainiaoDigest, sameText } from './signatures.ts';

export interface CainiaoSettings {
  /** `https://link.cainiao.com/gateway/link.do` */
  readonly url: string;
  /** 资源 code / token (logistic_provider_id) and its secret. */
  readonly provider: string;
  readonly secret: string;
}

/** A parcel that needs a number and what goes onto its label. */
export interface WaybillRequest {
  /** Names the parcel in the answer; asking again with it gives the same number. */
  readonly id: string;
  readonly orders: readonly string[];
  /** `OTHERS` where the order is of none of the platform's own channels. */
  readonly channel: string;
  readonly receiver: Party;
  readonly sender: Party;
  readonly items: readonly { readonly name: string; readonly count: number }[];
  readonly templateUrl: string;
  /** Id of the user whose account is used. */
  readonly userId: string;
}

export interface IssuedWaybill {
  readonly id: string;
  readonly number: string;
  /** For the platform's print component; may be encrypted, and is private. */
  readonly printData: string;
}

export interface Cainiao {
  /** Any message of the LINK gateway: `msg_type`, and a content that becomes JSON. */
  call<S extends z.ZodType>(
    type: string,
    content: unknown,
    shape: S,
    to?: string,
  ): Promise<Result<z.output<S>, PlatformFault>>;
  /** TMS_WAYBILL_GET, at most 10 parcels. */
  issue(
    carrier: string,
    parcels: readonly WaybillRequest[],
  ): Promise<Result<readonly IssuedWaybill[], PlatformFault>>;
  /** TMS_WAYBILL_DISCARD: the number will not be used. */
  discard(carrier: string, number: string): Promise<Result<null, PlatformFault>>;
  /** What a call from the platform holds; refused where its digest does not fit. */
  read(form: URLSearchParams): Result<{ readonly type: string; readonly content: unknown }, PlatformFault>;
}

const MAX_PARCELS = 10;
const text = z.union([z.string(), z.number()]).transform(String);
const answered = z.looseObject({
  success: z.union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')]),
  errorCode: text.nullish(),
});
const issued = z.object({
  waybillCloudPrintResponseList: z
    .array(z.object({ objectId: text, waybillCode: z.string().min(1), printData: z.string().default('') }))
    .max(MAX_PARCELS),
});
const discarded = z.object({ discardResult: z.boolean() });
/** 验签失败 */
const SIGN_FAILED = 'S02';

/** 菜鸟 LINK: the signed gateway, and the two messages of electronic waybills that a packing station needs. */
export function createCainiao(settings: CainiaoSettings, reach: Reach): Cainiao {
  const link: Cainiao = {
    async call(type, content, shape, to) {
      const logistics = JSON.stringify(content);
      const answer = await askForm(
        reach,
        settings.url,
        {
          logistics_interface: logistics,
          logistic_provider_id: settings.provider,
          data_digest: cainiaoDigest(logistics, settings.secret),
          msg_type: type,
          ...(to === undefined ? {} : { to_code: to }),
        },
        answered,
      );
      if (!answer.ok) return answer;
      const { success, errorCode } = answer.value;
      if (!success) {
        const told = (errorCode ?? '').slice(0, 60);
        return err({ code: told === SIGN_FAILED ? 'sign_refused' : 'refused', told });
      }
      const parsed = shape.safeParse(answer.value);
      return parsed.success ? ok(parsed.data) : err({ code: 'answer_invalid' });
    },
    async issue(carrier, parcels) {
      const [first] = parcels;
      if (!first) return ok([]);
      if (parcels.length > MAX_PARCELS) throw new RangeError(`at most ${MAX_PARCELS} parcels in one message`);
      const content = {
        cpCode: carrier,
        sender: personOf(first.sender),
        tradeOrderInfoDtos: parcels.map((parcel) => ({
          objectId: parcel.id,
          orderInfo: { orderChannelsType: parcel.channel, tradeOrderList: parcel.orders },
          packageInfo: { id: parcel.id, items: parcel.items },
          recipient: personOf(parcel.receiver),
          templateUrl: parcel.templateUrl,
          userId: parcel.userId,
        })),
      };
      const answer = await link.call('TMS_WAYBILL_GET', content, issued);
      if (!answer.ok) return answer;
      const list = answer.value.waybillCloudPrintResponseList;
      const asked = new Set(parcels.map((parcel) => parcel.id));
      // A number for a parcel that was not asked for, or two for one, cannot be told apart from a mix-up.
      if (list.some((each) => !asked.delete(each.objectId))) return err({ code: 'answer_invalid' });
      return ok(
        list.map((each) => ({ id: each.objectId, number: each.waybillCode, printData: each.printData })),
      );
    },
    async discard(carrier, number) {
      const answer = await link.call(
        'TMS_WAYBILL_DISCARD',
        { cpCode: carrier, waybillCode: number },
        discarded,
      );
      if (!answer.ok) return answer;
      return answer.value.discardResult ? ok(null) : err({ code: 'refused' });
    },
    read(form) {
      const content = form.get('logistics_interface') ?? '';
      if (!sameText(form.get('data_digest') ?? '', cainiaoDigest(content, settings.secret)))
        return err({ code: 'sign_refused' });
      const parsed = parseJson(content, z.unknown());
      return parsed.ok ? ok({ type: form.get('msg_type') ?? '', content: parsed.value }) : parsed;
    },
  };
  return link;
}

const personOf = ({ name, phone, province, city, district, detail }: Party) => ({
  name,
  mobile: phone,
  address: {
    province: province ?? '',
    ...(city === undefined ? {} : { city }),
    ...(district === undefined ? {} : { district }),
    detail,
  },
});
