import { z } from 'zod';
import { MAX_NOTICE, MAX_SUBJECT, NOTICE_TEMPLATES, NOTICE_WAYS } from '../domain/notices/index.ts';
import { ROLES } from '../domain/event.ts';

/** Notices to customers and to colleagues, and the templates of the former. */

const text = z.string();
const data = z.record(z.string(), z.union([z.string(), z.number()]));

export const noticeTemplateId = z.enum(NOTICE_TEMPLATES);
export const noticeWay = z.enum(NOTICE_WAYS);

export const customerNoticeRow = z.object({
  id: text,
  order: text,
  channelOrderNo: text,
  channel: text,
  template: noticeTemplateId,
  at: z.number(),
  /**
   * `waiting`: somebody has to send it, or the hub does not have it yet. `hub`: the hub has it and sends it. `outdated`: what
   * it says is not so any more. `dropped`: somebody decided that it is not sent.
   */
  state: z.enum(['waiting', 'sent', 'hub', 'dropped', 'outdated']),
  way: text.nullable(),
  sentAt: z.number().nullable(),
  by: text.nullable(),
});
export type CustomerNoticeRow = z.infer<typeof customerNoticeRow>;

export const staffNoticeRow = z.object({
  id: text,
  role: z.enum(ROLES),
  code: text,
  order: text.nullable(),
  channelOrderNo: text.nullable(),
  at: z.number(),
  data,
  state: z.enum(['waiting', 'read']),
  by: text.nullable(),
});
export type StaffNoticeRow = z.infer<typeof staffNoticeRow>;

const noticeText = z.object({
  subject: z.string().max(MAX_SUBJECT * 4),
  text: z.string().max(MAX_NOTICE * 4),
});
export const noticeTemplate = z.object({ id: noticeTemplateId, zh: noticeText, en: noticeText });

export const noticeFault = z.object({ code: text, language: z.enum(['zh', 'en']), data });
export type NoticeFaultView = z.infer<typeof noticeFault>;

export const noticeTemplateRow = noticeTemplate.extend({
  /** As it came with the product. */
  builtIn: z.boolean(),
  by: text.nullable(),
  at: z.number().nullable(),
});
export type NoticeTemplateRow = z.infer<typeof noticeTemplateRow>;

/** As it would be read; the receiver is masked. */
export const noticePreview = z.object({
  order: text.nullable(),
  channelOrderNo: text.nullable(),
  zh: z.object({ subject: text, text }),
  en: z.object({ subject: text, text }),
  faults: z.array(noticeFault),
});
export type NoticePreview = z.infer<typeof noticePreview>;
