import { TextInput } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import type { ProductHit } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import { useStation } from '../../stores/index.ts';

const PAUSE_MS = 120;

/** A product by name, SKU, bar code or initials: arrows choose, Enter adds it, and the field is free for the next. */
export function ProductPicker({ onPick }: { readonly onPick: (product: ProductHit) => void }) {
  const station = useStation();
  const { text } = useWords();
  const [typed, setTyped] = useState('');
  const [hits, setHits] = useState<{ readonly of: string; readonly rows: readonly ProductHit[] } | null>(
    null,
  );
  const [at, setAt] = useState(0);
  const list = useId();
  const field = useRef<HTMLInputElement>(null);
  const wanted = typed.trim();

  useEffect(() => {
    if (wanted === '') return undefined;
    let asked = true;
    const timer = setTimeout(() => {
      void station.ask('intake.products', { search: wanted }).then((rows) => {
        if (!asked || !rows) return;
        setHits({ of: wanted, rows });
        setAt(0);
      });
    }, PAUSE_MS);
    return () => {
      asked = false;
      clearTimeout(timer);
    };
  }, [station, wanted]);

  const shown = hits && wanted !== '' ? hits.rows : [];
  function pick(product: ProductHit): void {
    onPick(product);
    setTyped('');
    setHits(null);
    field.current?.focus();
  }
  async function enter(): Promise<void> {
    if (wanted === '') return;
    // A gun types faster than the list comes.
    const rows = hits?.of === wanted ? hits.rows : await station.ask('intake.products', { search: wanted });
    const chosen = rows?.[hits?.of === wanted ? at : 0];
    if (chosen) return pick(chosen);
    return pick({ sku: wanted, name: wanted, variant: null, location: null, picture: null, kind: 'goods' });
  }
  const keys = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((n) => (shown.length === 0 ? 0 : (n + step + shown.length) % shown.length));
    } else if (event.key === 'Enter' && !event.ctrlKey) {
      event.preventDefault();
      void enter();
    } else if (event.key === 'Escape' && typed !== '') {
      event.stopPropagation();
      setTyped('');
    }
  };
  const none = wanted !== '' && hits?.of === wanted && shown.length === 0;
  return (
    <div className="intake-picker">
      <TextInput
        ref={field}
        label={text('intake.search')}
        description={none ? text('intake.searchNone') : text('intake.searchHint')}
        value={typed}
        role="combobox"
        aria-expanded={shown.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        {...(shown.length > 0 ? { 'aria-activedescendant': `${list}-${String(at)}` } : {})}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={keys}
        data-testid="product-search"
        data-field="lines"
      />
      <ul id={list} role="listbox" aria-label={text('intake.lines')} hidden={shown.length === 0}>
        {shown.map((product, index) => (
          <li
            key={product.sku}
            id={`${list}-${String(index)}`}
            role="option"
            aria-selected={index === at}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(product);
            }}
          >
            <strong>{product.name}</strong>
            <span className="muted">{product.variant ?? ''}</span>
            <span className="mono">{product.sku}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
