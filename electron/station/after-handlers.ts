import type { StationContract } from '../../shared/contract/index.ts';
import type { Actor } from '../../shared/domain/index.ts';
import type { Handlers } from '../../shared/rpc/index.ts';
import type { Window } from './services/accounts/index.ts';
import { accepted, DONE, refused, type Outcome } from './services/context.ts';
import type { Services } from './services/index.ts';

type All = Handlers<StationContract, Window>;
type Mine = Pick<
  All,
  Extract<
    keyof All,
    | `after.${string}`
    | `tracking.${string}`
    | `completion.${string}`
    | `archive.${string}`
    | `voucher.${string}`
    | 'handover.get'
    | 'handover.sign'
    | 'handover.pdf'
  >
>;

/** After the handover: tracking, completion, archive, signatures and vouchers. */
export function afterHandlers(
  services: Services,
  about: {
    readonly by: <T>(operator: string, work: (actor: Actor) => Promise<Outcome<T>>) => Promise<Outcome<T>>;
    readonly idOf: (window: Window) => string;
    readonly printRequest: (actor: Actor) => { readonly bench: string; readonly actor: Actor };
  },
): Mine {
  const { after, archive, wholeFile, signatures, prints, parcels, drawing, exchange } = services;
  const { by, idOf } = about;
  /** An archived order is shown to whoever may look into it. */
  async function opened<T>(
    order: string,
    window: Window,
    work: () => Promise<Outcome<T>>,
  ): Promise<Outcome<T>> {
    return (await archive.refusal(order, idOf(window))) ?? work();
  }
  async function parcelOf(shipment: string) {
    const parcel = await parcels.load(shipment);
    return parcel ? accepted(parcel) : refused('not_here', { shipment });
  }

  return {
    'after.board': () => after.board(),
    'after.rows': (input) => after.rows(input),
    'after.act': (input, window) =>
      by(input.operator, (actor) => opened(input.order, window, () => after.act(input, actor))),
    'after.bulk': (input) => by(input.operator, async (actor) => accepted(await after.bulk(input, actor))),
    'after.sweep': async () => accepted(await after.sweep()),
    'tracking.of': ({ order }, window) => opened(order, window, () => after.tracking(order)),
    'tracking.add': (input) => by(input.operator, (actor) => after.add(input, actor)),
    'tracking.find': ({ search }) => after.find(search),
    'tracking.export': ({ from, to, operator }) => by(operator, () => after.logisticsRecord(from, to)),
    'completion.of': ({ order }, window) => opened(order, window, () => after.of(order)),
    'archive.search': (input, window) => archive.search(input, idOf(window)),
    'archive.ask': ({ order, reason, operator }) =>
      by(operator, (actor) => archive.ask(order, reason, actor)),
    'archive.requests': () => archive.requests(),
    'archive.decide': ({ case: id, granted, note, operator }) =>
      by(operator, (actor) => archive.decide(id, granted, note, actor)),
    'archive.export': ({ operator, ...input }, window) =>
      by(operator, (actor) => opened(input.order, window, () => wholeFile.export(input, actor))),
    'handover.get': ({ id }) => signatures.view(id),
    'handover.sign': (input) => by(input.operator, (actor) => signatures.sign(input, actor)),
    'handover.pdf': ({ id }) => signatures.pdf(id),
    'voucher.print': ({ shipment, operator }) =>
      by(operator, async (actor) => {
        const parcel = await parcelOf(shipment);
        if (!parcel.ok) return parcel;
        const printed = await prints.printVoucher(parcel.value, about.printRequest(actor));
        return printed.ok ? DONE : printed;
      }),
    'voucher.pdf': async ({ shipment }) => {
      const parcel = await parcelOf(shipment);
      if (!parcel.ok) return parcel;
      const job = await drawing.voucherJob(parcel.value, undefined, 1);
      if (!job.ok) return job;
      const drawn = await drawing.pdf(job.value, shipment);
      if (!drawn.ok) return drawn;
      const fileName = `voucher-${(parcel.value.state.waybill?.number ?? '').replaceAll(/[^\w-]/g, '')}.pdf`;
      return accepted({ token: exchange.offer(fileName, 'application/pdf', drawn.value), fileName });
    },
  };
}
