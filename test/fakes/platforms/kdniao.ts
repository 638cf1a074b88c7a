import { createHash } from 'node:crypto';
import { startFormServer, type FormServer } from './server.ts';

/** Made up; of the form that the platform hands out. */
export const ACCOUNT = { account: '1237100', key: 'a5e0b4c6-0000-4000-8000-0123456789ab' };

/** MD5 in lower-case hex, that text in base64. */
export const sign = (content: string, key: string): string =>
  btoa(
    createHash('md5')
      .update(Buffer.from(content + key, 'utf8'))
      .digest()
      .toString('hex'),
  );

interface Parcel {
  readonly ShipperCode: string;
  readonly State: string;
  readonly StateEx?: string;
  readonly Traces: readonly { readonly AcceptTime: string; readonly AcceptStation: string }[];
}

export interface FakeKdniao extends FormServer {
  readonly parcels: Map<string, Parcel>;
  readonly followed: Set<string>;
  push(numbers: readonly string[], change?: { type?: string; key?: string; account?: string }): string;
}

/** 快递鸟 as documented: 1002 asks, 1008 subscribes, pushes come with 101 or 102; DataSign over the raw RequestData. */
export async function startKdniao(): Promise<FakeKdniao> {
  const parcels = new Map<string, Parcel>();
  const followed = new Set<string>();
  const no = (Reason: string) => ({ EBusinessID: ACCOUNT.account, Success: false, Reason, Traces: [] });
  const parcelOf = (number: string) => ({ LogisticCode: number, ...parcels.get(number) });

  const server = await startFormServer((path, fields) => {
    const content = fields.get('RequestData') ?? '';
    if (fields.get('EBusinessID') !== ACCOUNT.account || fields.get('DataType') !== '2')
      return no('非法参数');
    if (fields.get('DataSign') !== sign(content, ACCOUNT.key)) return no('数据签名错误');
    const { ShipperCode, LogisticCode } = JSON.parse(content) as {
      ShipperCode: string;
      LogisticCode: string;
    };
    const type = fields.get('RequestType');
    if (type === '1002' && path === '/Ebusiness/EbusinessOrderHandle.aspx') {
      if (parcels.get(LogisticCode)?.ShipperCode !== ShipperCode) return no('没有可用套餐或单号错误');
      return { EBusinessID: ACCOUNT.account, Success: true, ...parcelOf(LogisticCode) };
    }
    if (type === '1008' && path === '/api/dist') {
      followed.add(LogisticCode);
      return { EBusinessID: ACCOUNT.account, UpdateTime: '2026-11-22 16:00:00', Success: true, Reason: '' };
    }
    return no('接口指令错误');
  });
  return {
    ...server,
    parcels,
    followed,
    push(numbers, change = {}) {
      const content = JSON.stringify({
        EBusinessID: change.account ?? ACCOUNT.account,
        PushTime: '2026-11-22 16:00:00',
        Count: String(numbers.length),
        Data: numbers.map((number) => ({ EBusinessID: ACCOUNT.account, Success: true, ...parcelOf(number) })),
      });
      return new URLSearchParams({
        RequestData: content,
        RequestType: change.type ?? '101',
        DataSign: sign(content, change.key ?? ACCOUNT.key),
      }).toString();
    },
  };
}
