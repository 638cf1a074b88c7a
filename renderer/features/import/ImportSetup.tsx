import { Button, Checkbox, FileButton, MultiSelect, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ImportPreview } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';
import { Chip } from '../../ui/page.tsx';

type Mapping = Readonly<Record<string, readonly string[]>>;
const SHOWN_ROWS = 8;

/** What kind of file it is and which column means what, with the first rows to look at. */
export function ImportSetup({
  preview,
  onStarted,
  onAnother,
}: {
  readonly preview: ImportPreview;
  readonly onStarted: (id: string) => void;
  readonly onAnother: () => void;
}) {
  const station = useStation();
  const words = useWords();
  const { text, code, language } = words;
  const [presetId, setPresetId] = useState(preview.presets[0]?.id ?? null);
  const [mapping, setMapping] = useState<Mapping>(preview.presets[0]?.mapping ?? {});
  const [linesFile, setLinesFile] = useState<{ readonly token: string; readonly name: string } | null>(null);
  const [channel, setChannel] = useState('');
  const [elsewhere, setElsewhere] = useState(false);
  const preset = preview.presets.find((each) => each.id === presetId);

  const choose = (id: string | null): void => {
    setPresetId(id);
    setMapping(preview.presets.find((each) => each.id === id)?.mapping ?? {});
  };
  async function start(): Promise<void> {
    const operator = station.operatorOrSay();
    if (!operator) return undefined;
    if (!preset) return undefined;
    const changed = JSON.stringify(mapping) !== JSON.stringify(preset.mapping);
    const started = await station.act('import.start', {
      token: preview.token,
      preset: preset.id,
      // Untouched, the preset's own mapping stands, with all its other spellings of a column.
      mapping: changed
        ? Object.fromEntries(Object.entries(mapping).map(([field, columns]) => [field, [...columns]]))
        : {},
      operator: operator.id,
      ...(linesFile ? { linesToken: linesFile.token } : {}),
      ...(channel.trim() === '' ? {} : { channel: channel.trim() }),
      ...(preset.kind === 'waybills' && elsewhere ? { printedElsewhere: true } : {}),
    });
    if (started) onStarted(started.value.id);
    return undefined;
  }
  const waiting = preset === undefined || (preset.needsLines && linesFile === null);
  return (
    <>
      <section className="card">
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <h2>
            {text('import.fileInfo', {
              name: preview.fileName,
              format: preview.format.toUpperCase(),
              encoding: preview.encoding,
            })}
          </h2>
          <Button variant="default" onClick={onAnother}>
            {text('import.another')}
          </Button>
        </div>
        <div className="row">
          <Select
            label={text('import.preset')}
            w={360}
            value={presetId}
            onChange={choose}
            data={preview.presets.map((each) => ({
              value: each.id,
              label: `${language === 'zh' ? each.zh : each.en} · ${text('import.fit', { percent: Math.round(each.fit * 100) })}`,
            }))}
          />
          {preset?.kind === 'orders' ? (
            <TextInput
              label={text('blocked.channel')}
              placeholder={preset.id}
              value={channel}
              onChange={(event) => setChannel(event.currentTarget.value)}
            />
          ) : null}
          {preset?.kind === 'waybills' ? (
            <Checkbox
              style={{ paddingBottom: 10 }}
              label={text('import.printedElsewhere')}
              checked={elsewhere}
              onChange={(event) => setElsewhere(event.currentTarget.checked)}
            />
          ) : null}
        </div>
        {preset && preset.missing.length > 0 ? (
          <p>
            <Chip tone="warn">
              {text('import.missing', {
                fields: preset.missing.map((field) => fieldWord(words, field)).join('、'),
              })}
            </Chip>
          </p>
        ) : null}
        {preset?.kind === 'shipped' ? <p className="muted">{text('import.comparesOnly')}</p> : null}
        {preset?.needsLines ? <LinesFile file={linesFile} onFile={setLinesFile} /> : null}
        {preset ? null : <p>{code('import', 'no_presets')}</p>}
        <div className="row">
          <Button disabled={waiting} onClick={() => void start()} data-testid="import-start">
            {text('import.run')}
          </Button>
        </div>
      </section>
      <Rows preview={preview} />
      {preset ? (
        <Columns preview={preview} mapping={mapping} missing={preset.missing} onChange={setMapping} />
      ) : null}
    </>
  );
}

const fieldWord = (words: ReturnType<typeof useWords>, field: string): string =>
  words.knows('field', field) ? words.code('field', field) : field;

function LinesFile({
  file,
  onFile,
}: {
  readonly file: { readonly name: string } | null;
  readonly onFile: (file: { token: string; name: string }) => void;
}) {
  const station = useStation();
  const { text } = useWords();
  const take = async (chosen: File | null): Promise<void> => {
    const receipt = chosen && (await station.upload(chosen));
    if (receipt) onFile(receipt);
  };
  return (
    <div className="row" style={{ alignItems: 'center' }}>
      <Chip tone="warn">{text('import.needsLines')}</Chip>
      <FileButton
        accept=".csv,.xlsx"
        onChange={(chosen) => void take(chosen)}
        inputProps={{ 'data-testid': 'lines-file' } as Record<string, string>}
      >
        {(props) => (
          <Button variant="default" {...props}>
            {text('import.chooseLines')}
          </Button>
        )}
      </FileButton>
      {file === null ? null : <Chip tone="good">{file.name}</Chip>}
    </div>
  );
}

function Rows({ preview }: { readonly preview: ImportPreview }) {
  const { text } = useWords();
  return (
    <section className="card">
      <h2>{text('import.preview', { n: Math.min(SHOWN_ROWS, preview.rows.length) })}</h2>
      <div className="scroll-x">
        <table className="plain-table">
          <thead>
            <tr>
              {preview.columns.map((column, index) => (
                <th key={index} style={{ whiteSpace: 'nowrap' }}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {preview.rows.slice(0, SHOWN_ROWS).map((row, index) => (
              <tr key={index}>
                {row.map((cell, at) => (
                  <td
                    key={at}
                    style={{
                      maxWidth: 260,
                      overflow: 'hidden',
                      textOverflow: 'ellipsis',
                      whiteSpace: 'nowrap',
                    }}
                  >
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Columns({
  preview,
  mapping,
  missing,
  onChange,
}: {
  readonly preview: ImportPreview;
  readonly mapping: Mapping;
  readonly missing: readonly string[];
  readonly onChange: (mapping: Mapping) => void;
}) {
  const words = useWords();
  const fields = [...new Set([...Object.keys(mapping), ...missing])];
  return (
    <section className="card">
      <h2>{words.text('import.mapping')}</h2>
      <div className="fields">
        {fields.map((field) => (
          <MultiSelect
            key={field}
            label={fieldWord(words, field)}
            placeholder={(mapping[field] ?? []).length === 0 ? words.text('import.notUsed') : ''}
            data={[...new Set(preview.columns)].filter((column) => column !== '')}
            value={[...(mapping[field] ?? [])]}
            onChange={(columns) => onChange({ ...mapping, [field]: columns })}
          />
        ))}
      </div>
    </section>
  );
}
