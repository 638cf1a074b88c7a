import { Button, Progress, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { ImportReport } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';
import { Empty } from '../../ui/index.ts';
import { Chip, GridTable } from '../../ui/page.tsx';
import type { Column } from '../../ui/page.tsx';

type Line = ImportReport['lines'][number];
const TONES = { accepted: 'good', already: 'info', refused: 'bad', note: 'warn' } as const;

/** A running or finished import: figures, then what is to be said of single lines. */
export function ImportRun({ id, onAnother }: { readonly id: string; readonly onAnother: () => void }) {
  const station = useStation();
  const words = useWords();
  const { text, code } = words;
  const pushed = useStationState((s) => s.imports[id]);
  const asked = useList('import.report', { id }, ['orders', 'products']);
  // The report with its lines comes when the import has ended.
  const ended = useList(
    'import.report',
    { id },
    pushed !== undefined && pushed.state !== 'running' ? ['orders', 'products', 'queue'] : [],
  );
  const full = ended.value ?? asked.value;
  const report = pushed ?? (full?.ok ? full.value : undefined);
  const lines = full?.ok && full.value.state !== 'running' ? full.value.lines : [];
  const more = full?.ok ? full.value.moreLines : 0;
  if (!report) return <p className="muted">{text('app.loading')}</p>;

  const running = report.state === 'running';
  const share = report.bytesTotal > 0 ? (100 * report.bytesRead) / report.bytesTotal : running ? 0 : 100;
  return (
    <>
      <section className="card" data-testid="import-run" data-state={report.state}>
        <div className="row" style={{ justifyContent: 'space-between' }}>
          <h2>
            {report.fileName} · {running ? text('import.running') : text(`import.state.${report.state}`)}
          </h2>
          <span className="row">
            {running ? (
              <Button variant="default" onClick={() => void station.act('import.cancel', { id })}>
                {text('import.cancelRun')}
              </Button>
            ) : (
              <Button variant="default" onClick={onAnother}>
                {text('import.another')}
              </Button>
            )}
          </span>
        </div>
        {running ? <Progress value={share} animated /> : null}
        {report.code === null ? null : <p>{code('refused', report.code)}</p>}
        <div className="figures">
          <Figure tone="good" n={report.accepted} word={text('import.accepted')} />
          <Figure n={report.packable} word={text('import.packable')} />
          <Figure n={report.already} word={text('import.already')} />
          <Figure tone="bad" n={report.refused} word={text('import.refused')} />
          <Figure n={report.rowsRead} word={text('import.progress', { rows: '' }).trim()} />
        </div>
        {running ? null : (
          <div className="row">
            <Button onClick={() => station.go('bench')}>{text('import.toBench')}</Button>
            <Button variant="default" onClick={() => station.go('blocked')}>
              {text('import.toBlocked')}
            </Button>
            {lines.length === 0 ? null : (
              <Button variant="default" onClick={() => saveReport(words, report, lines)}>
                {text('import.downloadReport')}
              </Button>
            )}
          </div>
        )}
      </section>
      {running ? null : <Lines lines={lines} more={more} />}
    </>
  );
}

function Figure({
  n,
  word,
  tone,
}: {
  readonly n: number;
  readonly word: string;
  readonly tone?: 'good' | 'bad';
}) {
  const { count } = useWords();
  return (
    <div className="figure" data-tone={n === 0 ? undefined : tone}>
      <b>{count(n)}</b>
      {word}
    </div>
  );
}

/** Words for a line's code; fields inside its data are told in words too. */
function why(words: ReturnType<typeof useWords>, line: Line): string {
  if (line.code === null) return '';
  const field = line.data['field'];
  const data =
    typeof field === 'string' && words.knows('field', field)
      ? { ...line.data, field: words.code('field', field) }
      : line.data;
  const sentence = words.knows('import', line.code)
    ? words.code('import', line.code, data)
    : words.code('refused', line.code, data);
  const details = ['field', 'value', 'sku', 'document'].flatMap((name) => {
    const value = data[name];
    return value === undefined || value === null || sentence.includes(String(value)) ? [] : [String(value)];
  });
  return details.length === 0 ? sentence : `${sentence} · ${details.join(' · ')}`;
}

function Lines({ lines, more }: { readonly lines: readonly Line[]; readonly more: number }) {
  const words = useWords();
  const { text } = words;
  const [refusedOnly, setRefusedOnly] = useState(false);
  const rows = refusedOnly ? lines.filter((line) => line.outcome === 'refused') : lines;
  const columns: readonly Column<Line>[] = [
    { key: 'line', width: '90px', head: text('import.line'), className: 'num', cell: (line) => line.line },
    {
      key: 'order',
      width: 'minmax(0, 1fr)',
      head: text('import.order'),
      className: 'mono',
      cell: (line) => line.order ?? '—',
    },
    {
      key: 'outcome',
      width: '140px',
      head: text('import.outcome'),
      cell: (line) => <Chip tone={TONES[line.outcome]}>{text(`import.${line.outcome}`)}</Chip>,
    },
    { key: 'why', width: 'minmax(0, 3fr)', head: text('import.why'), cell: (line) => why(words, line) },
  ];
  return (
    <section className="card" style={{ flex: 1, minHeight: 420 }}>
      <div className="row" style={{ justifyContent: 'space-between' }}>
        <h2>{text('import.report')}</h2>
        <SegmentedControl
          value={refusedOnly ? 'refused' : 'all'}
          onChange={(next) => setRefusedOnly(next === 'refused')}
          data={[
            { value: 'all', label: text('import.filterAll') },
            { value: 'refused', label: text('import.filterRefused') },
          ]}
        />
      </div>
      {more > 0 ? <p className="muted">{text('import.moreLines', { n: words.count(more) })}</p> : null}
      <GridTable
        columns={columns}
        rows={rows.map((line, index) => ({ ...line, index }))}
        rowKey={(line) => String((line as Line & { index: number }).index)}
        rowHeight={44}
        empty={<Empty title={text('import.linesEmpty')} />}
      />
    </section>
  );
}

/** A cell that a spreadsheet would take for a formula gets a quote in front. */
const cell = (value: string): string =>
  `"${(/^[=+\-@\t\r]/.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`;

/** Saves the lines shown as CSV in UTF-8 with a byte order mark, which spreadsheets need to read Chinese. */
function saveReport(
  words: ReturnType<typeof useWords>,
  report: { readonly fileName: string },
  lines: readonly Line[],
): void {
  const head = (['line', 'order', 'outcome', 'why'] as const).map((key) => words.text(`import.${key}`));
  const rows = lines.map((line) => [
    String(line.line),
    line.order ?? '',
    words.text(`import.${line.outcome}`),
    why(words, line),
  ]);
  const csv = [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
  const url = URL.createObjectURL(new Blob(['\ufeff', csv], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${report.fileName}-report.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
