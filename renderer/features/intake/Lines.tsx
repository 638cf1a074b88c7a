import { ActionIcon, Button, Checkbox, TextInput } from '@mantine/core';
import { memo, useCallback, useState } from 'react';
import type { IntakeFinding, ProductHit } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { parseMinor, parseWhole } from '../../../shared/intake/values.ts';
import { useFinding } from './findings.tsx';
import { ProductPicker } from './ProductPicker.tsx';
import type { Typed, TypedLine } from './typed.ts';

/** Fields of so many lines stand on the page at first: an order of a thousand is still typed without a wait. */
const SHOWN = 40;

/** Goods and services of the order: found, counted, priced. */
export function Lines({
  typed,
  findings,
  onChange,
}: {
  readonly typed: Typed;
  readonly findings: readonly IntakeFinding[];
  readonly onChange: (change: (lines: readonly TypedLine[]) => readonly TypedLine[]) => void;
}) {
  const { text } = useWords();
  const [all, setAll] = useState(false);
  const { lines, currency } = typed;
  const shown = all ? lines : lines.slice(-SHOWN);
  const first = lines.length - shown.length;

  function add(product: ProductHit): void {
    onChange((before) => {
      const at = before.findIndex((line) => line.sku === product.sku);
      const same = before[at];
      // The same product once more counts one up, as at a till.
      if (same)
        return before.map((line, index) =>
          index === at ? { ...line, qty: String((parseWhole(line.qty) ?? 0) + 1) } : line,
        );
      const { sku, name, variant, kind } = product;
      const line: TypedLine = {
        sku,
        name,
        variant: variant ?? '',
        qty: '1',
        price: '',
        kind: kind === 'service' ? 'service' : 'goods',
      };
      return [...before, line];
    });
  }
  const set = useCallback(
    (at: number, part: Partial<TypedLine> | null): void =>
      onChange((before) =>
        part === null
          ? before.filter((_, index) => index !== at)
          : before.map((line, index) => (index === at ? { ...line, ...part } : line)),
      ),
    [onChange],
  );
  return (
    <section className="card">
      <h2>{text('intake.lines')}</h2>
      <ProductPicker onPick={add} />
      {lines.length === 0 ? (
        <p className="muted">{text('intake.noLines')}</p>
      ) : (
        <div className="intake-lines" role="table">
          <div role="row" className="intake-line intake-line-head">
            <span role="columnheader">{text('intake.product')}</span>
            <span role="columnheader">{text('intake.qty')}</span>
            <span role="columnheader">{text('intake.price')}</span>
            <span role="columnheader">{text('intake.subtotal')}</span>
            <span role="columnheader">{text('intake.service')}</span>
            <span role="columnheader" />
          </div>
          {first > 0 ? (
            <p className="row">
              <span className="muted">{text('intake.moreLines', { n: first })}</span>
              <Button size="compact-sm" variant="default" onClick={() => setAll(true)}>
                {text('intake.showLines')}
              </Button>
            </p>
          ) : null}
          {shown.map((line, index) => (
            <Line
              key={first + index}
              at={first + index}
              line={line}
              currency={currency}
              finding={worst(findings, `lines.${String(first + index)}`)}
              onSet={set}
            />
          ))}
        </div>
      )}
    </section>
  );
}

const worst = (findings: readonly IntakeFinding[], field: string): IntakeFinding | undefined =>
  findings.find((each) => each.field === field && each.level === 'error') ??
  findings.find((each) => each.field === field);

const Line = memo(function Line({
  at,
  line,
  currency,
  finding,
  onSet,
}: {
  readonly at: number;
  readonly line: TypedLine;
  readonly currency: string;
  readonly finding: IntakeFinding | undefined;
  readonly onSet: (at: number, part: Partial<TypedLine> | null) => void;
}) {
  const words = useWords();
  const { text } = words;
  const say = useFinding(currency);
  const price = parseMinor(line.price.trim(), currency);
  const qty = parseWhole(line.qty);
  const sum = price === undefined || qty === undefined ? '—' : words.money({ minor: price * qty, currency });
  const label = (name: string): string => `${name} ${String(at + 1)}`;
  return (
    <div role="row" className="intake-line" data-field={`lines.${String(at)}`} data-testid="line">
      <div role="cell" className="intake-line-name">
        <TextInput
          size="sm"
          aria-label={label(text('intake.product'))}
          value={line.name}
          onChange={(event) => onSet(at, { name: event.currentTarget.value })}
        />
        <span className="mono muted">
          {line.sku}
          {line.variant === '' ? '' : ` · ${line.variant}`}
        </span>
        {finding ? (
          <span className="intake-note" data-level={finding.level}>
            {say(finding)}
          </span>
        ) : null}
      </div>
      <div role="cell">
        <TextInput
          size="sm"
          aria-label={label(text('intake.qty'))}
          inputMode="numeric"
          value={line.qty}
          onChange={(event) => onSet(at, { qty: event.currentTarget.value })}
          onFocus={(event) => event.currentTarget.select()}
          data-testid="line-qty"
        />
      </div>
      <div role="cell">
        <TextInput
          size="sm"
          aria-label={label(text('intake.price'))}
          inputMode="decimal"
          value={line.price}
          onChange={(event) => onSet(at, { price: event.currentTarget.value })}
          data-testid="line-price"
        />
      </div>
      <span role="cell" className="num">
        {sum}
      </span>
      <div role="cell">
        <Checkbox
          aria-label={label(text('intake.service'))}
          checked={line.kind === 'service'}
          onChange={(event) => onSet(at, { kind: event.currentTarget.checked ? 'service' : 'goods' })}
        />
      </div>
      <div role="cell">
        <ActionIcon
          variant="default"
          aria-label={text('intake.removeLine', { line: at + 1 })}
          onClick={() => onSet(at, null)}
        >
          ×
        </ActionIcon>
      </div>
    </div>
  );
});
