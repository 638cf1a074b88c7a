import type { EpochMs } from '../../base/index.ts';
import type { ChoiceReason, Rejection, ServiceLevel } from '../carriers/types.ts';
import type { Aggregate, DraftsOf, EventsOf, FoldConflict } from '../event.ts';

/** Commercial axis of an order (requirements 3). */
export const ORDER_STATUSES = [
  'DRAFT',
  'RECEIVED',
  'IN_REVIEW',
  'NEEDS_FIX',
  'APPROVED',
  'REJECTED',
  'AWAITING_PAYMENT',
  'BACKORDERED',
  'READY_TO_SHIP',
  'SHIPPED',
  'DELIVERED',
  'COMPLETED',
  'ARCHIVED',
  'CANCELLED',
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];

export const PAYMENT_STATUSES = ['UNPAID', 'PAID', 'COD', 'PARTLY_REFUNDED', 'REFUNDED', 'SETTLED'] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

export const LOGISTICS_STATUSES = [
  'NONE',
  'PICKED_UP',
  'IN_TRANSIT',
  'OUT_FOR_DELIVERY',
  'SIGNED',
  'PROBLEM',
  'REFUSED',
  'RETURNING',
  'RETURN_SIGNED',
  'FORWARDED',
  'CUSTOMS',
] as const;
export type LogisticsStatus = (typeof LOGISTICS_STATUSES)[number];

/** What a parcel suffers from that its carrier calls a problem (TRK-03). */
export const LOGISTICS_CAUSES = ['delivery_failed', 'bad_address', 'lost', 'damaged', 'delayed'] as const;
export type LogisticsCause = (typeof LOGISTICS_CAUSES)[number];

/** What a receiver finds wrong on the spot (DLV-02, DLV-05). */
export const DELIVERY_PROBLEMS = ['damaged', 'missing', 'wrong_goods', 'quality', 'late', 'other'] as const;
export type DeliveryProblem = (typeof DELIVERY_PROBLEMS)[number];

export const FEEDBACK_SUBJECTS = ['all', 'goods', 'logistics', 'service'] as const;
export type FeedbackSubject = (typeof FEEDBACK_SUBJECTS)[number];

export const ORDER_FLAGS = [
  'urgent',
  'custom',
  'fragile',
  'cold_chain',
  'hold',
  'cancel_requested',
  'address_changed',
  'exception',
  'split_child',
  'merged',
] as const;
export type OrderFlag = (typeof ORDER_FLAGS)[number];

/** Integer minor units (分, pence) and ISO 4217 code. */
export interface Money {
  readonly minor: number;
  readonly currency: string;
}

export interface OrderLine {
  /** 1-based, unique in the order. */
  readonly no: number;
  readonly sku: string;
  readonly name: string;
  readonly variant?: string;
  /** Units, ≥ 1. */
  readonly qty: number;
  readonly unitPrice?: Money;
  /** `charge` = freight, discount, fee: never packed. `service` = nothing to ship. */
  readonly kind: 'goods' | 'charge' | 'service';
}

/** Receiver or sender in clear. Only inside `private` (encrypted) or settings; masked everywhere else. */
export interface Party {
  readonly name: string;
  readonly phone: string;
  readonly country?: string;
  readonly province?: string;
  readonly city?: string;
  readonly district?: string;
  readonly detail: string;
  readonly postcode?: string;
}

