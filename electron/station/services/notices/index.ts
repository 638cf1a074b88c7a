export { createNotices, type NoticesService } from './notices.ts';
export type { NoticeTemplates } from './templates.ts';
