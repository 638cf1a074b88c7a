import { Button, MultiSelect, Select, TagsInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { choosePrint, PAPERS, shadowed } from '../../../shared/label/index.ts';
import type { PaperName, PrintRule } from '../../../shared/label/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useList, useStation, useStationState } from '../../stores/index.ts';

const DEFAULT = '—';

/** The rules from top to bottom, and a place to try which would be used. */
export function RulesTab() {
  const station = useStation();
  const { text, language } = useWords();
  const { value: kept, refresh } = useList('rules.list', {}, []);
  const { value: known } = useList('templates.list', {}, []);
  const hello = useStationState((s) => s.hello);
  const settings = useStationState((s) => s.settings);
  const [rules, setRules] = useState<readonly PrintRule[] | null>(null);
  useEffect(() => {
    if (kept) setRules(kept);
  }, [kept]);
  const shown = rules ?? [];
  const carriers = (hello?.carriers ?? []).map((each) => ({
    value: each.code,
    label: language === 'zh' ? each.zh : each.en,
  }));
  const printers = (settings?.printers ?? []).map(({ id, name }) => ({ value: id, label: name }));
  const templatesFor = (paper: PaperName) =>
    (known?.templates ?? [])
      .filter(({ kind }) => (kind === 'label' ? paper === 'label' : paper === 'packing' || paper === 'pick'))
      .map((each) => ({ value: each.id, label: each.name }));
  const papers = PAPERS.map((paper) => ({ value: paper, label: text(`templates.rules.papers.${paper}`) }));
  const change = (index: number, part: Partial<PrintRule>): void =>
    setRules(shown.map((rule, at) => (at === index ? { ...rule, ...part } : rule)));
  const swap = (index: number, by: 1 | -1): void => {
    const next = [...shown];
    const [rule] = next.splice(index, 1);
    if (rule) next.splice(index + by, 0, rule);
    setRules(next);
  };
  async function save(): Promise<void> {
    const operator = station.operator()?.id ?? 'SYS';
    const answer = await station.act('rules.save', {
      rules: shown.map((rule) => ({
        ...rule,
        carriers: [...rule.carriers],
        services: [...rule.services],
        channels: [...rule.channels],
      })),
      operator,
    });
    if (!answer) return;
    station.notify('good', text('templates.rules.saved'));
    refresh();
  }

  return (
    <div className="columns-stack">
      <p className="muted tpl-sub">{text('templates.rules.sub')}</p>
      <div className="card tpl-rules">
        {shown.length === 0 ? <p className="muted">{text('templates.rules.empty')}</p> : null}
        {shown.map((rule, index) => {
          const above = shadowed(shown, index);
          return (
            <div key={rule.id} className="tpl-rule" data-testid={`rule-${String(index + 1)}`}>
              <strong>{index + 1}</strong>
              <Select
                size="sm"
                label={text('templates.rules.paper')}
                value={rule.paper}
                data={papers}
                onChange={(paper) =>
                  paper !== null && change(index, { paper: paper as PaperName, template: null })
                }
              />
              <MultiSelect
                size="sm"
                label={text('templates.rules.carriers')}
                placeholder={rule.carriers.length === 0 ? text('templates.rules.any') : ''}
                value={[...rule.carriers]}
                data={carriers}
                onChange={(list) => change(index, { carriers: list })}
              />
              <TagsInput
                size="sm"
                label={text('templates.rules.services')}
                placeholder={rule.services.length === 0 ? text('templates.rules.any') : ''}
                value={[...rule.services]}
                onChange={(list) => change(index, { services: list })}
              />
              <TagsInput
                size="sm"
                label={text('templates.rules.channels')}
                placeholder={rule.channels.length === 0 ? text('templates.rules.any') : ''}
                value={[...rule.channels]}
                onChange={(list) => change(index, { channels: list })}
              />
              <Select
                size="sm"
                label={text('templates.rules.template')}
                value={rule.template ?? DEFAULT}
                data={[
                  { value: DEFAULT, label: text('templates.rules.defaultTemplate') },
                  ...templatesFor(rule.paper),
                ]}
                onChange={(id) => change(index, { template: id === DEFAULT ? null : id })}
              />
              <Select
                size="sm"
                label={text('templates.rules.printer')}
                value={rule.printer ?? DEFAULT}
                data={[{ value: DEFAULT, label: text('templates.rules.default') }, ...printers]}
                onChange={(id) => change(index, { printer: id === DEFAULT ? null : id })}
              />
              <div className="row tpl-rule-acts">
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={index === 0}
                  onClick={() => swap(index, -1)}
                  aria-label={text('templates.rules.up')}
                >
                  ↑
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={index === shown.length - 1}
                  onClick={() => swap(index, 1)}
                  aria-label={text('templates.rules.down')}
                >
                  ↓
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={text('templates.rules.remove')}
                  onClick={() => setRules(shown.filter((_, at) => at !== index))}
                >
                  ✕
                </Button>
              </div>
              {above === undefined ? null : (
                <span className="tpl-shadowed">{text('templates.rules.shadowed', { n: above + 1 })}</span>
              )}
            </div>
          );
        })}
        <div className="row">
          <Button
            variant="default"
            data-testid="rule-add"
            onClick={() =>
              setRules([
                ...shown,
                {
                  id: `r${String(Date.now())}-${String(shown.length)}`,
                  paper: 'label',
                  carriers: [],
                  services: [],
                  channels: [],
                  template: null,
                  printer: null,
                },
              ])
            }
          >
            + {text('templates.rules.add')}
          </Button>
          <Button
            data-testid="rules-save"
            disabled={rules === null || rules === kept}
            onClick={() => void save()}
          >
            {text('templates.rules.save')}
          </Button>
        </div>
      </div>
      <Tester
        rules={shown}
        papers={papers}
        carriers={carriers}
        printers={printers}
        names={known?.templates ?? []}
      />
    </div>
  );
}

interface Named {
  readonly value: string;
  readonly label: string;
}

/** The same function that the station asks, with the rules as they stand on the screen. */
function Tester({
  rules,
  papers,
  carriers,
  printers,
  names,
}: {
  readonly rules: readonly PrintRule[];
  readonly papers: Named[];
  readonly carriers: Named[];
  readonly printers: readonly Named[];
  readonly names: readonly { readonly id: string; readonly name: string }[];
}) {
  const { text } = useWords();
  const settings = useStationState((s) => s.settings);
  const [paper, setPaper] = useState<PaperName>('label');
  const [carrier, setCarrier] = useState<string | null>(null);
  const [service, setService] = useState<string[]>([]);
  const [channel, setChannel] = useState<string[]>([]);
  const usual =
    paper === 'label' ? settings?.labelPrinter : (settings?.paperPrinter ?? settings?.labelPrinter);
  const choice = choosePrint(
    rules,
    { paper, carrier: carrier ?? undefined, service: service[0], channel: channel[0] },
    { template: null, printer: usual ?? null },
  );
  const at = choice.rule ? rules.indexOf(choice.rule) + 1 : 0;
  const printer =
    printers.find((each) => each.value === choice.printer)?.label ?? text('templates.rules.none');
  const template =
    names.find((each) => each.id === choice.template)?.name ?? text('templates.rules.defaultTemplate');
  return (
    <div className="card" data-testid="rules-tester">
      <h2>{text('templates.rules.test')}</h2>
      <div className="tpl-rule tpl-test">
        <Select
          size="sm"
          label={text('templates.rules.paper')}
          value={paper}
          data={papers}
          onChange={(value) => value !== null && setPaper(value as PaperName)}
        />
        <Select
          size="sm"
          clearable
          label={text('templates.rules.carriers')}
          value={carrier}
          data={carriers}
          onChange={setCarrier}
        />
        <TagsInput
          size="sm"
          maxTags={1}
          label={text('templates.rules.services')}
          value={service}
          onChange={setService}
        />
        <TagsInput
          size="sm"
          maxTags={1}
          label={text('templates.rules.channels')}
          value={channel}
          onChange={setChannel}
        />
        <p className="tpl-result" data-testid="rules-result">
          <b>{at > 0 ? text('templates.rules.result', { n: at }) : text('templates.rules.resultDefault')}</b>
          <span>
            {text('templates.rules.template')}: {template} · {text('templates.rules.printer')}: {printer}
          </span>
        </p>
      </div>
    </div>
  );
}
