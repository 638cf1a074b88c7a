import { createHash } from 'node:crypto';
import { startFormServer, type FormServer } from './server.ts';

/** Made up; of the form that the platform hands out. */
export const ACCOUNT = { provider: 'TEST_RESOURCE_1', secret: '0H2k4P6q8R1s3T5u7V9w0X2y4Z6a8B1c' };

/** The 16 bytes of MD5 in base64. */
export const digest = (content: string, secret: string): string =>
  Buffer.from(createHash('md5').update(content).update(secret).digest()).toString('base64');

export interface FakeCainiao extends FormServer {
  /** Numbers given out, by object id: the same for whoever asks again. */
  readonly issued: Map<string, string>;
  readonly discarded: Set<string>;
  push(type: string, content: unknown, secret?: string): URLSearchParams;
}

/** 菜鸟 LINK gateway as documented: digest over logistics_interface, S02 where it does not fit. */
export async function startCainiao(): Promise<FakeCainiao> {
  const issued = new Map<string, string>();
  const discarded = new Set<string>();
  const no = (errorCode: string, errorMsg: string) => ({ success: false, errorCode, errorMsg });

  const server = await startFormServer((path, fields) => {
    const content = fields.get('logistics_interface') ?? '';
    if (path !== '/gateway/link.do' || fields.get('logistic_provider_id') !== ACCOUNT.provider)
      return no('S01', '非法的物流公司');
    if (fields.get('data_digest') !== digest(content, ACCOUNT.secret))
      return no('S02', '验签或加密失败:digist sign check not pass');
    const asked = JSON.parse(content) as {
      cpCode: string;
      waybillCode?: string;
      tradeOrderInfoDtos?: readonly { objectId: string; recipient: { mobile: string } }[];
    };
    switch (fields.get('msg_type')) {
      case 'TMS_WAYBILL_GET': {
        if (asked.tradeOrderInfoDtos?.some((each) => each.recipient.mobile === ''))
          return no('B03', '收件人联系方式不能为空');
        const list = (asked.tradeOrderInfoDtos ?? []).map(({ objectId }) => {
          const waybillCode =
            issued.get(objectId) ?? `${asked.cpCode}${String(issued.size + 1).padStart(10, '7')}`;
          issued.set(objectId, waybillCode);
          return { objectId, waybillCode, printData: `{"encryptedData":"AES:${objectId}"}` };
        });
        return { success: true, waybillCloudPrintResponseList: list };
      }
      case 'TMS_WAYBILL_DISCARD':
        if (![...issued.values()].includes(asked.waybillCode ?? '')) return no('B07', '面单号不存在');
        discarded.add(asked.waybillCode ?? '');
        return { success: true, discardResult: true };
      default:
        return no('S12', '接口不存在');
    }
  });
  return {
    ...server,
    issued,
    discarded,
    push(type, content, secret = ACCOUNT.secret) {
      const text = JSON.stringify(content);
      return new URLSearchParams({
        logistics_interface: text,
        data_digest: digest(text, secret),
        msg_type: type,
        logistic_provider_id: 'CAINIAO',
      });
    },
  };
}
