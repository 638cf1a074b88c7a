import type { Actor } from '../../../shared/domain/index.ts';
import type { WaybillDoc } from '../../../shared/schema/index.ts';
import { accepted, DONE, refused, type Outcome } from './context.ts';
import { routingOf, type Parcel } from './parcels.ts';
import type { SettingsService } from './settings.ts';
import type { Planned, ShipmentsService } from './shipments.ts';
import type { WaybillsService } from './waybills.ts';

export interface NumbersService {
  /**
   * Sees to it that the parcel has its number, from the four sources in the carrier's order. A parcel without one is
   * returned as it is where a label printed elsewhere may still be scanned.
   * @param scanned number of the label that opened the parcel
   */
  ensure(parcel: Parcel, actor: Actor, scanned?: string): Promise<Outcome<Parcel>>;
  /** The same in two steps: found and decided now, bound by `bind` before the plan is written. */
  plan(parcel: Parcel, actor: Actor, scanned?: string): Promise<Outcome<NumberPlan>>;
  /** Binds a label that was printed elsewhere. */
  bindExternal(parcel: Parcel, number: string, actor: Actor): Promise<Outcome<Parcel>>;
  /** May our own label be printed for it? */
  printable(parcel: Parcel): Outcome<null>;
}

/** A number for a parcel, decided and not written. It must be bound or given back. */
export interface NumberPlan {
  readonly planned: Planned;
  bind(): Promise<Outcome<null>>;
  giveBack(): void;
}

export function createNumbers(deps: {
  readonly settings: SettingsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
}): NumbersService {
  const { settings, shipments, waybills } = deps;

  async function bind(
    parcel: Parcel,
    number: { carrier: string; number: string; source: 'file' | 'external' | 'own' | 'pool' },
    actor: Actor,
  ): Promise<Outcome<Parcel>> {
    const bound = await waybills.bind({ ...number, shipment: parcel.doc.id }, actor);
    if (!bound.ok) return bound;
    const data = { carrier: number.carrier, number: bound.value.number, source: number.source };
    return shipments.command(parcel, [{ type: 'waybill_bound', data }], actor, { numberTaken: false });
  }

  const nothingToBind = (parcel: Parcel): Outcome<NumberPlan> =>
    accepted({
      planned: { parcel, events: [] },
      bind: () => Promise.resolve(DONE),
      giveBack: () => undefined,
    });

  async function planFor(parcel: Parcel, waybill: WaybillDoc, actor: Actor): Promise<Outcome<NumberPlan>> {
    const { carrier, number } = waybill;
    const { source } = waybill.base;
    const plan = await shipments.plan(
      { ...parcel, waybill },
      [{ type: 'waybill_bound', data: { carrier, number, source } }],
      actor,
      { numberTaken: false },
    );
    if (!plan.ok) {
      waybills.giveBack(waybill);
      return plan;
    }
    return accepted({
      planned: plan.value,
      async bind() {
        const bound = await waybills.bind({ carrier, number, source, shipment: parcel.doc.id }, actor);
        return bound.ok ? DONE : bound;
      },
      giveBack: () => waybills.giveBack(waybill),
    });
  }

  const service: NumbersService = {
    async plan(parcel, actor, scanned) {
      if (parcel.state.waybill) return nothingToBind(parcel);
      for (const order of parcel.doc.base.orders) {
        const issued = (await waybills.ofOrder(order)).filter(
          (doc) => doc.state === 'FREE' || (doc.shipment === parcel.doc.id && doc.state !== 'VOIDED'),
        );
        const chosen = issued.find((doc) => doc.number === scanned) ?? issued[0];
        if (chosen) return planFor(parcel, chosen, actor);
      }
      const carrier = settings.carrier(parcel.doc.base.carrier);
      // A masked receiver cannot stand on a label of ours: only a label printed elsewhere will do.
      if (parcel.doc.base.receiverMasked) return nothingToBind(parcel);
      const offered = await waybills.offer(carrier);
      if (offered) return planFor(parcel, offered, actor);
      if (carrier.sources.includes('external')) return nothingToBind(parcel);
      return refused('no_waybill', { carrier: carrier.code });
    },
    async ensure(parcel, actor, scanned) {
      const plan = await service.plan(parcel, actor, scanned);
      if (!plan.ok) return plan;
      const bound = await plan.value.bind();
      return bound.ok ? shipments.write(plan.value.planned) : bound;
    },
    async bindExternal(parcel, number, actor) {
      const known = await waybills.byNumber(number);
      const own = known.find((doc) => parcel.doc.base.orders.includes(doc.order) && doc.shipment === '');
      const taken = known.find((doc) => doc.shipment !== '' && doc.shipment !== parcel.doc.id);
      if (taken) return refused('number_used', { number, shipment: taken.shipment });
      const foreign = known.find((doc) => doc.order !== '' && !parcel.doc.base.orders.includes(doc.order));
      if (foreign) return refused('number_used', { number, order: foreign.order });
      return bind(
        parcel,
        { carrier: own?.carrier ?? parcel.doc.base.carrier, number, source: 'external' },
        actor,
      );
    },
    printable(parcel) {
      const { waybill } = parcel.state;
      if (!waybill || waybill.source === 'external') return accepted(null);
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
