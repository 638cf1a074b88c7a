import type { zh } from '../zh/index.ts';
import type { SameKeys } from '../types.ts';
import { backupsEn } from './backups.ts';
import { benchEn } from './bench.ts';
import { codesEn } from './codes.ts';
import { devicesEn } from './devices.ts';
import { gunsEn } from './guns.ts';
import { officeEn } from './office.ts';
import { olderEn } from './older.ts';
import { printersEn } from './printers.ts';
import { scalesEn } from './scales.ts';
import { auditEn, peopleEn, sessionEn } from './people.ts';
import { siteRulesEn } from './site-rules.ts';
import { stockEn } from './stock.ts';
import { syncEn } from './sync.ts';
import { templatesEn } from './templates.ts';
import { upkeepEn } from './upkeep.ts';
import { orderPageEn, workEn } from './work.ts';

export const en: SameKeys<typeof zh> = {
  backups: backupsEn,
  bench: benchEn,
  codes: codesEn,
  devices: devicesEn,
  guns: gunsEn,
  printers: printersEn,
  scales: scalesEn,
  older: olderEn,
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
