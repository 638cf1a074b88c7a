import { checkFormat, checkSource } from '../lib/checks.ts';
import { printChecks } from '../lib/report.ts';

const checks = [...(await checkSource()), await checkFormat()];
printChecks(checks);
process.exitCode = checks.every((check) => check.ok) ? 0 : 1;
