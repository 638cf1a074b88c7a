import { packageApp } from '../lib/package.ts';

const { folder, hasElectron } = await packageApp();
process.stdout.write(`${folder}\n`);
if (!hasElectron) {
  process.stdout.write(
    'Electron’s binary is not here: a stand-in took its place, the program does not run.\n',
  );
}
