import { Checkbox } from '@mantine/core';
import type { ReviewFindingView, ReviewView } from '../../../shared/contract/index.ts';
import { findingKey } from '../../../shared/domain/review/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey, Words } from '../../i18n/index.ts';
import { Chip } from '../page.tsx';

const TONES = { pass: 'good', warn: 'warn', person: 'warn', fail: 'bad' } as const;
/** Figures of a finding that are amounts of the order's currency, minor units. */
const AMOUNTS = new Set(['price', 'list', 'total', 'sum', 'paid', 'goods', 'discount']);

/** A finding in words. */
export function findingText(words: Words, finding: ReviewFindingView, currency: string): string {
  const data = Object.fromEntries(
    Object.entries(finding.data).map(([name, value]) => [
      name,
      AMOUNTS.has(name) && typeof value === 'number' ? words.money({ minor: value, currency }) : value,
    ]),
  );
  return words.text(`review.finding.${finding.code ?? ''}` as TextKey, data);
}

/** Findings that are not in order, worst first; those that passed in one line. */
export function Checks({
  view,
  accepted,
  onAccept,
}: {
  readonly view: ReviewView;
  readonly accepted?: ReadonlySet<string>;
  readonly onAccept?: (key: string, on: boolean) => void;
}) {
  const words = useWords();
  const { text } = words;
  const currency = view.total?.currency ?? 'CNY';
  const rank = { fail: 0, person: 1, warn: 2, pass: 3 } as const;
  const odd = view.findings.filter(({ result }) => result !== 'pass');
  const fine = [
    ...new Set(view.findings.filter(({ result }) => result === 'pass').map(({ check }) => check)),
  ];
  const rows = [...odd].sort((a, b) => rank[a.result] - rank[b.result]);
  if (odd.length === 0) return <p className="review-fine">{text('review.allPass', { n: fine.length })}</p>;
  const offered = new Set<string>();
  return (
    <>
      <ul className="review-findings" data-testid="review-findings">
        {rows.map((finding, index) => {
          const key = findingKey({
            check: finding.check,
            ...(finding.code === null ? {} : { code: finding.code }),
          });
          // One tick takes all findings of a kind.
          const first = !offered.has(key);
          offered.add(key);
          return (
            <li key={`${key} ${String(index)}`} data-result={finding.result} data-finding={key}>
              <Chip tone={TONES[finding.result]}>{text(`review.result.${finding.result}`)}</Chip>
              <span className="muted">{text(`review.check.${finding.check}`)}</span>
              <span>{findingText(words, finding, currency)}</span>
              {finding.acceptable && onAccept && first ? (
                <Checkbox
                  label={text('review.accept')}
                  checked={accepted?.has(key) === true}
                  onChange={(event) => onAccept(key, event.currentTarget.checked)}
                />
              ) : null}
            </li>
          );
        })}
      </ul>
      {fine.length === 0 ? null : (
        <p className="muted">
          {text('review.passed', { names: fine.map((check) => text(`review.check.${check}`)).join(' · ') })}
        </p>
      )}
    </>
  );
}
