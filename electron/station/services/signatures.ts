import type { MethodInput, MethodOutput } from '../../../shared/contract/index.ts';
import { strokes as strokesShape } from '../../../shared/contract/after-views.ts';
import { hasRole, type Actor } from '../../../shared/domain/index.ts';
import type { PaperSignature } from '../../../shared/label/index.ts';
import type { ManifestSignature } from '../../../shared/schema/index.ts';
import type { SignInService } from './accounts/index.ts';
import { DONE, accepted, refused, type Context, type Outcome } from './context.ts';
import type { Drawing } from './drawing.ts';
import type { ExchangeService } from './exchange.ts';
import type { Manifest, Manifests } from './manifests.ts';
import type { PeopleService } from './people.ts';

export type ManifestView = Extract<MethodOutput<'handover.get'>, { ok: true }>['value'];

/** 双方签字: warehouse and courier sign the list of a handover on the screen (SHP-04). */
export interface Signatures {
  view(id: string): Promise<Outcome<ManifestView>>;
  sign(input: MethodInput<'handover.sign'>, actor: Actor): Promise<Outcome<null>>;
  pdf(id: string): Promise<Outcome<{ token: string; fileName: string }>>;
}

/** Whoever gives parcels to couriers. */
const SHIPPERS = ['SHP', 'WHL', 'LOG', 'MGR'] as const;

const placeOf = (manifest: string, party: ManifestSignature['party']): string => `${manifest}:${party}`;

/** What is sealed of a signature. Sealed by another site, or altered: nothing can be shown of it. */
function opened(
  ctx: Pick<Context, 'sealer'>,
  manifest: string,
  { party, sealed }: ManifestSignature,
): Pick<PaperSignature, 'name' | 'strokes'> {
  const value = ctx.sealer.open(sealed, placeOf(manifest, party));
  const { name, strokes } = (value ?? {}) as { readonly name?: unknown; readonly strokes?: unknown };
  const drawn = strokesShape.safeParse(strokes);
  return {
    name: typeof name === 'string' ? name : '',
    ...(drawn.success ? { strokes: drawn.data } : {}),
  };
}

/** As papers show them. */
export const openSignatures = (ctx: Pick<Context, 'sealer'>, manifest: Manifest): PaperSignature[] =>
  (manifest.signatures ?? []).map((signature) => ({
    party: signature.party,
    at: signature.at,
    ...opened(ctx, manifest.id, signature),
  }));

export function createSignatures(deps: {
  readonly ctx: Context;
  readonly manifests: Manifests;
  readonly people: Pick<PeopleService, 'get'>;
  readonly signIn: Pick<SignInService, 'provePin'>;
  readonly drawing: Pick<Drawing, 'manifestJob' | 'pdf'>;
  readonly exchange: Pick<ExchangeService, 'offer'>;
}): Signatures {
  const { ctx, manifests } = deps;

  return {
    async view(id) {
      const manifest = await manifests.get(id);
      if (!manifest) return refused('not_here', { manifest: id });
      const shipments = await ctx.db.shipments.getMany(manifest.scanned.map((each) => each.shipment));
      const orders = await ctx.db.orders.getMany([...shipments.values()].map((doc) => doc.order));
      const { carrier, courier, by, startedAt } = manifest;
      return accepted({
        ...{ id, carrier, courier, by, startedAt },
        closedAt: manifest.closedAt ?? null,
        parcels: manifest.scanned.map(({ shipment, number, at }) => ({
          number,
          at,
          channelOrderNo: orders.get(shipments.get(shipment)?.order ?? '')?.channelOrderNo ?? '',
        })),
        missing: manifest.missing.map(({ number }) => number),
        signatures: (manifest.signatures ?? []).map((signature) => {
          const { name, strokes } = opened(ctx, id, signature);
          const { party, at, way } = signature;
          return {
            party,
            at,
            way,
            name,
            strokes: strokes ? strokes.map((stroke) => stroke.map(([x, y]) => [x, y])) : null,
          };
        }) as ManifestView['signatures'],
      });
    },

    async sign({ id, party, name, strokes, pin }, actor) {
      const manifest = await manifests.get(id);
      if (!manifest) return refused('not_here', { manifest: id });
      if (manifest.state !== 'closed') return refused('handover_open');
      if (!hasRole(actor, SHIPPERS)) return refused('role_not_allowed', { party });
      if (manifest.signatures?.some((given) => given.party === party)) return refused('already_signed');
      if (strokes === undefined) {
        // A courier has no account here: only the hand counts.
        const person = deps.people.get(actor.id);
        if (party === 'courier' || pin === undefined || !person) return refused('signature_missing');
        const proved = await deps.signIn.provePin(person, pin);
        if (!proved.ok) return proved;
      }
      const sealed = ctx.sealer.seal({ name, ...(strokes ? { strokes } : {}) }, placeOf(id, party));
      const way = strokes === undefined ? ('pin' as const) : ('drawn' as const);
      const signature = { party, at: ctx.clock.now(), by: actor.id, way, sealed };
      const stored = await manifests.change(id, (now) =>
        now.signatures?.some((given) => given.party === party)
          ? now
          : { ...now, signatures: [...(now.signatures ?? []), signature] },
      );
      await ctx.db.barrier();
      ctx.push.emit({ event: 'changed', value: { what: 'handover' } });
      const kept = stored?.signatures?.some((given) => given.sealed === sealed);
      return kept === true ? DONE : refused('already_signed');
    },

    async pdf(id) {
      const job = await deps.drawing.manifestJob(id, 1, undefined, 1);
      if (!job.ok) return job;
      const drawn = await deps.drawing.pdf(job.value, id);
      if (!drawn.ok) return drawn;
      const fileName = `${id}.pdf`;
      return accepted({ token: deps.exchange.offer(fileName, 'application/pdf', drawn.value), fileName });
    },
  };
}
