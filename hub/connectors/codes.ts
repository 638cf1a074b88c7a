import type { LogisticsStatus } from '../../shared/domain/index.ts';

/** Our carrier codes (shared/intake/carriers.ts) as the platforms name them. */
export const KUAIDI100_CODES: Readonly<Record<string, string>> = {
  SF: 'shunfeng',
  ZTO: 'zhongtong',
  YTO: 'yuantong',
  STO: 'shentong',
  YUNDA: 'yunda',
  JT: 'jtexpress',
  JD: 'jd',
  DEPPON: 'debangkuaidi',
  EMS: 'ems',
  POST: 'youzhengguonei',
};
export const KDNIAO_CODES: Readonly<Record<string, string>> = {
  SF: 'SF',
  ZTO: 'ZTO',
  YTO: 'YTO',
  STO: 'STO',
  YUNDA: 'YD',
  JT: 'JTSD',
  JD: 'JD',
  DEPPON: 'DBL',
  EMS: 'EMS',
  POST: 'YZPY',
};

/** @returns our code of a platform's, undefined where we have none */
export const carrierOf = (codes: Readonly<Record<string, string>>, theirs: string): string | undefined =>
  Object.keys(codes).find((ours) => codes[ours] === theirs);

type Reported = Exclude<LogisticsStatus, 'NONE'>;

/** 快递100 `state`: 0在途 1揽收 2疑难 3签收 4退签 5派件 6退回 7转单 8/10–13清关 14拒签. Advanced states begin with the main one. */
export function kuaidi100Status(state: string): Reported | undefined {
  const main: Readonly<Record<string, Reported>> = {
    '0': 'IN_TRANSIT',
    '1': 'PICKED_UP',
    '2': 'PROBLEM',
    '3': 'SIGNED',
    '4': 'RETURN_SIGNED',
    '5': 'OUT_FOR_DELIVERY',
    '6': 'RETURNING',
    '7': 'FORWARDED',
    '8': 'CUSTOMS',
    '10': 'CUSTOMS',
    '11': 'CUSTOMS',
    '12': 'CUSTOMS',
    '13': 'CUSTOMS',
    '14': 'REFUSED',
  };
  const advanced: Readonly<Record<string, Reported>> = {
    '1001': 'IN_TRANSIT',
    '1002': 'IN_TRANSIT',
    '1003': 'FORWARDED',
  };
  // 101 = picked up, 301 = signed in person, 501 = in a locker, …: three digits, the first is the main state.
  return main[state] ?? advanced[state] ?? (/^[1-6]\d{2}$/.test(state) ? main[state.slice(0, 1)] : undefined);
}

/** 快递鸟 `State` 1已揽收 2在途中 3签收 4问题件, `StateEx` with more of it. */
export function kdniaoStatus(state: string, stateEx?: string): Reported | undefined {
  if (stateEx === '202') return 'OUT_FOR_DELIVERY';
  if (stateEx === '404') return 'REFUSED';
  const main: Readonly<Record<string, Reported>> = {
    '1': 'PICKED_UP',
    '2': 'IN_TRANSIT',
    '201': 'IN_TRANSIT',
    '3': 'SIGNED',
    '4': 'PROBLEM',
  };
  return main[state];
}

/** `2026-11-22 09:30:00`, as both write it: time in China, which knows no summer time. Undefined where it is none. */
export function chinaTime(text: string): number | undefined {
  const found = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})$/.exec(text.trim());
  if (!found) return undefined;
  const at = Date.parse(`${found[1]}T${found[2]}+08:00`);
  return Number.isNaN(at) ? undefined : at;
}
