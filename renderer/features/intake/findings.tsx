import type { IntakeFinding } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';
import type { TextKey } from '../../i18n/index.ts';
import { Chip } from '../../ui/page.tsx';

/** Amounts in the data of a finding, minor units. */
const AMOUNTS = new Set(['due', 'got', 'discount', 'goods']);

/** A finding in words, with its amounts as money. */
export function useFinding(currency: string): (finding: IntakeFinding) => string {
  const words = useWords();
  return ({ code, data }) => {
    const shown = Object.fromEntries(
      Object.entries(data ?? {}).map(([key, value]) => [
        key,
        AMOUNTS.has(key) && typeof value === 'number' ? words.money({ minor: value, currency }) : value,
      ]),
    );
    const at = data?.['at'];
    const when = typeof at === 'number' ? { when: words.time(at) } : {};
    return words.text(`intake.finding.${code}` as TextKey, { ...shown, ...when });
  };
}

/** What has to be mended, and what deserves a look; each leads to its field. */
export function Findings({
  findings,
  currency,
  onGo,
}: {
  readonly findings: readonly IntakeFinding[] | null;
  readonly currency: string;
  readonly onGo?: (field: string) => void;
}) {
  const { text } = useWords();
  const say = useFinding(currency);
  if (findings === null) return null;
  const errors = findings.filter(({ level }) => level === 'error');
  const warnings = findings.filter(({ level }) => level === 'warn');
  return (
    <div role="status" aria-live="polite" className="intake-findings" data-testid="findings">
      <span className="chips">
        {errors.length > 0 ? <Chip tone="bad">{text('intake.errors', { n: errors.length })}</Chip> : null}
        {warnings.length > 0 ? (
          <Chip tone="warn">{text('intake.warnings', { n: warnings.length })}</Chip>
        ) : null}
        {findings.length === 0 ? <Chip tone="good">{text('intake.allGood')}</Chip> : null}
      </span>
      <ul>
        {[...errors, ...warnings].slice(0, MOST).map((finding) => (
          <li key={`${finding.code} ${finding.field}`} data-level={finding.level} data-code={finding.code}>
            {onGo ? (
              <button type="button" onClick={() => onGo(finding.field)}>
                {say(finding)}
              </button>
            ) : (
              say(finding)
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** A form of a thousand faults is told by its first. */
const MOST = 30;
