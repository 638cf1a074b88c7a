import { createEmitter, type Disposable } from '../../../../shared/base/index.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { AuditService } from '../audit.ts';
import { DONE, refused, type Context, type Outcome } from '../context.ts';
import type { PeopleService } from '../people.ts';

/** AUD-03: on a fault or wrong data everything stops at this station until a supervisor lets it go on. */
export interface EmergencyStop {
  /** Names and words as the screens show them. */
  standing(): { readonly at: number; readonly by: string; readonly reason: string } | null;
  press(actor: Actor, reason: string): Promise<Outcome<null>>;
  lift(actor: Actor, note: string): Promise<Outcome<null>>;
  onChange(listener: () => void): Disposable;
}

const ID = 'emergency-stop';

export async function createEmergencyStop({
  ctx,
  people,
  audit,
}: {
  readonly ctx: Context;
  readonly people: PeopleService;
  readonly audit: AuditService;
}): Promise<EmergencyStop> {
  const stored = await ctx.db.config.get(ID);
  let standing =
    stored?.value['standing'] === true
      ? {
          at: Number(stored.value['at']),
          by: String(stored.value['by']),
          reason: String(stored.private['reason'] ?? ''),
        }
      : null;
  const changed = createEmitter<null>();

  async function write(next: typeof standing): Promise<void> {
    standing = next;
    changed.emit(null);
    await ctx.db.config.put({
      id: ID,
      kind: 'station',
      value: next === null ? { standing: false } : { standing: true, at: next.at, by: next.by },
      private: next === null ? {} : { reason: next.reason },
    });
    await ctx.db.barrier();
  }

  return {
    standing: () => standing && { ...standing, by: people.get(standing.by)?.name ?? standing.by },
    async press(actor, reason) {
      if (standing) return DONE;
      // It stops first, and is written then: a disk that fails may be why somebody presses it.
      await write({ at: ctx.clock.now(), by: actor.id, reason });
      await audit.record({ what: 'emergency_stop', by: actor.id, reason });
      return DONE;
    },
    async lift(actor, note) {
      if (!standing) return refused('no_emergency_stop');
      await audit.record({ what: 'emergency_stop_lifted', by: actor.id, reason: note });
      await write(null);
      return DONE;
    },
    onChange: (listener) => changed.on(listener),
  };
}
