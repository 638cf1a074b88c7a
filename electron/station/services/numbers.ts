import type { Actor } from '../../../shared/domain/index.ts';
import { accepted, refused, type Outcome } from './context.ts';
import { routingOf, type Parcel } from './parcels.ts';
import type { SettingsService } from './settings.ts';
import type { ShipmentsService } from './shipments.ts';
import type { WaybillsService } from './waybills.ts';

export interface NumbersService {
  /**
   * Sees to it that the parcel has its number, from the four sources in the carrier's order. A parcel without one is
   * returned as it is where a label printed elsewhere may still be scanned.
   * @param scanned number of the label that opened the parcel
   */
  ensure(parcel: Parcel, actor: Actor, scanned?: string): Promise<Outcome<Parcel>>;
  /** Binds a label that was printed elsewhere. */
  bindExternal(parcel: Parcel, number: string, actor: Actor): Promise<Outcome<Parcel>>;
  /** May our own label be printed for it? */
  printable(parcel: Parcel): Outcome<null>;
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

  return {
    async ensure(parcel, actor, scanned) {
      if (parcel.state.waybill) return accepted(parcel);
      for (const order of parcel.doc.base.orders) {
        const issued = (await waybills.ofOrder(order)).filter(
          (doc) => doc.state === 'FREE' || (doc.shipment === parcel.doc.id && doc.state !== 'VOIDED'),
        );
        const chosen = issued.find((doc) => doc.number === scanned) ?? issued[0];
        if (chosen) {
          const { carrier, number } = chosen;
          return bind(parcel, { carrier, number, source: chosen.base.source }, actor);
        }
      }
      const carrier = settings.carrier(parcel.doc.base.carrier);
      // A masked receiver cannot stand on a label of ours: only a label printed elsewhere will do.
      if (parcel.doc.base.receiverMasked) return accepted(parcel);
      const taken = await waybills.take(carrier, parcel.doc.id, actor);
      if (taken) {
        if (!taken.ok) return taken;
        const { number, base } = taken.value;
        const data = { carrier: carrier.code, number, source: base.source };
        return shipments.command(parcel, [{ type: 'waybill_bound', data }], actor, { numberTaken: false });
      }
      if (carrier.sources.includes('external')) return accepted(parcel);
      return refused('no_waybill', { carrier: carrier.code });
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
}
