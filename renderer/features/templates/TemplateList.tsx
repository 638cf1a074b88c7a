import { Button, FileButton, Modal } from '@mantine/core';
import { useState } from 'react';
import type { TemplateRow, TemplateVersion } from '../../../shared/contract/index.ts';
import type { LabelTemplate } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';
import { freeId } from './model.ts';
import { saveFile } from './save-file.ts';
import type { Opened } from './TemplatesPage.tsx';

/** All templates: those of the site first, then those that came with the product. */
export function TemplateList({ onOpen }: { readonly onOpen: (opened: Opened) => void }) {
  const station = useStation();
  const { text } = useWords();
  const { value, refresh } = useList('templates.list', {}, []);
  const [versions, setVersions] = useState<TemplateRow | null>(null);
  const rows = value?.templates ?? [];

  async function read(id: string, ref?: string): Promise<LabelTemplate | undefined> {
    const answer = await station.act('templates.get', { id, ...(ref === undefined ? {} : { ref }) });
    return answer?.value.template as LabelTemplate | undefined;
  }
  async function open(row: TemplateRow, ref?: string): Promise<void> {
    const template = await read(row.id, ref);
    if (template) onOpen({ template, fresh: ref !== undefined });
  }
  async function copy(row: TemplateRow): Promise<void> {
    const template = await read(row.id);
    if (!template) return;
    const id = freeId(row.id, new Set(rows.map((each) => each.id)));
    onOpen({
      template: { ...template, id, name: text('templates.copyName', { name: row.name }) },
      fresh: true,
    });
  }
  async function save(row: TemplateRow): Promise<void> {
    const answer = await station.act('templates.export', { id: row.id });
    if (!answer) return;
    saveFile(answer.value.fileName, answer.value.json);
    station.notify('good', text('templates.exported', { name: answer.value.fileName }));
  }
  async function remove(row: TemplateRow): Promise<void> {
    const operator = station.operator();
    const done = await station.act('templates.remove', { id: row.id, operator: operator?.id ?? 'SYS' });
    if (done) station.notify('good', text('templates.removed'));
    refresh();
  }
  async function load(file: File | null): Promise<void> {
    if (!file) return;
    let json: string;
    try {
      json = await file.text();
    } catch {
      return station.notify('bad', text('templates.unread'));
    }
    const answer = await station.act('templates.import', { json: json.slice(0, 4_000_000) });
    if (!answer) return undefined;
    const template = answer.value.template as LabelTemplate;
    const known = rows.find((row) => row.id === template.id);
    // What came with the product stays as it is: its import becomes a template beside it.
    const id =
      known?.builtIn === true ? freeId(template.id, new Set(rows.map((row) => row.id))) : template.id;
    station.notify(
      'info',
      known && !known.builtIn
        ? text('templates.importedKnown', { name: known.name })
        : text('templates.imported'),
    );
    return onOpen({ template: { ...template, id }, fresh: true });
  }

  return (
    <div className="columns-stack">
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <p className="muted tpl-sub">{text('templates.sub')}</p>
        <FileButton onChange={(file) => void load(file)} accept="application/json,.json">
          {(props) => (
            <Button variant="default" {...props} data-testid="template-import">
              {text('templates.import')}
            </Button>
          )}
        </FileButton>
      </div>
      <div className="card tpl-list">
        {rows.map((row) => (
          <div key={row.id} className="tpl-row" data-testid={`template-${row.id}`}>
            <div className="tpl-thumb" data-kind={row.kind} style={thumb(row)} aria-hidden />
            <div className="tpl-name">
              <strong>{row.name}</strong>
              <span className="muted">
                {text(`templates.kinds.${row.kind}`)} · {size(row)}
              </span>
            </div>
            <div className="chips">
              {row.builtIn ? <Chip>{text('templates.builtIn')}</Chip> : null}
              {row.builtIn || row.versions[0]?.usable !== false ? null : (
                <Chip tone="bad">{text('templates.notUsable')}</Chip>
              )}
              {row.rules > 0 ? <Chip tone="info">{text('templates.usedBy', { n: row.rules })}</Chip> : null}
            </div>
            <div className="row tpl-actions">
              {row.versions.length === 0 ? null : (
                <Button
                  size="compact-sm"
                  variant="default"
                  data-testid={`versions-${row.id}`}
                  onClick={() => setVersions(row)}
                >
                  {text('templates.versionNo', { n: row.versions[0]?.version ?? 0 })}
                </Button>
              )}
              {row.builtIn ? null : (
                <Button size="compact-sm" data-testid={`edit-${row.id}`} onClick={() => void open(row)}>
                  {text('templates.edit')}
                </Button>
              )}
              <Button
                size="compact-sm"
                variant={row.builtIn ? 'filled' : 'default'}
                data-testid={`copy-${row.id}`}
                onClick={() => void copy(row)}
              >
                {text('templates.copy')}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => void save(row)}>
                {text('templates.export')}
              </Button>
              {row.builtIn ? null : (
                <Button size="compact-sm" variant="default" onClick={() => void remove(row)}>
                  {text('templates.remove')}
                </Button>
              )}
            </div>
          </div>
        ))}
      </div>
      {versions ? (
        <Versions
          row={versions}
          onOpen={(ref) => void open(versions, ref)}
          onClose={() => {
            setVersions(null);
            refresh();
          }}
        />
      ) : null}
    </div>
  );
}

const size = ({ page }: TemplateRow): string => `${String(page.width)} × ${String(page.height)} mm`;
/** The shape of the paper, so that sizes are told apart at a glance. */
const thumb = ({ page }: TemplateRow) => ({
  width: `${String(page.width * 0.34)}px`,
  height: `${String(page.height * 0.34)}px`,
});

function Versions({
  row,
  onOpen,
  onClose,
}: {
  readonly row: TemplateRow;
  readonly onOpen: (ref: string) => void;
  readonly onClose: () => void;
}) {
  const station = useStation();
  const { text, time } = useWords();
  async function restore(version: TemplateVersion): Promise<void> {
    const operator = station.operator()?.id ?? 'SYS';
    const done = await station.act('templates.restore', { id: row.id, ref: version.ref, operator });
    if (!done) return;
    station.notify('good', text('templates.restored'));
    onClose();
  }
  return (
    <Modal opened onClose={onClose} title={text('templates.versionsOf', { name: row.name })} size="lg">
      <div className="columns-stack">
        {row.versions.map((version, index) => (
          <div key={version.ref} className="tpl-version" data-testid={`version-${String(version.version)}`}>
            <strong>{text('templates.versionNo', { n: version.version })}</strong>
            <span className="muted">
              {time(version.at)} · {version.station}
            </span>
            <Chip tone={version.usable ? 'good' : 'bad'}>
              {text(version.usable ? 'templates.usable' : 'templates.notUsable')}
            </Chip>
            <span className="tpl-note">{version.note}</span>
            <Button size="compact-sm" variant="default" onClick={() => onOpen(version.ref)}>
              {text('templates.show')}
            </Button>
            {index === 0 ? null : (
              <Button size="compact-sm" variant="default" onClick={() => void restore(version)}>
                {text('templates.restore')}
              </Button>
            )}
          </div>
        ))}
      </div>
    </Modal>
  );
}
