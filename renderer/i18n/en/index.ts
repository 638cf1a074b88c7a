import type { zh } from '../zh/index.ts';
import type { SameKeys } from '../types.ts';
import { afterEn, archiveEn } from './after.ts';
import { backupsEn } from './backups.ts';
import { benchEn } from './bench.ts';
import { carriersEn } from './carriers.ts';
import { casesEn, changesEn } from './cases.ts';
import { channelsEn } from './channels.ts';
import { codesEn } from './codes.ts';
import { devicesEn } from './devices.ts';
import { gunsEn } from './guns.ts';
import { customersEn, intakeEn } from './intake.ts';
import { officeEn } from './office.ts';
import { olderEn } from './older.ts';
import { pickingEn } from './picking.ts';
import { printersEn } from './printers.ts';
import { noticesEn, paymentsEn, reviewEn } from './review.ts';
import { scalesEn } from './scales.ts';
import { auditEn, peopleEn, sessionEn } from './people.ts';
import { siteRulesEn } from './site-rules.ts';
import { stockEn } from './stock.ts';
import { syncEn } from './sync.ts';
import { templatesEn } from './templates.ts';
import { upkeepEn } from './upkeep.ts';
import { orderPageEn, workEn } from './work.ts';

export const en: SameKeys<typeof zh> = {
  after: afterEn,
  archive: archiveEn,
  backups: backupsEn,
  bench: benchEn,
  carriers: carriersEn,
  cases: casesEn,
  changes: changesEn,
  channel: channelsEn,
  codes: codesEn,
  devices: devicesEn,
  guns: gunsEn,
  picking: pickingEn,
  printers: printersEn,
  review: reviewEn,
  payments: paymentsEn,
  notices: noticesEn,
  scales: scalesEn,
  older: olderEn,
  customers: customersEn,
  intake: intakeEn,
  people: peopleEn,
  session: sessionEn,
  audit: auditEn,
  siteRule: siteRulesEn,
  stock: stockEn,
  sync: syncEn,
  templates: templatesEn,
  upkeep: upkeepEn,
  orderPage: orderPageEn,
  work: workEn,
  ...officeEn,
};
