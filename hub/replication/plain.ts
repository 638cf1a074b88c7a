import { parseHlc } from '../../shared/base/index.ts';
import { newestFile } from '../../shared/domain/newest.ts';
import { sameJson, type Limits } from '../../shared/domain/acceptance/index.ts';
import { fingerprintOf } from '../../shared/contract/hub/index.ts';
import type { JsonObject } from '../store/port.ts';
import { refuse, type RowVerdict } from './verdict.ts';

interface Plain {
  readonly rule: 'append' | 'newest';
  readonly pushed: JsonObject;
  readonly master: { readonly fingerprint: string; readonly document: JsonObject } | undefined;
  readonly assumed: boolean;
  readonly station: string;
  readonly limits: Limits;
  /** As of a signer (shared/domain/acceptance). */
  readonly lostAt?: ((ms: number) => boolean) | undefined;
}

/** May a station bring this state of a document that has no events? */
export function acceptPlain(input: Plain): RowVerdict {
  return input.rule === 'append' ? acceptAppend(input) : acceptNewest(input);
}

/** Never changed: an entry is the station's own, and stays as it is. */
function acceptAppend({ pushed, master, station, limits, lostAt }: Plain): RowVerdict {
  if (master !== undefined)
    return sameJson(pushed, master.document) ? { verdict: 'same' } : refuse('append_only_altered');
  const at = parseHlc(String(pushed['at']));
  if (at === undefined) return refuse('schema_invalid', { path: 'at' });
  if (at.station !== station && lostAt?.(at.ms) !== true)
    return refuse('foreign_event', { event: String(pushed['id']), station: at.station });
  return ahead(at.ms, limits) ?? { verdict: 'take', document: pushed };
}

function acceptNewest({ pushed, master, assumed, limits }: Plain): RowVerdict {
  const stamp = stampOf(pushed);
  const at = stamp === '' ? undefined : parseHlc(stamp);
  if (stamp !== '' && at === undefined) return refuse('schema_invalid', { path: 'stamp' });
  const early = at && ahead(at.ms, limits);
  if (early) return early;
  if (master === undefined) return { verdict: 'take', document: pushed };
  if (fingerprintOf(pushed) === master.fingerprint) return { verdict: 'same' };
  // Of a version without stamps: what was changed on top of the hub's state is the newer.
  const later = stamp === '' && stampOf(master.document) === '' && assumed;
  if (later) return { verdict: 'take', document: pushed };
  // Of a handover both replicas may have what the other lacks; of everything else one of the two is kept as it is.
  const kept = newestFile(pushed, master.document);
  return sameJson(kept, master.document) ? { verdict: 'conflict' } : { verdict: 'take', document: kept };
}

const stampOf = (document: JsonObject): string =>
  typeof document['stamp'] === 'string' ? document['stamp'] : '';

function ahead(ms: number, limits: Limits): RowVerdict | undefined {
  const by = ms - limits.now;
  return by > limits.maxAheadMs ? refuse('clock_ahead', { ms: by }) : undefined;
}
