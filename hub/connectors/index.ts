export { createKuaidi100, type Kuaidi100Settings } from './kuaidi100.ts';
export { createKdniao, type KdniaoSettings } from './kdniao.ts';
export {
  createCainiao,
  type Cainiao,
  type CainiaoSettings,
  type IssuedWaybill,
  type WaybillRequest,
} from './cainiao.ts';
export type { PlatformFault, TrackingPlatform, TrackingQuery } from './platform.ts';
export { cainiaoDigest, kdniaoSign, kuaidi100Sign } from './signatures.ts';
export {
  createFollowSender,
  createMailSender,
  createSmsSender,
  platformOf,
  type MailSettings,
} from './senders.ts';
export { callbackRoutes } from './callbacks.ts';
export { noticeOf, type Notice } from './templates.ts';
