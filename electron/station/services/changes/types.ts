import type { ChangesAct, ChangesView } from '../../../../shared/contract/change-views.ts';
import type { Actor } from '../../../../shared/domain/index.ts';
import type { OrderDoc } from '../../../../shared/schema/index.ts';
import type { CasesService } from '../cases/index.ts';
import type { CatalogueService } from '../catalogue.ts';
import type { Context, Outcome } from '../context.ts';
import type { OrdersService } from '../orders.ts';
import type { ParcelsService } from '../parcels.ts';
import type { PrintsService } from '../prints.ts';
import type { QueueService } from '../queue.ts';
import type { SettingsService } from '../settings.ts';
import type { ShipmentsService } from '../shipments.ts';
import type { SiteKey } from '../site-key.ts';
import type { SiteRulesService } from '../site-rules.ts';
import type { StockService } from '../stock/index.ts';
import type { WaybillsService } from '../waybills.ts';

export interface ChangesDeps {
  readonly ctx: Context;
  readonly settings: SettingsService;
  readonly siteRules: Pick<SiteRulesService, 'get'>;
  readonly siteKey: Pick<SiteKey, 'hash'>;
  readonly orders: OrdersService;
  readonly catalogue: CatalogueService;
  readonly parcels: ParcelsService;
  readonly shipments: ShipmentsService;
  readonly waybills: WaybillsService;
  readonly prints: PrintsService;
  readonly queue: QueueService;
  readonly cases: CasesService;
  readonly stock: Pick<StockService, 'tracked' | 'release' | 'releasing' | 'byWarehouse'>;
  /** Does the shipment lie on a bench of this station now? */
  readonly onBench: (shipment: string) => boolean;
  /** Orders of one receiver, by the hash of name, phone and address. */
  readonly byReceiver?: ((hash: string) => Promise<readonly string[]>) | undefined;
}

export interface CancelGiven {
  readonly reason: string;
  readonly refundStarted?: boolean | undefined;
  /** It is the customer's wish, by what whoever cancels says. */
  readonly byCustomer?: boolean | undefined;
  /** Why goods were short, where that is the reason (CAN-05). */
  readonly cause?: string | undefined;
  readonly note?: string | undefined;
  /** O20: it was refused in the review, and is closed. */
  readonly refused?: boolean | undefined;
}

/** What changes an order between its release and its handover: cancelled, divided, joined, other goods, another address. */
export interface ChangesService {
  view(order: string): Promise<Outcome<ChangesView>>;
  /** MRG-02: orders that could go in one parcel with what lies on a bench; none while the index of receivers is made. */
  sameReceiver(shipment: string): Promise<{ readonly order: string; readonly channelOrderNo: string }[]>;
  /** @returns orders that came of it, where others did */
  act(input: ChangesAct, actor: Actor): Promise<Outcome<{ readonly orders: string[] }>>;
  cancel(doc: OrderDoc, given: CancelGiven, actor: Actor): Promise<Outcome<null>>;
  voidLabels(order: OrderDoc, reason: string, actor: Actor): Promise<Outcome<null>>;
}
