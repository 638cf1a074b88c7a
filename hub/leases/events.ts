import type { HlcClock } from '../../shared/base/index.ts';
import type { DomainEvent } from '../../shared/domain/index.ts';
import { HUB_WRITER } from '../replication/documents.ts';

/**
 * An event of the hub's own, later than everything that the document has: also where a station's clock ran ahead.
 * @param data of the event
 */
export function hubEvent<T extends string, D>(
  stamps: HlcClock,
  events: readonly DomainEvent[],
  { id, type, data }: { readonly id: string; readonly type: T; readonly data: D },
): DomainEvent<T, D> {
  for (const event of events) stamps.receive(event.at);
  return { id, type, at: stamps.next(), by: 'SYS', station: HUB_WRITER, data };
}
