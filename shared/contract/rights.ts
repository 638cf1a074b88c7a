import type { Post } from '../domain/rights/index.ts';
import { ORDER_POSTS, SUPERVISORS } from '../domain/rights/index.ts';
import type { MethodName } from './index.ts';
import type { Settings } from './views.ts';

/**
 * Who may call what, once an administrator has a password (before that every station works without sign-in). Checked in the
 * station before the call reaches its service. It is the outer gate: which step of an order or a parcel a person may make is
 * decided by the transition tables of shared/domain, with the roles that the person holds at that moment.
 */
export interface Right {
  /**
   * `anyone`: also before sign-in. `person`: whoever is signed in. `bench`: whoever has signed in at the bench that the call
   * names. A list: who holds one of these posts.
   */
  readonly who: 'anyone' | 'person' | 'bench' | readonly Post[];
  /** How the person must have signed in at least: a PIN is enough for the warehouse, the office wants the password. */
  readonly by: 'pin' | 'password';
}

const anyone: Right = { who: 'anyone', by: 'pin' };
const person: Right = { who: 'person', by: 'pin' };
const bench: Right = { who: 'bench', by: 'pin' };
const pin = (...who: Post[]): Right => ({ who, by: 'pin' });
const office = (...who: Post[]): Right => ({ who, by: 'password' });