/** The order as received; never changed. */
export interface OrderBase {
  /** `taobao`, `shopify`, `csv`, … */
  readonly channel: string;
  /** The channel's own number; unique within the channel. */
  readonly channelOrderNo: string;
  readonly orderedAt: EpochMs;
  readonly receivedAt: EpochMs;
  /** `manual` starts as DRAFT (second person confirms), `platform` and `file` as RECEIVED. */
  readonly intake: 'manual' | 'file' | 'platform';
  /** Actor id of whoever entered it. */
  readonly author: string;
  readonly kind: 'goods' | 'service';
  /** Id of the order that this one was split from (O14, O24); gives the flag `split_child`. */
  readonly parent?: string;
  readonly lines: readonly OrderLine[];
  readonly total?: Money;
  readonly freight?: Money;
  readonly discount?: Money;
  readonly paid?: Money;
  readonly payment: 'UNPAID' | 'PAID' | 'COD';
  readonly paymentMethod?: string;
  /** Transaction number of the bank or the platform. */
  readonly paymentReference?: string;
  readonly paidAt?: EpochMs;
  /** Code of a coupon that `discount` comes from. */
  readonly coupon?: string;
  /** Amount to collect at the door; only with payment COD. */
  readonly codAmount?: Money;
  /** Carrier code named by the order, if any. */
  readonly carrier?: string;
  /** Deadline of shipping; drives the queue. */
  readonly shipBy?: EpochMs;
  readonly flags: readonly ('urgent' | 'custom' | 'fragile' | 'cold_chain')[];
  /** What the channel had done with it when it came, where that was anything but `open` (`partly_shipped`, …). */
  readonly channelState?: string;
  /** Status words of the channel, as found in the file, for the record. */
  readonly channelStatus?: string;
  /** Hash (site key) of name + phone + address, to find orders of one receiver; no private data in it. */
  readonly receiverHash?: string;
  /** True where the receiver arrived masked (`*`): only labels printed elsewhere can be used. */
  readonly receiverMasked: boolean;
}

/** What the invoice (发票) is made out to. */
export interface Invoice {
  readonly kind: 'personal' | 'company';
  readonly title: string;
  /** 统一社会信用代码, of a company. */
  readonly taxNo?: string;
  readonly email?: string;
}

/** Encrypted at rest, keyed by `base` and by event id. */
export interface OrderPrivate {
  readonly base?: {
    readonly receiver?: Party;
    readonly remark?: string;
    readonly sellerNote?: string;
    readonly invoice?: Invoice;
    /** What the customer wrote, as somebody pasted it who took the order by hand. */
    readonly source?: string;
  };
  readonly events: Readonly<Record<string, OrderEventPrivate>>;
}
/** What an event brings that only the encrypted part may hold. */
export interface OrderEventPrivate {
  readonly receiver?: Party;
  readonly remark?: string;
  readonly sellerNote?: string;
  readonly invoice?: Invoice;
  readonly source?: string;
  /** What somebody typed: of a talk, a note, a reason. */
  readonly note?: string;
  /** Where something lies that belongs to the order: number of a chat, a ticket, a file. */
  readonly ref?: string;
  /** Where a parcel was, as its carrier says: it tells where somebody lives. */
  readonly place?: string;
}

/** What the author of a draft may still change of its base, as a whole: a field that is missing is gone. */
export type OrderTerms = Omit<
  OrderBase,
  | 'channel'
  | 'channelOrderNo'
  | 'receivedAt'
  | 'intake'
  | 'author'
  | 'parent'
  | 'channelState'
  | 'channelStatus'
>;
/** What a change request may ask for beside the private fields; null takes it away. */
export interface ChangedTerms {
  readonly flags?: OrderBase['flags'];
  readonly shipBy?: EpochMs | null;
  readonly carrier?: string | null;
}
export const CHANGE_FIELDS = ['receiver', 'remark', 'flags', 'shipBy', 'carrier'] as const;
export type ChangeField = (typeof CHANGE_FIELDS)[number];

/** How somebody spoke with the customer. */
export const CONTACT_WAYS = ['phone', 'sms', 'chat', 'mail'] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];
/** What came of it. */
export const CONTACT_OUTCOMES = [
  'confirmed',
  'changed',
  'promised',
  'no_answer',
  'refused',
  'other',
] as const;
export type ContactOutcome = (typeof CONTACT_OUTCOMES)[number];
/** Whom an internal note is for: `DEPARTMENTS` of the rights, or everybody. */
export const NOTE_TO = [
  'all',
  'orders',
  'warehouse',
  'logistics',
  'finance',
  'purchasing',
  'management',
] as const;
export type NoteTo = (typeof NOTE_TO)[number];
export const LINK_KINDS = ['chat', 'ticket', 'file', 'order'] as const;
export type LinkKind = (typeof LINK_KINDS)[number];

