/** `npm run bench -- NAME [ARGS]`: runs test/bench/NAME.ts, which prints its figures beside limits of the same run. */
import { existsSync, readdirSync } from 'node:fs';
import { buildApp } from '../lib/app.ts';
import { inRoot } from '../lib/paths.ts';
import { runNode } from '../lib/run.ts';

const [name = '', ...args] = process.argv.slice(2);
const folder = inRoot('test/bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((file) => file.endsWith('.ts'))
      .map((file) => file.slice(0, -'.ts'.length))
  : [];

if (!names.includes(name)) {
  process.stderr.write(
    `usage: npm run bench -- NAME, where NAME is one of: ${names.join(', ') || '(none yet)'}\n`,
  );
  process.exit(2);
}
// Figures are of what a person runs.
await buildApp();
const { code } = await runNode(inRoot('test/bench', `${name}.ts`), args);
process.exit(code);
