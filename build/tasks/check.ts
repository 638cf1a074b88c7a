import { checkFormat, checkLayers, checkLicences, checkLint, checkTypes } from '../lib/checks.ts';
import { printChecks } from '../lib/report.ts';

const checks = [
  ...(await checkTypes()),
  await checkLayers(),
  checkLicences(),
  await checkLint(),
  await checkFormat(),
];
printChecks(checks);
process.exitCode = checks.every((check) => check.ok) ? 0 : 1;
