import type { HostFailure } from '../station/host/failure.ts';

type Messages = { readonly [failure in HostFailure]: string };

const en: Messages = {
  'storage-locked': 'Packline is already running on this data folder. Use its window, or end it first.',
  'storage-newer':
    'This data folder was written by a newer version of Packline. Install that version or a later one.',
  'key-wrong': 'The key file does not fit the data in this folder. Put the right key file back.',
  'storage-failed': 'The data folder cannot be used. Is the disk full, read-only or damaged?',
  'port-taken': 'The port is taken by another program. Choose another one with --port.',
  'no-page': 'The built page is missing. Run npm start, which builds it.',
  internal: 'Packline could not start. The reason is in logs/packline.log of the data folder.',
};

const zh: Messages = {
  'storage-locked': 'Packline 已在此数据文件夹上运行。请使用已打开的窗口,或先结束它。',
  'storage-newer': '此数据文件夹由更新版本的 Packline 写入。请安装该版本或更新的版本。',
  'key-wrong': '密钥文件与此文件夹中的数据不符。请放回正确的密钥文件。',
  'storage-failed': '数据文件夹无法使用。磁盘是否已满、只读或损坏?',
  'port-taken': '端口已被其他程序占用。请用 --port 指定其他端口。',
  'no-page': '缺少已构建的页面。请运行 npm start 进行构建。',
  internal: 'Packline 无法启动。原因见数据文件夹中的 logs/packline.log。',
};

/** What the terminal says, in the person's language (`LC_ALL`, `LC_MESSAGES`, `LANG`). */
export function failureMessage(failure: HostFailure, env: NodeJS.ProcessEnv): string {
  const language = env['LC_ALL'] || env['LC_MESSAGES'] || env['LANG'] || '';
  return (language.startsWith('zh') ? zh : en)[failure];
}
