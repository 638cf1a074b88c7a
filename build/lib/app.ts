import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';
import type { InlineConfig } from 'vite';
import { inRoot, OUT } from './paths.ts';
import { createStamp, hashFiles, listFiles } from './stamp.ts';

const ENTRIES = {
  main: 'electron/main/entry.ts',
  station: 'electron/station/entry.ts',
  // Threads of the station, loaded by their paths.
  draw: 'electron/station/printing/raster/draw-worker.ts',
  table: 'electron/station/files/table-worker.ts',
  checkpoint: 'electron/station/storage/checkpoint-worker.ts',
  backup: 'electron/station/storage/backup-worker.ts',
  check: 'electron/station/storage/check-worker.ts',
  'desk-index': 'electron/station/projections/index-worker.ts',
  serve: 'electron/serve/entry.ts',
  cli: 'electron/serve/cli.ts',
};
/** The hub runs by itself, also beside a host as a process of its own. */
const HUB_ENTRIES = { main: 'hub/main.ts' };
const STAMP_FILE = join(OUT, 'built');
/** What the built app is made of. */
const SOURCES = ['shared', 'electron', 'renderer', 'hub'];

/**
 * npm packages that stay outside of the hosts' bundles: they load native code or files from their own folder. All others
 * are bundled, because finding and reading their hundreds of modules one by one takes half of a start.
 */
const OUTSIDE = /^(electron|@napi-rs\/canvas|@serialport\/bindings-cpp|node-hid|@expo-google-fonts\/.*)$/;
/** An addon that `pg` takes where somebody has installed it. */
const HUB_OUTSIDE = /^pg-native$/;

const common: InlineConfig = {
  configFile: false,
  root: inRoot('.'),
  logLevel: 'warn',
};

/** The page: `renderer/` to `out/renderer`, a plain web page for both hosts. */
export async function rendererConfig(): Promise<InlineConfig> {
  const { default: react } = await import('@vitejs/plugin-react');
  return {
    ...common,
    root: inRoot('renderer'),
    base: './',
    publicDir: inRoot('renderer/public'),
    plugins: [react()],
    build: {
      outDir: join(OUT, 'renderer'),
      emptyOutDir: true,
      target: 'chrome130',
      // A strict content security policy allows no data: scripts; pictures and sounds stay files.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 2_000,
      rolldownOptions: {
        output: {
          // zod is told before its first schema that the page compiles nothing; in one chunk that is so, however pages are cut.
          manualChunks: (id: string) =>
            id.includes('/node_modules/zod/') || id.endsWith('/shared/contract/no-eval.ts')
              ? 'zod'
              : undefined,
        },
      },
    },
  };
}

interface NodeOutput {
  readonly entries: Readonly<Record<string, string>>;
  /** In `out/`. */
  readonly folder: string;
  readonly outside: RegExp;
}

/** Node's side: ES modules in a folder of `out/`. */
function nodeConfig({ entries, folder, outside }: NodeOutput): InlineConfig {
  const input = Object.fromEntries(Object.entries(entries).filter(([, path]) => existsSync(inRoot(path))));
  return {
    ...common,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: join(OUT, folder),
      emptyOutDir: true,
      target: 'node24',
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input,
        external: outside,
        // One flat folder: the files find each other and the page relative to themselves.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  };
}

/** The preload: one CommonJS file, because a sandboxed preload can load nothing but `electron`. */
function preloadConfig(): InlineConfig {
  return {
    ...common,
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      outDir: join(OUT, 'electron'),
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        input: { preload: inRoot('electron/preload/entry.ts') },
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  };
}

/** Builds the app into `out/` where its sources have changed. @returns whether it built. */
export async function buildApp(options: { readonly force?: boolean } = {}): Promise<boolean> {
  const stamp = createStamp(STAMP_FILE);
  const files = [...listFiles(SOURCES), 'build/lib/app.ts', 'package-lock.json'];
  const hash = hashFiles(files);
  if (!options.force && stamp.matches(hash)) return false;
  mkdirSync(OUT, { recursive: true });
  rmSync(STAMP_FILE, { force: true });
  await build(await rendererConfig());
  await build(nodeConfig({ entries: ENTRIES, folder: 'electron', outside: OUTSIDE }));
  await build(nodeConfig({ entries: HUB_ENTRIES, folder: 'hub', outside: HUB_OUTSIDE }));
  await build(preloadConfig());
  stamp.write(hash);
  return true;
}
