import { normaliseWaybill } from '../../../shared/codec/index.ts';
import type { Actor } from '../../../shared/domain/index.ts';
import type { WaybillDoc } from '../../../shared/schema/index.ts';
import type { Change } from '../database/index.ts';
import { accepted, refused, type Outcome } from './context.ts';
import { carrierOf, routingOf, type Parcel } from './parcels.ts';
import type { SettingsService } from './settings.ts';
import type { Planned, ShipmentsService } from './shipments.ts';
import type { Binding, WaybillsService } from './waybills.ts';

export interface NumbersService {
  /**
   * Sees to it that the parcel has its number, from the four sources in the carrier's order. A parcel without one is
   * returned as it is where a label printed elsewhere may still be scanned.
   * @param scanned number of the label that opened the parcel
   */
  ensure(parcel: Parcel, actor: Actor, scanned?: string): Promise<Outcome<Parcel>>;
  /** The same in two steps: found and decided now, bound when the plan, or what was planned on top of it, is written. */
  plan(parcel: Parcel, actor: Actor, scanned?: string): Promise<Outcome<NumberPlan>>;
  /** Binds a label that was printed elsewhere. */
  bindExternal(parcel: Parcel, number: string, actor: Actor): Promise<Outcome<Parcel>>;
  /** May our own label be printed for it? */
  printable(parcel: Parcel): Outcome<null>;
}

/** A number for a parcel, decided and not written. It must be written or given back. */
export interface NumberPlan {
  readonly planned: Planned;
  /**
   * The number and its parcel in one transaction.
   * @param planned this plan, or one made from it
   * @param also what else belongs to the act
   */
  write(planned: Planned, also?: readonly Change[]): Promise<Outcome<Parcel>>;
  giveBack(): void;
}

export function createNumbers(deps: {
  readonly settings: SettingsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
}): NumbersService {
  const { settings, shipments, waybills } = deps;

  const nothingToBind = (parcel: Parcel): Outcome<NumberPlan> =>
    accepted({
      planned: { parcel, events: [] },
      write: (planned, also) => shipments.write(planned, also),
      giveBack: () => undefined,
    });

  async function planFor(
    parcel: Parcel,
    { carrier, number, source }: Omit<Binding, 'shipment'>,
    actor: Actor,
    offered?: WaybillDoc,
  ): Promise<Outcome<NumberPlan>> {
    const giveBack = (): void => void (offered && waybills.giveBack(offered));
    const plan = await shipments.plan(
      offered ? { ...parcel, waybill: offered } : parcel,
      [{ type: 'waybill_bound', data: { carrier, number, source } }],
      actor,
      { numberTaken: false, sealedLabel: offered?.base.document !== undefined },
    );
    if (!plan.ok) {
      giveBack();
      return plan;
    }
    return accepted({
      planned: plan.value,
      write: (planned, also) =>
        shipments.write(planned, also, (changes) =>
          waybills.bind({ carrier, number, source, shipment: parcel.doc.id }, actor, changes),
        ),
      giveBack,
    });
  }

  const ofDoc = ({ carrier, number, base }: WaybillDoc) => ({ carrier, number, source: base.source });

  const service: NumbersService = {
    async plan(parcel, actor, scanned) {
      if (parcel.state.waybill) return nothingToBind(parcel);
      for (const order of parcel.doc.base.orders) {
        const issued = (await waybills.ofOrder(order)).filter(
          (doc) => doc.state === 'FREE' || (doc.shipment === parcel.doc.id && doc.state !== 'VOIDED'),
        );
        const chosen = issued.find((doc) => doc.number === scanned) ?? issued[0];
        if (chosen) return planFor(parcel, ofDoc(chosen), actor, chosen);
      }
      const carrier = settings.carrier(carrierOf(parcel));
      // A masked receiver cannot stand on a label of ours: only a label printed elsewhere will do.
      if (parcel.doc.base.receiverMasked) return nothingToBind(parcel);
      const offered = await waybills.offer(carrier);
      if (offered) return planFor(parcel, ofDoc(offered), actor, offered);
      if (carrier.sources.includes('external')) return nothingToBind(parcel);
      return refused('no_waybill', { carrier: carrier.code });
    },
    async ensure(parcel, actor, scanned) {
      const plan = await service.plan(parcel, actor, scanned);
      if (!plan.ok) return plan;
      return plan.value.write(plan.value.planned);
    },
    async bindExternal(parcel, number, actor) {
      const known = await waybills.byNumber(number);
      const own = known.find((doc) => parcel.doc.base.orders.includes(doc.order) && doc.shipment === '');
      const taken = known.find((doc) => doc.shipment !== '' && doc.shipment !== parcel.doc.id);
      if (taken) return refused('number_used', { number, shipment: taken.shipment });
      const foreign = known.find((doc) => doc.order !== '' && !parcel.doc.base.orders.includes(doc.order));
      if (foreign) return refused('number_used', { number, order: foreign.order });
      const carrier = own?.carrier ?? carrierOf(parcel);
      const label = { carrier, number: normaliseWaybill(number), source: 'external' as const };
      const plan = await planFor(parcel, label, actor);
      return plan.ok ? plan.value.write(plan.value.planned) : plan;
    },
    printable(parcel) {
      const { waybill } = parcel.state;
      if (!waybill || waybill.source === 'external') return accepted(null);
      // The platform's component prints it from what the platform gave: sender, receiver and routing are in there.
      if (parcel.waybill?.base.document !== undefined) return accepted(null);
      if (!settings.get().sender) return refused('sender_missing');
      if (parcel.doc.base.receiverMasked) return refused('receiver_masked', { order: parcel.doc.order });
      if (settings.carrier(waybill.carrier).routed && !routingOf(parcel)) {
        return refused('missing_routing', { number: waybill.number, carrier: waybill.carrier });
      }
      return accepted(null);
    },
  };
  return service;
}
