import { buildApp } from '../lib/app.ts';

const built = await buildApp({ force: process.argv.includes('--force') });
process.stdout.write(built ? 'built into out/\n' : 'out/ is up to date\n');
