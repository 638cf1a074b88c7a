/** What of the machine decides where a person's data lies. */
export interface Machine {
  /** Node's `process.platform`. */
  readonly platform: string;
  readonly env: { readonly [name: string]: string | undefined };
  /** The person's home folder. */
  readonly home: string;
}

/** The data folder in the person's usual place, the same for every host. */
export function defaultDataFolder({ platform, env, home }: Machine): string {
  if (platform === 'win32') return `${env['APPDATA'] ?? `${home}\\AppData\\Roaming`}\\packline`;
  if (platform === 'darwin') return `${home}/Library/Application Support/packline`;
  const data = env['XDG_DATA_HOME'];
  // The XDG Base Directory Specification: a relative path is to be ignored.
  return `${data?.startsWith('/') ? data : `${home}/.local/share`}/packline`;
}

const inFolder = (dataDir: string, platform: string, name: string): string =>
  `${dataDir}${platform === 'win32' ? '\\' : '/'}${name}`;

/** The file of the data key where no operating system keeps it. Not for backups: who has both can read all. */
export const defaultKeyFile = (dataDir: string, platform: string): string =>
  inFolder(dataDir, platform, 'station.key');

/** The data key sealed with the operating system's key store; only the desktop app can open it. */
export const sealedKeyFile = (dataDir: string, platform: string): string =>
  inFolder(dataDir, platform, 'station.key.sealed');

/** Salt and figures of the passphrase that opens the folder, never the passphrase: where that was chosen over a key file. */
export const passphraseFile = (dataDir: string, platform: string): string =>
  inFolder(dataDir, platform, 'station.passphrase.json');
