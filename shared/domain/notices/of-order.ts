import type { DomainEvent, Role } from '../event.ts';
import type { NoticeTemplateId, StaffCode } from './types.ts';

type Flat = Readonly<Record<string, string | number>>;

/** Something that the customer of an order is to be told; its id repeats, because it is made of the event. */
export interface CustomerNotice {
  readonly id: string;
  readonly template: NoticeTemplateId;
  readonly event: string;
  /** Codes only, no words of people. */
  readonly data: Flat;
}

export interface StaffNotice {
  readonly id: string;
  readonly role: Role;
  readonly code: StaffCode;
  readonly event: string;
  readonly data: Flat;
}

/** Whoever reminds like this has said it himself. */
const TOLD_BY_MOUTH: ReadonlySet<string> = new Set(['phone', 'wangwang', 'chat']);

type Told = Readonly<Record<string, unknown>>;
const CODE = /^[a-z0-9_.:-]{1,60}$/i;
/** A reason that is a code; what people typed stays where it is. */
const reasonOf = (data: Told): Flat =>
  typeof data['reason'] === 'string' && CODE.test(data['reason']) ? { reason: data['reason'] } : {};

/**
 * What an event of an order means to its customer; undefined where it means nothing. Approval by a rule is not told of
 * here: channels confirm their orders themselves, and `confirmation` may be asked for by hand.
 */
export function customerNoticeOf(event: DomainEvent): CustomerNotice | undefined {
  const data = (event.data ?? {}) as Told;
  const notice = (template: NoticeTemplateId, told: Flat = {}): CustomerNotice => ({
    id: `${template}:${event.id}`,
    template,
    event: event.id,
    data: told,
  });
  switch (event.type) {
    case 'approved':
      return data['rule'] === undefined ? notice('confirmation') : undefined;
    case 'needs_fix':
      return notice('needs_fix', reasonOf(data));
    case 'rejected':
      return notice('rejected', reasonOf(data));
    case 'payment_reminded':
      return TOLD_BY_MOUTH.has(String(data['way'])) ? undefined : notice('payment_reminder');
    case 'backordered':
      return notice('shortage', reasonOf(data));
    case 'shipped':
      return data['source'] === 'channel' ? undefined : notice('shipped');
    case 'cancelled':
      return data['side'] === 'merchant' ? notice('cancelled', reasonOf(data)) : undefined;
    case 'address_changed':
      return notice('address_changed');
    case 'logistics':
      return data['status'] === 'PROBLEM' ? notice('logistics_problem') : undefined;
    default:
      return undefined;
  }
}

/** Who in the house must know of an event (NTF-04): the next role, and whoever has the goods in hand. */
const STAFF: Readonly<Record<string, readonly [StaffCode, ...Role[]]>> = {
  address_changed: ['address_changed', 'WHL', 'SHP'],
  cancel_requested: ['cancel_requested', 'CS', 'WHL'],
  cancelled: ['cancelled', 'WHL'],
  needs_fix: ['needs_fix', 'CS'],
  rejected: ['rejected', 'CS'],
  backordered: ['shortage', 'CS', 'PUR'],
  after_sales_opened: ['return_coming', 'WHL', 'CS'],
  change_requested: ['change_requested', 'REV'],
};
const CARRIER: Readonly<Record<string, readonly [StaffCode, ...Role[]]>> = {
  REFUSED: ['parcel_refused', 'CS', 'LOG'],
  RETURNING: ['return_coming', 'WHL', 'CS'],
  PROBLEM: ['parcel_problem', 'LOG', 'CS'],
};

/** Post that leads the department to which a task of a special order is given (SPC-03). */
const LEADS: Readonly<Record<string, Role>> = {
  orders: 'REV',
  warehouse: 'WHL',
  logistics: 'LOG',
  finance: 'FIN',
  purchasing: 'PUR',
  management: 'MGR',
};

export function staffNoticesOf(event: DomainEvent): StaffNotice[] {
  const data = (event.data ?? {}) as Told;
  if (event.type === 'assigned') {
    const role = LEADS[String(data['department'])];
    if (role === undefined || data['done'] === true) return [];
    const task = String(data['task']);
    return [
      {
        id: `special_order:${event.id}:${role}`,
        role,
        code: 'special_order',
        event: event.id,
        data: CODE.test(task) ? { task } : {},
      },
    ];
  }
  const found =
    event.type === 'logistics'
      ? CARRIER[String(data['status'])]
      : Object.hasOwn(STAFF, event.type)
        ? STAFF[event.type]
        : undefined;
  if (!found) return [];
  const [code, ...roles] = found;
  return roles.map((role) => ({
    id: `${code}:${event.id}:${role}`,
    role,
    code,
    event: event.id,
    data: reasonOf(data),
  }));
}
