import { packageApp, UNPACKED } from '../lib/package.ts';

const real = await packageApp();
process.stdout.write(`${UNPACKED}\n`);
if (!real)
  process.stdout.write(
    'Electron’s binary is not here: a stand-in took its place, the program does not run.\n',
  );