const seesOrders: Right = { who: ORDER_POSTS, by: 'pin' };
const devices: Right = office('WHL', 'MGR', 'ADM');
const administers: Right = office('ADM');
const manages: Right = office('MGR', 'ADM');
const imports: Right = office('CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'PUR', 'MGR', 'ADM');
/** INT-17: sales and customer service, and whoever judges orders and money. */
const customers: Right = office('CLK', 'REV', 'CS', 'FIN', 'MGR');
const prints: Right = pin('CLK', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'MGR');

/** Every method of the contract: one that is missing here does not compile. */
export const METHOD_RIGHTS: Readonly<Record<MethodName, Right>> = {
  'app.hello': anyone,
  'session.view': anyone,
  'session.signIn': anyone,
  'session.pin': anyone,
  'session.resume': anyone,
  'session.lock': anyone,
  'session.touch': anyone,
  'session.secret': { who: 'person', by: 'password' },
  // Refused by itself as soon as there is an administrator.
  'people.first': anyone,
  'people.list': manages,
  'people.save': administers,
  'people.secret': administers,
  'people.active': administers,
  'people.unlock': administers,
  'audit.list': manages,
  'audit.export': manages,
  'stop.press': person,
  'stop.lift': pin(...SUPERVISORS),
  // Each setting has a right of its own (`SETTING_RIGHTS`).
  'settings.save': anyone,
  'siteRules.list': person,
  'siteRules.save': manages,
  'carriers.save': office('LOG', 'MGR', 'ADM'),
  'operators.add': administers,

  'bench.view': anyone,
  // A badge signs in; anything else is answered by the bench with a stop where nobody has.
  'bench.scan': anyone,
  'bench.command': bench,
  'bench.operator': person,
  'bench.sameReceiver': bench,
  'bench.open': bench,
  'handover.start': bench,
  'handover.list': seesOrders,
  'handover.reprint': pin('WHL', 'SHP', 'LOG', 'MGR'),

  // Each list is its posts' (`seesList`), each bulk act the transition tables'.
  'work.lists': seesOrders,
  'work.rows': seesOrders,
  'work.search': seesOrders,
  'work.filters': seesOrders,
  'work.saveFilter': seesOrders,
  'work.removeFilter': seesOrders,
  'work.preview': { who: ORDER_POSTS, by: 'password' },
  'work.bulk': { who: ORDER_POSTS, by: 'password' },
  'work.cancelBulk': { who: ORDER_POSTS, by: 'password' },
  'work.bulks': seesOrders,
  'queue.list': seesOrders,
  'orders.blocked': seesOrders,
  'orders.list': seesOrders,
  'orders.get': seesOrders,
  // Which of its steps is decided by the transition tables; adding products is none (`ACTION_RIGHTS`).
  'orders.act': { who: ORDER_POSTS, by: 'password' },
  'orders.reveal': office('CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'),
  // Typing orders in is the clerk's; a second person checks them (INT-03), who may be a reviewer.
  'intake.check': office('CLK', 'REV'),
  'intake.products': office('CLK', 'REV', 'CS'),
  'intake.save': office('CLK'),
  'intake.drafts': office('CLK', 'REV', 'MGR'),
  'intake.draft': office('CLK', 'REV'),
  'intake.confirm': office('CLK', 'REV'),
  'intake.return': office('CLK', 'REV'),
  'intake.sketch': office('CLK'),
  'intake.keep': office('CLK'),
  'intake.clear': office('CLK'),
  'talk.list': seesOrders,
  'talk.contact': office('CLK', 'REV', 'CS', 'LOG', 'FIN', 'MGR'),
  'talk.note': seesOrders,
  'talk.link': office('CLK', 'REV', 'CS', 'LOG', 'MGR'),
  'changes.ask': office('CLK', 'CS', 'REV', 'WHL', 'LOG', 'MGR'),
  'changes.decide': office('REV', 'CS'),
  'changes.of': seesOrders,
  'changes.list': office('CLK', 'CS', 'REV', 'WHL', 'LOG', 'MGR'),
  'changes.reveal': office('REV', 'CS'),
  'customers.list': customers,
  'customers.get': customers,
  'customers.ofOrder': customers,
  'customers.reveal': customers,
  'customers.credit': office('REV', 'CS', 'FIN', 'MGR'),
  'customers.note': customers,
  'older.search': seesOrders,
  'older.get': seesOrders,
  'older.reveal': office('CLK', 'REV', 'CS', 'WHL', 'SHP', 'LOG', 'MGR'),

  'review.queue': office('REV', 'CS', 'CLK', 'MGR'),
  'review.view': seesOrders,
  'review.judge': office('REV'),
  'review.asked': office('CS', 'REV', 'CLK'),
  'payments.view': office('CLK', 'REV', 'CS', 'FIN', 'MGR', 'ADM'),
  'payments.record': office('FIN'),
  'payments.unpaid': office('CS', 'FIN', 'MGR'),
  'payments.remind': office('CS', 'FIN', 'MGR'),
  'payments.check': office('FIN'),
  'payments.reports': office('FIN', 'MGR'),
  'payments.report': office('FIN', 'MGR'),
  'payments.settle': office('FIN'),
  'notices.list': office('CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'),
  'notices.ofOrder': seesOrders,
  'notices.text': office('CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'),
  'notices.mark': office('CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'),
  'notices.ask': office('CS', 'REV', 'CLK', 'FIN', 'LOG', 'MGR'),
  'notices.inbox': person,
  'notices.read': person,
  'notices.templates': person,
  'notices.preview': manages,
  'notices.saveTemplate': manages,
  'notices.resetTemplate': manages,

  'wave.print': pin('CLK', 'WHL', 'PKR', 'LOG'),
  // Guns of a bench are for whoever works there.
  'pick.front': bench,
  'pick.view': person,
  'pick.scan': bench,
  'pick.act': bench,
  'pick.waves': pin('CLK', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'MGR'),
  'pick.wave': pin('CLK', 'WHL', 'PKR'),
  'pick.sheet': pin('CLK', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'MGR'),
  'pick.giveBack': pin('WHL'),
  'pick.slip': pin('CLK', 'WHL', 'PIK', 'PKR', 'SHP', 'LOG', 'MGR'),
  'pick.ofOrder': seesOrders,
  'agreements.list': office('WHL', 'LOG', 'FIN', 'MGR', 'ADM'),
  'agreements.save': office('LOG', 'MGR', 'ADM'),
  'stock.levels': pin('CLK', 'REV', 'CS', 'WHL', 'PIK', 'PKR', 'SHP', 'PUR', 'RPR', 'MGR'),
  'stock.history': pin('CS', 'WHL', 'PIK', 'PKR', 'SHP', 'PUR', 'RPR', 'MGR'),
  'stock.receive': pin('WHL', 'PUR', 'MGR'),
  'stock.import': pin('WHL', 'PUR', 'MGR'),
  // Whoever stands before the shelf says at once what is wrong (STK-08).
  'stock.report': pin('WHL', 'PIK', 'PKR', 'SHP', 'PUR', 'MGR'),
  'stock.servable': pin('REV', 'CS', 'WHL', 'MGR'),
  'stock.prepare': pin('CLK', 'WHL', 'PIK', 'PKR', 'SHP', 'PUR', 'MGR'),
  'release.view': seesOrders,
  'release.order': office('REV', 'WHL'),
  'release.promise': office('REV', 'CS', 'WHL', 'MGR'),
  'allocation.set': office('CLK', 'REV', 'WHL', 'MGR'),
  'allocation.assign': office('CLK', 'REV', 'CS', 'WHL', 'LOG', 'FIN', 'MGR'),
  'carriers.try': office('WHL', 'LOG', 'FIN', 'MGR', 'ADM'),
  'carriers.ofOrder': seesOrders,
  'carriers.choose': office('LOG', 'WHL'),
  'freight.summary': office('WHL', 'LOG', 'FIN', 'MGR', 'ADM'),
  'freight.export': office('LOG', 'FIN', 'MGR', 'ADM'),
  'label.preview': seesOrders,
  'templates.list': person,
  'templates.get': person,
  'templates.draw': devices,
  'templates.save': devices,
  'templates.restore': devices,
  'templates.remove': devices,
  'templates.import': devices,
  'templates.export': devices,
  'rules.list': person,
  'rules.save': devices,
  'prints.list': prints,
  'prints.answer': prints,
  'prints.retry': prints,
  'prints.export': office('CLK', 'WHL', 'SHP', 'LOG', 'MGR', 'ADM'),
  // A second label for one parcel is how parcels are sent twice.
  'prints.reprint': pin('CLK', 'WHL', 'PKR', 'SHP', 'LOG', 'MGR'),
  'prints.void': pin('WHL', 'SHP', 'LOG', 'MGR'),
  'prints.driverSheet': pin('WHL', 'SHP', 'LOG', 'MGR'),
  'printer.test': devices,
  'printer.ask': devices,
  'printers.find': devices,
  'devices.ports': devices,
  'devices.health': person,
  'devices.find': devices,
  'devices.export': devices,
  'devices.import': devices,
  'gun.test': devices,
  'scale.view': anyone,
  'bench.weight': bench,
  'scales.detect': devices,
  'scales.test': devices,

  'import.preview': imports,
  'import.start': imports,
  'import.cancel': imports,
  'import.report': imports,
  'import.list': imports,
  'import.demo': imports,
  'export.shipped': office('CLK', 'CS', 'WHL', 'SHP', 'LOG', 'FIN', 'MGR'),
  // Receivers in clear.
  'export.carrier': office('WHL', 'LOG', 'MGR'),

  // The lamps of the frame.
  'upkeep.view': anyone,
  'retention.preview': manages,
  'retention.run': manages,
  'keys.rotate': administers,
  'backups.view': office('WHL', 'MGR', 'ADM'),
  'backups.save': administers,
  'backups.start': office('WHL', 'MGR', 'ADM'),
  'backups.cancel': office('WHL', 'MGR', 'ADM'),
  'backups.preview': administers,
  'backups.restore': administers,
  'alter.view': seesOrders,
  // Which of them is decided by the transition tables; a shortage is reported by whoever finds it.
  'alter.act': seesOrders,
  // Purchasing and repair work on cases too; what customers said is shown to those who see orders.
  'cases.list': person,
  'cases.ofOrder': seesOrders,
  'cases.get': person,
  // Whoever cannot solve a problem reports it at once (EXC-09).
  'cases.open': person,
  // Which step is decided by the table of cases.
  'cases.act': person,
  'cases.returned': pin('CS', 'WHL', 'PKR', 'SHP', 'LOG', 'MGR'),

  'after.board': seesOrders,
  'after.rows': seesOrders,
  // Which step is decided by the transition tables.
  'after.act': { who: ORDER_POSTS, by: 'password' },
  'after.bulk': office('REV', 'CS', 'FIN', 'LOG', 'MGR'),
  'after.sweep': office('LOG', 'CS', 'MGR'),
  'tracking.of': seesOrders,
  'tracking.add': office('LOG'),
  'tracking.find': seesOrders,
  'tracking.export': office('LOG', 'FIN', 'MGR'),
  'completion.of': seesOrders,
  'archive.search': { who: ORDER_POSTS, by: 'password' },
  'archive.ask': { who: ORDER_POSTS, by: 'password' },
  'archive.requests': office('REV', 'MGR', 'ADM'),
  'archive.decide': office('REV', 'MGR', 'ADM'),
  'archive.export': office('REV', 'CS', 'FIN', 'LOG', 'MGR'),
  'handover.get': seesOrders,
  'handover.sign': pin('SHP', 'WHL', 'LOG', 'MGR'),
  'handover.pdf': pin('SHP', 'WHL', 'LOG', 'MGR'),
  'voucher.print': pin('SHP', 'WHL', 'LOG', 'MGR'),
  'voucher.pdf': pin('SHP', 'WHL', 'LOG', 'CS', 'FIN', 'MGR'),
  'sync.view': anyone,
  'sync.join': administers,
  'sync.leave': administers,
  'sync.discover': administers,
  'sync.refused': office(...SUPERVISORS),
  'sync.retry': office(...SUPERVISORS),
  'claims.take': office('WHL'),
  'hub.serve': administers,
  'hub.code': administers,
  'hub.stations': administers,
  'hub.revoke': administers,
  'product.picture': person,
  'stats.latency': person,
};

/** Every field of the settings. Language and sound are nobody's secret: they are for whoever stands before the screen. */
export const SETTING_RIGHTS: Readonly<Record<keyof Settings, Right>> = {
  language: anyone,
  sound: anyone,
  siteName: manages,
  sender: manages,
  setupDone: manages,
  defaultCarrier: office('LOG', 'MGR', 'ADM'),
  labelLanguage: devices,
  labelPrinter: devices,
  paperPrinter: devices,
  printers: devices,
  guns: devices,
  scales: devices,
  weighing: office('WHL', 'LOG', 'MGR', 'ADM'),
  wedges: devices,
  benches: devices,
  seenDevices: devices,
  retention: manages,
  security: administers,
  ahead: office('WHL', 'LOG', 'MGR', 'ADM'),
};

/** Actions on an order that are no step of its state machine, or not only. All others: the transition tables alone. */
export const ACTION_RIGHTS = {
  add_products: ['CLK', 'REV', 'WHL', 'MGR'],
  // B3 of the parcels' table: asked for where there is no label yet, too.
  void_label: ['WHL', 'MGR'],
  // SHO-04: no step of the order, which stays backordered; of its case.
  wait: ['REV', 'CS', 'MGR'],
  // O24: packers may put a part into another box, and divide no order.
  split: ['REV', 'CS'],
  // ADR-03: who speaks with carrier and customer of what has left.
  address_case: ['LOG', 'CS'],
  // Any hold; one because something was unclear its clerks lift too.
  lift_hold: ['REV', 'CS', 'WHL', 'MGR'],
} as const satisfies Readonly<Record<string, readonly Post[]>>;

/** Does a person with these roles, signed in like this, have the right? `bench` is asked of the bench besides. */
export function mayCall(
  right: Right,
  who: { readonly roles: readonly string[]; readonly by: 'pin' | 'password' } | undefined,
): 'yes' | 'sign_in' | 'password_needed' | 'role_not_allowed' {
  if (right.who === 'anyone') return 'yes';
  if (who === undefined) return 'sign_in';
  if (Array.isArray(right.who)) {
    const posts: readonly string[] = right.who;
    if (!who.roles.some((role) => posts.includes(role))) return 'role_not_allowed';
  }
  return right.by === 'password' && who.by === 'pin' ? 'password_needed' : 'yes';
}
