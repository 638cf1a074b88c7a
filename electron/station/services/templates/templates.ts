import type { TemplateRow, TemplateVersion } from '../../../../shared/contract/index.ts';
import { canonicalJson, type Actor } from '../../../../shared/domain/index.ts';
import {
  builtInSlips,
  builtInTemplates,
  findTemplate,
  type LabelTemplate,
} from '../../../../shared/label/index.ts';
import type { ConfigDoc } from '../../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Context, type Outcome } from '../context.ts';
import { readTemplate } from './read.ts';

/**
 * Templates of the site. Every version is a document of its own, written once and never changed: what printed a label can be
 * shown for as long as the label is asked about. Taking a template away, or going back, writes one more version.
 */
export interface Templates {
  list(): readonly TemplateRow[];
  /** @param ref a version; without it the newest one */
  get(id: string, ref?: string): Outcome<{ template: LabelTemplate; ref: string | null }>;
  /** The newest version without errors, for printing; undefined where there is none. */
  usable(id: string): LabelTemplate | undefined;
  /** A version that was printed with, whatever became of its template since. */
  version(ref: string): LabelTemplate | undefined;
  /** How the ledger names it; undefined for what came with the product. */
  refOf(template: LabelTemplate): string | undefined;
  /** @param usable its checks found no error */
  save(
    value: unknown,
    usable: boolean,
    by: Actor,
    note: string,
  ): Promise<Outcome<{ id: string; ref: string }>>;
  restore(id: string, ref: string, by: Actor): Promise<Outcome<{ ref: string }>>;
  remove(id: string, by: Actor): Promise<Outcome<null>>;
  known(id: string): boolean;
}

interface Kept {
  readonly about: TemplateVersion;
  readonly template: LabelTemplate;
  readonly removed: boolean;
}

const BUILT_IN: readonly LabelTemplate[] = [...builtInTemplates, ...builtInSlips];

/** @param rulesOf how many rules name a template */
export async function createTemplates(ctx: Context, rulesOf: (id: string) => number): Promise<Templates> {
  /** By template, newest first. */
  const kept = new Map<string, Kept[]>();
  const refs = new WeakMap<LabelTemplate, string>();
  take(await ctx.db.config.find({ selector: { kind: 'template' } }));
  ctx.db.config.onPulled((pulled) => take(pulled.map(({ doc }) => doc)));

  function take(docs: readonly ConfigDoc[]): void {
    for (const doc of docs) {
      if (doc.kind !== 'template') continue;
      const read = readVersion(doc);
      if (!read) {
        ctx.log(`a template was not understood and is left out: ${doc.id}`);
        continue;
      }
      const { id } = read.template;
      const others = (kept.get(id) ?? []).filter(({ about }) => about.ref !== read.about.ref);
      kept.set(id, [...others, read].sort(newestFirst));
      refs.set(read.template, read.about.ref);
    }
  }

  const head = (id: string): Kept | undefined => {
    const [newest] = kept.get(id) ?? [];
    return newest && !newest.removed ? newest : undefined;
  };
  const find = (ref: string): Kept | undefined =>
    kept.get(ref.split('@')[0] ?? '')?.find(({ about }) => about.ref === ref);

  async function write(
    template: LabelTemplate,
    about: { usable: boolean; note: string; removed?: true },
    by: Actor,
  ): Promise<string> {
    const { id } = template;
    const version = (kept.get(id)?.[0]?.about.version ?? 0) + 1;
    // Two stations may make a version 3 in the same hour: both stay, and neither is the other.
    const ref = `${id}@${version}.${ctx.station}`;
    const value = { ref, version, at: ctx.clock.now(), by: by.id, station: ctx.station, ...about, template };
    const doc: ConfigDoc = { id: `template:${ref}`, kind: 'template', value, private: {} };
    await ctx.db.config.put(doc);
    await ctx.db.barrier();
    take([doc]);
    return ref;
  }

  const row = (template: LabelTemplate, versions: readonly Kept[]): TemplateRow => ({
    id: template.id,
    name: template.name,
    kind: template.kind ?? 'label',
    page: { ...template.page },
    builtIn: versions.length === 0,
    versions: versions.filter(({ removed }) => !removed).map(({ about }) => about),
    rules: rulesOf(template.id),
  });

  return {
    list: () => [
      ...[...kept.entries()].flatMap(([id, versions]) => {
        const newest = head(id);
        return newest ? [row(newest.template, versions)] : [];
      }),
      ...BUILT_IN.map((template) => row(template, [])),
    ],
    get(id, ref) {
      const found = ref === undefined ? head(id) : find(ref);
      if (found && found.template.id === id)
        return accepted({ template: found.template, ref: found.about.ref });
      const own = findTemplate(id);
      return own ? accepted({ template: own, ref: null }) : refused('template_missing', { template: id });
    },
    usable: (id) =>
      head(id)
        ? kept.get(id)?.find(({ about, removed }) => about.usable && !removed)?.template
        : findTemplate(id),
    version: (ref) => find(ref)?.template,
    refOf: (template) => refs.get(template),
    async save(value, usable, by, note) {
      const read = readTemplate(value);
      if (!read.ok) return read;
      const template = read.value;
      if (findTemplate(template.id)) return refused('template_built_in', { template: template.id });
      const newest = head(template.id);
      if (newest && canonicalJson(newest.template) === canonicalJson(template))
        return accepted({ id: template.id, ref: newest.about.ref });
      return accepted({ id: template.id, ref: await write(template, { usable, note }, by) });
    },
    async restore(id, ref, by) {
      const found = find(ref);
      if (!found || found.template.id !== id) return refused('template_missing', { template: id });
      const note = `v${found.about.version}`;
      return accepted({ ref: await write(found.template, { usable: found.about.usable, note }, by) });
    },
    async remove(id, by) {
      const newest = head(id);
      if (!newest)
        return refused(findTemplate(id) ? 'template_built_in' : 'template_missing', { template: id });
      if (rulesOf(id) > 0) return refused('template_in_use', { template: id, n: rulesOf(id) });
      await write(newest.template, { usable: false, note: '', removed: true }, by);
      return DONE;
    },
    known: (id) => head(id) !== undefined || findTemplate(id) !== undefined,
  };
}

const newestFirst = (a: Kept, b: Kept): number =>
  b.about.version - a.about.version || b.about.at - a.about.at || (a.about.ref < b.about.ref ? -1 : 1);

function readVersion(doc: ConfigDoc): Kept | undefined {
  const { ref, version, at, by, station, note, usable, removed } = doc.value as Partial<TemplateVersion> & {
    readonly removed?: boolean;
  };
  const read = readTemplate(doc.value['template']);
  if (!read.ok || doc.id !== `template:${String(ref)}`) return undefined;
  return {
    template: read.value,
    removed: removed === true,
    about: {
      ref: String(ref),
      version: Number(version),
      at: Number(at),
      by: String(by),
      station: String(station),
      note: String(note ?? ''),
      usable: usable === true,
    },
  };
}
