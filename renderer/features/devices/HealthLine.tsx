import type { DeviceLine } from '../../../shared/contract/index.ts';
import { useWords } from '../../i18n/index.ts';

/** Last sign of life, last error and latency of a device, in one line. Shared by guns, scales and printers. */
export function HealthLine({ line }: { readonly line: DeviceLine | undefined }) {
  const words = useWords();
  const { text } = words;
  const { lastSeen = null, lastError = null } = line ?? {};
  const ms = (n: number): string => (n < 10 ? n.toFixed(1) : String(Math.round(n)));
  return (
    <p className="muted health-line" data-testid="health-line">
      <span>
        {lastSeen === null
          ? text('guns.health.never')
          : text('guns.health.seen', { at: words.time(lastSeen) })}
      </span>
      {lastError === null ? null : (
        <span className="health-error">
          {text('guns.health.error', {
            at: words.time(lastError.at),
            what: words.code('refused', lastError.code),
          })}
        </span>
      )}
      {line && line.latency.n > 0 ? (
        <span>{text('guns.health.latency', { p50: ms(line.latency.p50), p95: ms(line.latency.p95) })}</span>
      ) : null}
    </p>
  );
}
