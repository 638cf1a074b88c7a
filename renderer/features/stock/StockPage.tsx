import { Button, FileButton, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import type { MethodOutput } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useMay, useStation } from '../../stores/index.ts';
import { OfficePage } from '../../ui/page.tsx';
import { ReceiveDialog } from './dialogs.tsx';
import { Levels } from './Levels.tsx';
import { Prepare } from './Prepare.tsx';
import { Servable } from './Servable.tsx';
import './stock.css';

type Tab = 'levels' | 'servable' | 'prepare';
type Imported = Extract<MethodOutput<'stock.import'>, { ok: true }>['value'];

/** 库存: what lies there and whose it is, goods in, what can go now, what is to be prepared. */
export function StockPage() {
  const station = useStation();
  const words = useWords();
  const { text } = words;
  const [tab, setTab] = useState<Tab>('levels');
  const [receiving, setReceiving] = useState(false);
  const [imported, setImported] = useState<Imported | null>(null);
  const mayReceive = useMay('stock.receive');
  const mayServe = useMay('stock.servable');
  const mayPrepare = useMay('stock.prepare');
  const tabs: readonly Tab[] = [
    'levels',
    ...(mayServe ? (['servable'] as const) : []),
    ...(mayPrepare ? (['prepare'] as const) : []),
  ];

  async function importFile(file: File | null): Promise<void> {
    if (!file) return;
    const operator = station.operatorOrSay();
    if (!operator) return;
    const receipt = await station.upload(file);
    if (!receipt) return;
    const done = await station.act('stock.import', { token: receipt.token, operator: operator.id });
    if (done) setImported(done.value);
  }
  return (
    <OfficePage
      fixed
      title={text('stock.title')}
      sub={text('stock.sub')}
      actions={
        mayReceive ? (
          <>
            <Button onClick={() => setReceiving(true)} data-testid="stock-receive">
              {text('stock.receive')}
            </Button>
            <FileButton accept=".csv,.txt,.tsv,.xlsx" onChange={(file) => void importFile(file)}>
              {(props) => (
                <Button variant="default" title={text('stock.importHint')} {...props}>
                  {text('stock.import')}
                </Button>
              )}
            </FileButton>
          </>
        ) : null
      }
    >
      {imported === null ? null : <Report report={imported} onClose={() => setImported(null)} />}
      {tabs.length === 1 ? null : (
        <SegmentedControl
          className="stock-tabs"
          value={tab}
          onChange={(next) => setTab(next as Tab)}
          data={tabs.map((each) => ({
            value: each,
            label: <span data-testid={`stock-tab-${each}`}>{text(`stock.tab.${each}`)}</span>,
          }))}
        />
      )}
      {tab === 'levels' ? <Levels /> : tab === 'servable' ? <Servable /> : <Prepare />}
      {receiving ? <ReceiveDialog onClose={() => setReceiving(false)} /> : null}
    </OfficePage>
  );
}

/** What became of a file: how many rows were booked, and why others were not. */
function Report({ report, onClose }: { readonly report: Imported; readonly onClose: () => void }) {
  const words = useWords();
  const { text } = words;
  const refused = report.refused.length + report.more;
  return (
    <section className="card" role="status" data-testid="stock-imported">
      <div className="row">
        <strong>{text('stock.imported', { n: report.booked, again: report.again, refused })}</strong>
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {text('app.close')}
        </Button>
      </div>
      {report.refused.length === 0 ? null : (
        <ul className="stock-refused">
          {report.refused.map(({ line, code, sku }) => (
            <li key={line}>
              {text('stock.importRefused', { line, why: words.code('refused', code, { sku }) })}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
