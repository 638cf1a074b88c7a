import { createHash } from 'node:crypto';
import { startFormServer, type FormServer } from './server.ts';

/** Made up; of the form that the platform hands out. */
export const ACCOUNT = { key: 'sVoTestKey12', customer: '0123456789ABCDEF0123456789ABCDEF' };

const md5 = (text: string): string => {
  const hash = createHash('md5');
  hash.update(Buffer.from(text, 'utf8'));
  return [...hash.digest()].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('');
};

interface Parcel {
  readonly com: string;
  readonly state: string;
  readonly data: readonly { readonly time: string; readonly context: string }[];
}

export interface FakeKuaidi100 extends FormServer {
  readonly parcels: Map<string, Parcel>;
  readonly subscriptions: Map<string, { readonly callbackurl: string; readonly salt: string }>;
  /** The form of a push of this parcel, signed with the salt of its subscription. */
  push(number: string, change?: { status?: string; salt?: string }): string;
}

/**
 * 快递100 as documented: the query's sign is MD5 of param, key and customer in upper case; a subscription names its callback
 * and salt, and pushes carry MD5 of param and salt; 503 for a wrong sign, 500 for a number that nobody knows, 501 for one
 * that is followed already, 600 for a key that is none.
 */
export async function startKuaidi100(): Promise<FakeKuaidi100> {
  const parcels = new Map<string, Parcel>();
  const subscriptions = new Map<string, { callbackurl: string; salt: string }>();
  const no = (returnCode: string, message: string) => ({ result: false, returnCode, message });

  function query(fields: URLSearchParams): unknown {
    const param = fields.get('param') ?? '';
    if (fields.get('sign') !== md5(param + ACCOUNT.key + ACCOUNT.customer)) return no('503', '验证签名失败');
    const asked = JSON.parse(param) as { com: string; num: string };
    const parcel = parcels.get(asked.num);
    if (!parcel || parcel.com !== asked.com) return no('500', '查询无结果，请隔段时间再查');
    return { ...resultOf(asked.num, parcel), status: '200', message: 'ok', ischeck: '0' };
  }
  function subscribe(fields: URLSearchParams): unknown {
    const param = JSON.parse(fields.get('param') ?? '{}') as {
      number?: string;
      key?: string;
      parameters?: { callbackurl?: string; salt?: string };
    };
    if (param.key !== ACCOUNT.key) return no('600', '您不是合法的订阅者');
    const { callbackurl, salt } = param.parameters ?? {};
    if (!param.number || !callbackurl || salt === undefined) return no('700', '参数错误');
    if (subscriptions.has(param.number)) return no('501', '重复订阅');
    subscriptions.set(param.number, { callbackurl, salt });
    return { result: true, returnCode: '200', message: '提交成功' };
  }
  const resultOf = (nu: string, { com, state, data }: Parcel) => ({ nu, com, state, condition: '00', data });

  const server = await startFormServer((path, fields) =>
    path === '/poll/query.do' ? query(fields) : path === '/poll' ? subscribe(fields) : no('404', path),
  );
  return {
    ...server,
    parcels,
    subscriptions,
    push(number, change = {}) {
      const parcel = parcels.get(number);
      const subscription = subscriptions.get(number);
      if (!parcel || !subscription) throw new Error(`${number} is not followed`);
      const param = JSON.stringify({
        status: change.status ?? (parcel.state === '3' ? 'shutdown' : 'polling'),
        message: '',
        autoCheck: '0',
        lastResult: resultOf(number, parcel),
      });
      return new URLSearchParams({ sign: md5(param + (change.salt ?? subscription.salt)), param }).toString();
    },
  };
}