/** What becomes of a special request (REV-10, REV-14): `none` = the remark asks for nothing. */
export const REMARK_VERDICTS = ['none', 'met', 'negotiated', 'not_met'] as const;
export type RemarkVerdict = (typeof REMARK_VERDICTS)[number];
/** Who says that money came: a person, a file of the bank or platform, the channel. */
export const PAYMENT_SOURCES = ['desk', 'file', 'channel'] as const;
export type PaymentSource = (typeof PAYMENT_SOURCES)[number];
/** Departments of the house that a task is given to: `DEPARTMENTS` of the rights. */
export const ASSIGNED_TO = [
  'orders',
  'warehouse',
  'logistics',
  'finance',
  'purchasing',
  'management',
] as const;
export type AssignedTo = (typeof ASSIGNED_TO)[number];
export interface RecordedPayment {
  readonly event: string;
  readonly by: string;
  readonly amount: Money;
  readonly method: string;
  readonly reference?: string;
  readonly receivedAt: EpochMs;
  readonly source: PaymentSource;
  readonly more?: boolean;
}

/** Event type → data. Row numbers are those of requirements 3 (O1–O24). */
export interface OrderEventMap {
  /** `draft`: id of the author's last `draft_changed` that the second person has looked at. */
  received: { readonly author: string; readonly draft?: string }; // O2, O3 confirmed
  draft_changed: { readonly terms: OrderTerms }; // receiver, remark, invoice in private
  draft_returned: { readonly reason: string };
  submitted: Record<string, never>; // O4
  approved: { readonly rule?: string }; // O5, `rule` = name of the automatic review rule
  needs_fix: { readonly reason: string }; // O6
  fixed: { readonly contact: string }; // O7, new data in private
  rejected: { readonly reason: string }; // O8
  payment_awaited: Record<string, never>; // O9
  paid: { readonly amount?: Money; readonly reference?: string }; // O10
  released: { readonly stock: 'reserved' | 'not_tracked'; readonly rule?: string }; // O11
  /** `qty`: units that are lacking of `sku`; `expected`: when goods come, where somebody knows. */
  backordered: {
    readonly reason: string;
    readonly sku?: string;
    readonly qty?: number;
    readonly expected?: EpochMs;
  }; // O12
  restocked: { readonly consent: string }; // O13
  split: {
    readonly children: readonly {
      readonly id: string;
      readonly lines: readonly { no: number; qty: number }[];
    }[];
    readonly consent?: string;
    /**
     * `orders` (also when missing): sub-orders with documents of their own. `parcels`: another box of the same order,
     * ids and lines are shipments' own; a later split of this kind replaces the earlier one.
     */
    readonly into?: 'orders' | 'parcels';
  }; // O14, O24
  merged: { readonly shipment: string }; // O23
  /** Each order has its own parcel again. */
  unmerged: { readonly shipment: string };
  /**
   * Another article instead of what was ordered (SHO-03). `from`: what the line was when it was decided; `difference`: what the
   * customer pays more (less, where negative). How he agreed: `consent`, his words in private.
   */
  substituted: {
    readonly line: number;
    readonly from: string;
    readonly sku: string;
    readonly name: string;
    readonly variant?: string;
    readonly qty: number;
    readonly unitPrice?: Money;
    readonly difference?: Money;
    readonly consent: string;
  };
  /** Units that are not sent any more (SHO-03); `refund`: what of the price goes back. */
  lines_cancelled: {
    readonly lines: readonly { readonly no: number; readonly sku: string; readonly qty: number }[];
    readonly refund?: Money;
    readonly consent: string;
  };
  shipped: {
    readonly parcels: readonly {
      readonly shipment: string;
      readonly carrier: string;
      readonly number: string;
      readonly at: EpochMs;
    }[];
    /** `channel`: shipped by somebody else before it came here; no parcels of ours, never queued. */
    readonly source?: 'channel';
  }; // O15
  /** `time`: when the parcel was signed for; `problem`: what the receiver noted then (DLV-03), in words in private. */
  delivered: {
    readonly source: 'carrier' | 'manual';
    readonly time?: EpochMs;
    readonly problem?: DeliveryProblem;
  }; // O16
  completed: { readonly cause: 'confirmed' | 'time_out' }; // O17
  archived: Record<string, never>; // O18
  /** `refundStarted`: a person has said so of a paid order. */
  cancelled: {
    readonly reason: string;
    readonly side: 'customer' | 'merchant' | 'channel';
    readonly refundStarted?: boolean;
  }; // O19
  closed: Record<string, never>; // O20
  after_sales_opened: { readonly caseId: string; readonly cause: 'refused' | 'returning' | 'requested' }; // O21, O22
  after_sales_closed: { readonly caseId: string };
  held: { readonly hold: string; readonly reason: string };
  hold_lifted: { readonly hold: string };
  cancel_requested: { readonly reason: string };
  /** `requests` = event ids of the requests that were seen and denied; filled in by `decideOrder`. */
  cancel_request_denied: { readonly reason: string; readonly requests?: readonly string[] };
  address_changed: { readonly reason?: string }; // new receiver in private, and what was said
  address_change_settled: { readonly event: string }; // label voided or no label was out
  partly_refunded: { readonly amount: Money };
  refunded: { readonly amount?: Money };
  settled: Record<string, never>;
  /**
   * What the carrier says of a parcel (`number`), and when it was so (`time`); place and words lie in private. Missing in events
   * of earlier versions: the whole order, at the event's own time.
   */
  logistics: {
    readonly status: LogisticsStatus;
    readonly text?: string;
    readonly time?: EpochMs;
    readonly carrier?: string;
    readonly number?: string;
    readonly cause?: LogisticsCause;
  };
  /** CMP-08: 1 (bad) to 5 (good); what was said lies in private. */
  feedback_recorded: { readonly rating: number; readonly about: FeedbackSubject };
  contacted: { readonly way: ContactWay; readonly outcome: ContactOutcome }; // what was said in private
  noted: { readonly to: NoteTo }; // text in private
  linked: { readonly kind: LinkKind }; // reference in private
  /** Ruling 4: who may not change an order asks for it. New receiver, remark and the reason in private. */
  change_requested: { readonly fields: readonly ChangeField[]; readonly terms?: ChangedTerms };
  /** `terms`, and receiver and remark in private: what is so from now on. */
  change_decided: { readonly request: string; readonly approved: boolean; readonly terms?: ChangedTerms };
  /**
   * What the checks of a review found that was not in order (`check:code`), which of it the reviewer takes as it is, and what
   * became of the remark; what was negotiated lies in private. `rules`: name of the set of checks.
   */
  review_checked: {
    readonly rules: string;
    readonly found: readonly string[];
    readonly accepted?: readonly string[];
    readonly remark?: RemarkVerdict;
  };
  /** The customer was told; `notice` is made of what he was told of, so that it counts once. */
  confirmation_sent: { readonly notice: string; readonly template: string; readonly way: string };
  /** CFM-03, CFM-05: the customer was asked about the order, or about a doubt; what was said lies in private. */
  confirmation_noted: {
    readonly way: string;
    readonly about: 'order' | 'doubt';
    readonly objection: boolean;
  };
  /** Money that came; several may make up the total. `more`: the rest is to come. */
  payment_recorded: {
    readonly amount: Money;
    readonly method: string;
    readonly reference?: string;
    readonly receivedAt: EpochMs;
    readonly source: PaymentSource;
    readonly fee?: Money;
    readonly more?: boolean;
  };
  payment_reminded: { readonly way: string };
  exception_raised: { readonly exception: string; readonly code: string };
  exception_closed: { readonly exception: string; readonly note: string };
  /**
   * To which warehouse, group of benches and person it goes (ALC-01..04); '' takes back what was said before. `rule`: the rule
   * of the site by which the system did it.
   */
  allocated: {
    readonly warehouse?: string;
    readonly group?: string;
    readonly person?: string;
    readonly rule?: string;
  };
  /** Who does what for it until when (SPC-02); `assignment` names the task over its changes. A word to it lies in private. */
  assigned: {
    readonly assignment: string;
    readonly department: AssignedTo;
    readonly person?: string;
    readonly task: string;
    readonly due?: EpochMs;
    readonly done?: boolean;
    readonly rule?: string;
  };
  /** When it is to be handed over at the latest (CFM-04). `rule`: the site's rule said so. */
  promised: { readonly shipBy: EpochMs; readonly rule?: string };
  /** By which carrier it goes, and why; by SYS at the release, or by a person, whose words are private (CAR-01, CAR-02). */
  carrier_chosen: {
    readonly carrier: string;
    readonly reason: ChoiceReason;
    /** Is there an agreement by which it can go? */
    readonly fits: boolean;
    readonly agreement?: string;
    readonly service?: ServiceLevel;
    readonly cost?: Money;
    /** That the price was reckoned with. */
    readonly grams?: number;
    readonly days?: number;
    readonly rejected?: readonly Rejection[];
  };
  /** Names the private keys that a merge drops, `base` too. `rule`: no person asked for it, a rule did. */
  private_erased: { readonly events: readonly string[]; readonly rule?: string };
}
export type OrderEvent = EventsOf<OrderEventMap>;
export type OrderEventDraft = DraftsOf<OrderEventMap>;
export type OrderAggregate = Aggregate<OrderBase, OrderEvent>;

