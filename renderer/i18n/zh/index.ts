import { afterZh, archiveZh } from './after.ts';
import { backupsZh } from './backups.ts';
import { benchZh } from './bench.ts';
import { carriersZh } from './carriers.ts';
import { casesZh, changesZh } from './cases.ts';
import { channelsZh } from './channels.ts';
import { codesZh } from './codes.ts';
import { devicesZh } from './devices.ts';
import { gunsZh } from './guns.ts';
import { customersZh, intakeZh } from './intake.ts';
import { officeZh } from './office.ts';
import { olderZh } from './older.ts';
import { pickingZh } from './picking.ts';
import { printersZh } from './printers.ts';
import { noticesZh, paymentsZh, reviewZh } from './review.ts';
import { scalesZh } from './scales.ts';
import { auditZh, peopleZh, sessionZh } from './people.ts';
import { siteRulesZh } from './site-rules.ts';
import { stockZh } from './stock.ts';
import { syncZh } from './sync.ts';
import { templatesZh } from './templates.ts';
import { upkeepZh } from './upkeep.ts';
import { orderPageZh, workZh } from './work.ts';

/** The texts in Simplified Chinese; the shape that every other language must have. */
export const zh = {
  after: afterZh,
  archive: archiveZh,
  backups: backupsZh,
  bench: benchZh,
  carriers: carriersZh,
  cases: casesZh,
  changes: changesZh,
  channel: channelsZh,
  codes: codesZh,
  devices: devicesZh,
  guns: gunsZh,
  picking: pickingZh,
  printers: printersZh,
  review: reviewZh,
  payments: paymentsZh,
  notices: noticesZh,
  scales: scalesZh,
  older: olderZh,
  customers: customersZh,
  intake: intakeZh,
  people: peopleZh,
  session: sessionZh,
  audit: auditZh,
  siteRule: siteRulesZh,
  stock: stockZh,
  sync: syncZh,
  templates: templatesZh,
  upkeep: upkeepZh,
  orderPage: orderPageZh,
  work: workZh,
  ...officeZh,
};
