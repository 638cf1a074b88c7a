import type { NoticeTemplateRow } from '../../../../shared/contract/index.ts';
import { noticeTemplate } from '../../../../shared/contract/notice-views.ts';
import { canonicalJson, type Actor } from '../../../../shared/domain/index.ts';
import {
  BUILT_IN_NOTICES,
  builtInNotice,
  noticeFaults,
  type NoticeTemplate,
  type NoticeTemplateId,
} from '../../../../shared/domain/notices/index.ts';
import type { ConfigDoc } from '../../../../shared/schema/index.ts';
import type { AuditService } from '../audit.ts';
import { DONE, refused, type Context, type Outcome } from '../context.ts';

/** The site's texts, kept in memory: one document a template, the later setting counts. */
export interface NoticeTemplates {
  get(id: NoticeTemplateId): NoticeTemplate;
  list(): NoticeTemplateRow[];
  /** Kept only without faults. */
  save(template: NoticeTemplate, by: Actor): Promise<Outcome<null>>;
  /** Back to the text that came with the product. */
  reset(id: NoticeTemplateId, by: Actor): Promise<Outcome<null>>;
}

interface Kept {
  readonly template: NoticeTemplate;
  readonly by: string;
  readonly at: number;
}

const idOf = (id: string): string => `notice:${id}`;

export async function createNoticeTemplates(ctx: Context, audit: AuditService): Promise<NoticeTemplates> {
  const kept = new Map<NoticeTemplateId, Kept>();

  function take(docs: readonly ConfigDoc[]): void {
    for (const doc of docs) {
      if (doc.kind !== 'notice_template') continue;
      const read = noticeTemplate.safeParse(doc.value['template']);
      // Of another version, or taken back: the built-in text stands.
      if (read.success && noticeFaults(read.data).length === 0)
        kept.set(read.data.id, {
          template: read.data,
          by: String(doc.value['by'] ?? ''),
          at: Number(doc.value['at'] ?? 0),
        });
      else if (typeof doc.value['of'] === 'string') kept.delete(doc.value['of'] as NoticeTemplateId);
    }
  }
  take(await ctx.db.config.find({ selector: { kind: 'notice_template' } }));
  ctx.db.config.onPulled((pulled) => take(pulled.map(({ doc }) => doc)));

  async function write(id: NoticeTemplateId, template: NoticeTemplate | undefined, by: Actor): Promise<void> {
    const before = kept.get(id)?.template ?? builtInNotice(id);
    const at = ctx.clock.now();
    const doc: ConfigDoc = {
      id: idOf(id),
      kind: 'notice_template',
      value: { of: id, by: by.id, at, ...(template === undefined ? {} : { template }) },
      private: {},
    };
    await ctx.db.config.put(doc);
    await ctx.db.barrier();
    take([doc]);
    const shown = (one: NoticeTemplate): string => `${one.zh.text}\n${one.en.text}`.slice(0, 480);
    audit.note({
      what: 'rule_changed',
      by: by.id,
      on: idOf(id),
      old: shown(before),
      new: shown(template ?? builtInNotice(id)),
    });
    ctx.push.emit({ event: 'changed', value: { what: 'notices' } });
  }

  const get = (id: NoticeTemplateId): NoticeTemplate => kept.get(id)?.template ?? builtInNotice(id);
  return {
    get,
    list: () =>
      BUILT_IN_NOTICES.map(({ id }) => {
        const own = kept.get(id);
        const { zh, en } = get(id);
        return {
          id,
          zh: { ...zh },
          en: { ...en },
          builtIn: own === undefined,
          by: own?.by ?? null,
          at: own?.at ?? null,
        };
      }),
    async save(template, by) {
      const [fault] = noticeFaults(template);
      if (fault) return refused(fault.code, { ...fault.data, language: fault.language });
      if (canonicalJson(get(template.id)) === canonicalJson(template)) return DONE;
      await write(template.id, template, by);
      return DONE;
    },
    async reset(id, by) {
      if (kept.has(id)) await write(id, undefined, by);
      return DONE;
    },
  };
}
