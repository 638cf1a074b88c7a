/**
 * Who may import whom: the one table of layers. Every violation is an error in CI.
 * A folder may import itself and what stands beside it here, nothing else; a new folder without a line here is refused.
 */
const BASE = '^shared/base/';
const SHARED = '^shared/';
const RPC_AND_CONTRACT = ['^shared/(contract|rpc|base)/'];

const LAYERS = {
  'shared/base': [],
  'shared/domain': [BASE],
  'shared/codec': [BASE],
  'shared/label': [BASE, '^shared/codec/'],
  'shared/schema': [BASE, '^shared/domain/'],
  'shared/contract': [BASE, '^shared/domain/'],
  'shared/rpc': [BASE],
  'shared/intake': [BASE, '^shared/(domain|codec)/'],
  'shared/demo': [BASE, '^shared/(domain|codec|intake)/'],
  'electron/station': [SHARED],
  'electron/main': RPC_AND_CONTRACT,
  'electron/preload': RPC_AND_CONTRACT,
  'electron/serve': ['^electron/station/', SHARED],
  renderer: [SHARED],
  hub: [SHARED],
  // The scripts share the hosts' conventions (where the data lie, exit codes), not their code.
  build: ['^shared/contract/(data-folder|failure)\\.ts$'],
};

/** An npm package (or a family of them) and the only folders that may import it. `test` may import anything. */
const NPM_HOMES = [
  ['^electron(/.+)?$', '^electron/(main|preload)/'],
  ['^(rxdb|rxjs)(/.+)?$', '^electron/station/(database|storage|sync)/'],
  ['^(serialport|@serialport/[^/]+|node-hid)(/.+)?$', '^electron/station/devices/'],
  ['^(@napi-rs/canvas|node-thermal-printer|@expo-google-fonts/[^/]+)(/.+)?$', '^electron/station/printing/'],
  ['^(csv-parse|read-excel-file)(/.+)?$', '^(electron/station/files|hub/intake/drop)/'],
  ['^(write-excel-file|iconv-lite)(/.+)?$', '^electron/station/files/'],
  ['^nodemailer(/.+)?$', '^hub/connectors/'],
  ['^bonjour-service(/.+)?$', '^(hub/discovery|electron/station/sync)/'],
  ['^bwip-js(/.+)?$', '^shared/label/'],
  ['^pinyin-pro(/.+)?$', '^electron/station/projections/'],
  ['^(react|react-dom|i18next|zustand|@mantine/[^/]+)(/.+)?$', '^renderer/'],
  ['^ws(/.+)?$', '^electron/(serve|station/printing/component)/'],
  ['^(fastify|@fastify/[^/]+|pg|pg-[^/]+|prom-client)(/.+)?$', '^hub/'],
  ['^zod(/.+)?$', '^(shared/contract|hub|electron/(station|serve|main))/'],
  ['^(ajv|ajv-formats)(/.+)?$', '^(shared/schema|hub|electron/station)/'],
  [
    '^(vite|@vitejs/[^/]+|@playwright/[^/]+|playwright(-core)?|electron-builder|app-builder-lib)(/.+)?$',
    '^build/',
  ],
];

/** Where an npm import resolves to: its package's folder in node_modules. */
const inModules = (name) => name.replace(/^\^/, '(^|/)node_modules/').replace('(/.+)?$', '/');
const escape = (path) => path.replace(/[/.]/g, '\\$&');

const layerRules = Object.entries(LAYERS).map(([folder, allowed]) => ({
  name: `layer: ${folder}`,
  comment: `${folder} may import itself${allowed.length ? ` and ${allowed.join(', ')}` : ''}; see docs/decisions.`,
  severity: 'error',
  from: { path: `^${escape(folder)}/` },
  to: {
    path: '^(shared|electron|renderer|hub|build|test|out)/',
    pathNot: [`^${escape(folder)}/`, ...allowed],
  },
}));

const npmRules = NPM_HOMES.map(([name, home]) => ({
  name: `npm home: ${name.replace(/[\^$]|\(\/\.\+\)\?/g, '')}`,
  severity: 'error',
  from: { pathNot: [home, '^test/', '^[^/]+$'] },
  to: { path: inModules(name) },
}));

/** Features of the page do not import each other, so that each can be read and removed by itself. */
const featureRule = {
  name: 'features stand apart',
  severity: 'error',
  from: { path: '^renderer/features/([^/]+)/' },
  to: { path: '^renderer/features/', pathNot: '^renderer/features/$1/' },
};

module.exports = {
  forbidden: [
    ...layerRules,
    ...npmRules,
    featureRule,
    {
      name: 'layer without a line in the table',
      severity: 'error',
      from: {
        path: '^(shared|electron|renderer|hub|build)/',
        pathNot: Object.keys(LAYERS).map((folder) => `^${escape(folder)}/`),
      },
      to: {},
    },
    {
      name: 'no cycles',
      comment:
        'Of modules that need each other when they are loaded. Types that name each other load nothing.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no Node in shared and renderer',
      severity: 'error',
      from: { path: '^(shared|renderer)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only npm packages of package.json',
      severity: 'error',
      from: { path: '^(shared|electron|renderer|hub|build)/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'the app ships without development packages',
      severity: 'error',
      from: { path: '^(shared|electron|renderer|hub)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: ['node_modules/electron/', 'node_modules/@types/'] },
    },
    {
      name: 'no import that leads nowhere',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: ['^vite/client$'] },
    },
    {
      name: 'shared has few packages',
      comment: 'Shared code runs everywhere: only zod (contract), ajv (schema) and bwip-js (label).',
      severity: 'error',
      from: { path: '^shared/' },
      to: { path: '(^|/)node_modules/', pathNot: '(^|/)node_modules/(zod|ajv|ajv-formats|bwip-js)/' },
    },
  ],
  options: {
    // Type-only imports count: a layer that knows another's types depends on it.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    moduleSystems: ['es6', 'cjs'],
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['^out/', '^release/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.cjs', '.json', '.d.ts'],
    },
  },
};