/** What `foldOrder` gives. */
export interface OrderState {
  readonly status: OrderStatus;
  readonly payment: PaymentStatus;
  readonly logistics: LogisticsStatus;
  /** The order as it stands: its base with all that events have changed of it. */
  readonly current: OrderBase;
  /** Event id of the author's last change of a draft. */
  readonly draft?: string;
  /** Why the second person sent the draft back; gone when its author has changed it. */
  readonly draftReturned?: string;
  /** Change requests that nobody has decided. */
  readonly changeRequests: readonly { readonly id: string; readonly by: string }[];
  readonly flags: readonly OrderFlag[];
  /** Open holds by id. */
  readonly holds: readonly { readonly id: string; readonly reason: string; readonly by: string }[];
  /** Conflicts and raised exceptions that nobody has closed. */
  readonly exceptions: readonly FoldConflict[];
  /** Name of the rule when SYS approved. */
  readonly approvedByRule?: string;
  readonly reason?: string;
  readonly parcels: OrderEventMap['shipped']['parcels'];
  readonly children: readonly string[];
  /** What `children` are: orders of their own, or parcels of this one. */
  readonly split?: 'orders' | 'parcels';
  /** True where the channel says that somebody else has shipped it. */
  readonly shippedByChannel: boolean;
  readonly mergedInto?: string;
  readonly openAfterSales: readonly string[];
  /** To whom it was given; missing: anybody may take it. */
  readonly allocation?: {
    readonly event: string;
    readonly warehouse?: string;
    readonly group?: string;
    readonly person?: string;
    readonly rule?: string;
  };
  readonly assignments: readonly (Omit<OrderEventMap['assigned'], 'assignment'> & {
    readonly id: string;
    readonly event: string;
    readonly by: string;
  })[];
  /** The last promise; `current.shipBy` is its time. */
  readonly promise?: { readonly shipBy: EpochMs; readonly event: string; readonly rule?: string };
  /** Event ids of the cancel requests that nobody has denied. */
  readonly cancelRequests: readonly string[];
  /** Event id of the latest address change that is not settled yet. */
  readonly addressChange?: string;
  /** The last review of the data as it stands; gone when that changed. */
  readonly review?: {
    readonly event: string;
    readonly by: string;
    readonly rules: string;
    readonly found: readonly string[];
    readonly accepted: readonly string[];
    readonly remark?: RemarkVerdict;
  };
  /** Notices that the customer got, each once. */
  readonly told: readonly {
    readonly notice: string;
    readonly template: string;
    readonly way: string;
    readonly at: EpochMs;
  }[];
  /** What the customer said when asked; `doubt` of the data as it stands. */
  readonly noted: readonly {
    readonly event: string;
    readonly about: 'order' | 'doubt';
    readonly way: string;
    readonly objection: boolean;
  }[];
  readonly payments: readonly RecordedPayment[];
  /** When the customer was reminded of the payment. */
  readonly reminders: readonly EpochMs[];
  /** The last choice of its carrier. */
  readonly chosenCarrier?: OrderEventMap['carrier_chosen'];
  /** Private keys that events have erased. */
  readonly erased: readonly string[];
}
