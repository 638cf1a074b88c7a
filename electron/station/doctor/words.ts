import type { FindingCode } from './findings.ts';

/** What a finding means and what helps, for a person at a terminal. */
type Words = Readonly<Record<FindingCode, string>>;

const zh: Words = {
  restore_waits: '有一次已准备好的恢复,将在下次启动时执行。',
  no_database: '此文件夹中还没有数据。',
  sqlite_indexes: '数据库索引与数据不一致。可修复:重建索引。',
  sqlite_damage: '数据库文件有损坏的页。可修复:把还能读的行写入新文件(损坏的文件保留);更好的办法是恢复备份。',
  unreadable: '文档无法读取或解密。无法修复:请恢复备份。',
  does_not_fold: '订单、包裹或面单的事件无法推算出状态。无法修复:请恢复备份,并报告此情况。',
  index_fields: '索引字段与事件推算的结果不同。可修复:由事件重新推算。',
  index_columns: '数据库列与文档内容不同。可修复:由文档重新写入。',
  waybill_not_bound: '包裹已绑定运单号,但运单记录不知道。可修复:补记绑定。',
  waybill_elsewhere: '运单号同时属于另一个包裹。请人工核对这两个包裹的面单。',
  label_not_noted: '面单已打印,但包裹没有记录。可修复:补记打印。',
  label_not_in_ledger: '包裹记录了已打印的面单,但打印台账中没有。请人工核对。',
  series_behind: '自有运单号的计数器落后于已用号码。可修复:调到最大号之后。',
  shipment_missing: '已放行的订单没有包裹。工作站下次启动时会自动生成。',
  journal_ahead: '扫描记录的时间在未来一天以后:电脑时钟曾经超前。',
  backup_damaged: '备份文件已损坏或不完整,不能用于恢复。',
  no_backup: '没有可用的备份。',
};

const en: Words = {
  restore_waits: 'A prepared restore waits for the next start.',
  no_database: 'There are no data in this folder yet.',
  sqlite_indexes: 'Indexes of the database do not agree with the data. Can be repaired: they are made anew.',
  sqlite_damage:
    'Pages of the database file are damaged. Can be repaired: rows that can be read go into a new file (the damaged one is kept); restoring a backup is better.',
  unreadable: 'A document cannot be read or decrypted. Cannot be repaired: restore a backup.',
  does_not_fold:
    'The events of an order, parcel or waybill make no state. Cannot be repaired: restore a backup, and report this.',
  index_fields:
    'Index fields say something else than the events. Can be repaired: derived from the events anew.',
  index_columns:
    'Columns say something else than the document. Can be repaired: written from the document anew.',
  waybill_not_bound: 'A parcel has a number whose record does not know of it. Can be repaired: bound again.',
  waybill_elsewhere: 'A number belongs to another parcel as well. Look at the labels of both.',
  label_not_noted: 'A label was printed and its parcel does not know. Can be repaired: noted.',
  label_not_in_ledger: 'A parcel has a printed label that the print ledger does not know. Look at it.',
  series_behind:
    'The counter of own numbers is behind numbers in use. Can be repaired: set behind the highest one.',
  shipment_missing: 'A released order has no parcel. The station makes it at its next start.',
  journal_ahead: 'Scans are stamped more than a day ahead: the machine’s clock was wrong.',
  backup_damaged: 'A backup is damaged or incomplete and cannot be restored.',
  no_backup: 'There is no backup that could be restored.',
};

export const inChinese = (language: string): boolean => language.startsWith('zh');
export const sayFinding = (code: FindingCode, language: string): string =>
  (inChinese(language) ? zh : en)[code];
