/** Why a station cannot start or go on: the `code` of the error that `startStation` rejects with. */
export type StationFailure =
  /** Another station runs on this data folder. */
  | 'storage-locked'
  /** The data folder was written by a newer version. */
  | 'storage-newer'
  /** The key does not fit the data. */
  | 'key-wrong'
  /** The disk is full, read-only or damaged. */
  | 'storage-failed'
  /** It asks to be started anew: a prepared restore is carried out then. */
  | 'restart';

/** Why a host ends. */
export type HostFailure =
  | StationFailure
  | 'key-elsewhere'
  /** The data are there and their key is nowhere. */
  | 'key-missing'
  /** Others may read the key file, and it cannot be closed to them. */
  | 'key-exposed'
  /** The folder is opened by a passphrase: none was given, another one, or a new one that is too short. */
  | 'passphrase-missing'
  | 'passphrase-wrong'
  | 'passphrase-short'
  | 'port-taken'
  | 'no-page'
  | 'internal';

/** Tells the parent process whether a new start may help: 1 is Node's own for an uncaught error, a crash. */
export const EXIT_CODES: { readonly [failure in HostFailure]: number } = {
  internal: 1,
  'storage-locked': 3,
  'storage-newer': 4,
  'key-wrong': 5,
  'storage-failed': 6,
  'port-taken': 7,
  'no-page': 8,
  'key-elsewhere': 9,
  'key-missing': 11,
  'key-exposed': 12,
  'passphrase-missing': 13,
  'passphrase-wrong': 14,
  'passphrase-short': 15,
  restart: 10,
};

/** The reason that an exit code tells; undefined for a good end, and where a new start is what helps. */
export function failureOfExit(code: number): HostFailure | undefined {
  const found = Object.entries(EXIT_CODES).find(([, known]) => known === code)?.[0];
  return found === 'internal' || found === 'restart' ? undefined : (found as HostFailure | undefined);
}

const DISK_CODES = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST', 'EIO'];

export const isHostFailure = (code: unknown): code is HostFailure =>
  typeof code === 'string' && Object.hasOwn(EXIT_CODES, code);

/** The failure that an error of `startStation` or of a host means. */
export function failureOf(error: unknown): HostFailure {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'port-taken';
  if (typeof code === 'string' && DISK_CODES.includes(code)) return 'storage-failed';
  return isHostFailure(code) ? code : 'internal';
}

/**
 * An error for the log. Only errors of the operating system show their text: others may quote an order.
 */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return 'not an error';
  const code = 'code' in error ? ` ${String(error.code)}` : '';
  if ('syscall' in error) return `${error.name}${code}: ${error.message}`;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return `${error.name}${code}${frames.slice(0, 8).join('')}`;
}

type Messages = { readonly [failure in HostFailure]: string };

const en: Messages = {
  'storage-locked': 'Packline is already running on this data folder. Use its window, or end it first.',
  'storage-newer':
    'This data folder was written by a newer version of Packline. Install that version or a later one.',
  'key-wrong': 'The key does not fit the data in this folder. Put the right key file back.',
  'key-missing':
    'The key of this data folder is missing (station.key). Put it back from where you keep it; nothing was changed.',
  'key-exposed':
    'Other users of this machine may read the key file, and it cannot be closed to them. As its owner: chmod 600 station.key',
  'passphrase-missing':
    'This data folder is opened by a passphrase. Set PACKLINE_PASSPHRASE, or start from a terminal, where it is asked for.',
  'passphrase-wrong': 'The passphrase is not the one of this data folder. Nothing was changed.',
  'passphrase-short': 'The passphrase is too short: at least 12 characters, better four or five words.',
  'storage-failed': 'The data folder cannot be used. Is the disk full, read-only or damaged?',
  'port-taken': 'The port is taken by another program. Choose another one with --port.',
  'no-page': 'The built page is missing. Run npm start, which builds it.',
  'key-elsewhere':
    'The key of this data folder lies in the operating system’s key store. Open it with the desktop app (--host electron).',
  restart: 'Packline starts anew to carry out a restore.',
  internal: 'Packline could not start. The reason is in logs/packline.log of the data folder.',
};

const zh: Messages = {
  'storage-locked': 'Packline 已在此数据文件夹上运行。请使用已打开的窗口,或先结束它。',
  'storage-newer': '此数据文件夹由更新版本的 Packline 写入。请安装该版本或更新的版本。',
  'key-wrong': '密钥与此文件夹中的数据不符。请放回正确的密钥文件。',
  'key-missing': '找不到此数据文件夹的密钥(station.key)。请从保存处放回;数据未作任何改动。',
  'key-exposed': '本机其他用户可以读取密钥文件,且无法收回权限。请以文件所有者执行:chmod 600 station.key',
  'passphrase-missing': '此数据文件夹需要口令才能打开。请设置 PACKLINE_PASSPHRASE,或从终端启动后输入。',
  'passphrase-wrong': '口令与此数据文件夹不符。数据未作任何改动。',
  'passphrase-short': '口令太短:至少 12 个字符,建议用四五个词。',
  'storage-failed': '数据文件夹无法使用。磁盘是否已满、只读或损坏?',
  'port-taken': '端口已被其他程序占用。请用 --port 指定其他端口。',
  'no-page': '缺少已构建的页面。请运行 npm start 进行构建。',
  'key-elsewhere': '此数据文件夹的密钥保存在操作系统的密钥库中。请用桌面应用打开(--host electron)。',
  restart: 'Packline 将重新启动以完成数据恢复。',
  internal: 'Packline 无法启动。原因见数据文件夹中的 logs/packline.log。',
};

/** What the person is told before there is a page: in Chinese where the language tag (`zh-CN`, `zh_CN.UTF-8`) says so. */
export const failureMessage = (failure: HostFailure, language: string): string =>
  (language.startsWith('zh') ? zh : en)[failure];
