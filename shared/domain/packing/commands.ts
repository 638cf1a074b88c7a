/**
 * Every bench command: as a bar code (`CMD:NAME[:ARG]`), as a key, and as a word. One table, used by the station,
 * the screen, the printable sheet and the tests.
 */
export const HOLD_REASONS = ['DAMAGED', 'SHORT', 'ADDRESS', 'QUALITY', 'OTHER'] as const;
export type HoldReason = (typeof HOLD_REASONS)[number];

export const REPRINT_REASONS = ['LOST', 'DAMAGED', 'JAM', 'FAINT'] as const;
export type ReprintReason = (typeof REPRINT_REASONS)[number];

export interface BenchCommand {
  /** The text inside the bar code. */
  readonly code: string;
  readonly name: string;
  readonly arg?: string;
  /** `KeyboardEvent.code` that does the same, where there is one. */
  readonly key?: string;
  readonly zh: string;
  readonly en: string;
}

const command = (name: string, zh: string, en: string, key?: string, arg?: string): BenchCommand => ({
  code: arg === undefined ? `CMD:${name}` : `CMD:${name}:${arg}`,
  name,
  ...(arg === undefined ? {} : { arg }),
  ...(key === undefined ? {} : { key }),
  zh,
  en,
});

export const BENCH_COMMANDS: readonly BenchCommand[] = [
  command('OK', '确认', 'OK', 'Enter'),
  command('NEXT', '下一单', 'Next order', 'F2'),
  command('UNDO', '撤销上一次扫描', 'Undo last scan', 'F4'),
  command('PRINT', '打印面单', 'Print label', 'F6'),
  command('REPRINT', '补打：丢失', 'Reprint: lost', 'F7', 'LOST'),
  command('REPRINT', '补打：损坏', 'Reprint: damaged', undefined, 'DAMAGED'),
  command('REPRINT', '补打：卡纸', 'Reprint: jam', undefined, 'JAM'),
  command('REPRINT', '补打：不清晰', 'Reprint: faint', undefined, 'FAINT'),
  command('YES', '是，面单已出', 'Yes, the label came out', 'KeyY'),
  command('NO', '否，面单没出', 'No, nothing came out', 'KeyN'),
  command('WEIGH', '重新称重', 'Weigh again', 'F5'),
  command('ZERO', '电子秤置零', 'Set the scale to zero'),
  command('X', '数量 ×2', 'Quantity ×2', undefined, '2'),
  command('X', '数量 ×3', 'Quantity ×3', undefined, '3'),
  command('X', '数量 ×5', 'Quantity ×5', undefined, '5'),
  command('X', '数量 ×6', 'Quantity ×6', undefined, '6'),
  command('X', '数量 ×10', 'Quantity ×10', undefined, '10'),
  command('X', '数量 ×12', 'Quantity ×12', undefined, '12'),
  command('X', '数量 ×24', 'Quantity ×24', undefined, '24'),
  command('HOLD', '挂起：破损', 'Hold: damaged', 'F8', 'DAMAGED'),
  command('HOLD', '挂起：缺货', 'Hold: short', 'F9', 'SHORT'),
  command('HOLD', '挂起：地址问题', 'Hold: address', undefined, 'ADDRESS'),
  command('HOLD', '挂起：质量问题', 'Hold: quality', undefined, 'QUALITY'),
  command('HOLD', '挂起：其他', 'Hold: other', undefined, 'OTHER'),
  command('BOX', '另起一箱', 'Another box'),
  command('CANCEL', '放弃本单，放回队列', 'Put back to queue', 'F10'),
  command('SLIP', '打印装箱单', 'Print packing slip'),
  command('WAVE', '先打单：打印 10 单', 'Label first: print 10', undefined, '10'),
  command('WAVE', '先打单：打印 20 单', 'Label first: print 20', undefined, '20'),
  command('HANDOVER', '交接', 'Handover', 'F11'),
  command('ALL', '交接全部待交接包裹', 'Hand over all pending'),
  command('FINISH', '完成交接', 'Finish handover'),
  command('HELP', '叫主管', 'Call the supervisor', 'F12'),
  command('RETURN', '收退回件：扫下一个码', 'Returned parcel: scan the next code'),
  command('LANG', '中文', 'Chinese', undefined, 'ZH'),
  command('LANG', '英文', 'English', undefined, 'EN'),
];

/** Largest N that a ×N command may carry; guards against a misread bar code. */
export const MAX_QUANTITY_ENTRY = 999;
