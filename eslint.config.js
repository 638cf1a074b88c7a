import js from '@eslint/js';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const noConsole = { 'no-console': 'error' };

/** Shared code is pure: time, chance and the process come in from outside. */
const pure = [
  { object: 'Date', property: 'now', message: 'Take a Clock.' },
  { object: 'Math', property: 'random', message: 'Take an IdSource.' },
  { object: 'performance', property: 'now', message: 'Take a Clock.' },
];
const impureGlobals = [
  'process',
  'performance',
  'crypto',
  'fetch',
  'window',
  'document',
  'navigator',
  'localStorage',
];

export default tseslint.config(
  {
    ignores: [
      'out/',
      'release/',
      'node_modules/',
      'docs/',
      '**/*.d.ts',
      'test-results/',
      'playwright-report/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.ts'] } } },
    rules: {
      // The compiler knows names better.
      'no-undef': 'off',
      // The few rules with types that find what the compiler does not.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      '@typescript-eslint/triple-slash-reference': [
        'error',
        { path: 'always', types: 'never', lib: 'never' },
      ],
      // Bar codes and printer languages are full of control characters.
      'no-control-regex': 'off',
      eqeqeq: ['error', 'always'],
      'no-empty': ['error', { allowEmptyCatch: false }],
      'no-restricted-globals': [
        'error',
        { name: 'event', message: 'Take it as a parameter.' },
        { name: 'name', message: 'A global by accident.' },
      ],
    },
  },
  {
    files: ['shared/**/*.ts', 'electron/**/*.ts', 'renderer/**/*.{ts,tsx}', 'hub/**/*.ts'],
    rules: {
      ...noConsole,
      'no-restricted-syntax': [
        'error',
        {
          selector: "ImportDeclaration[source.value='electron'] ImportSpecifier[imported.name='ipcRenderer']",
          message: 'Only the preload talks to main; the page uses its Host.',
        },
      ],
    },
  },
  {
    files: ['electron/preload/**/*.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['shared/**/*.ts'],
    rules: {
      'no-restricted-properties': ['error', ...pure],
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({ name, message: 'Shared code takes it from outside.' })),
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'Take a Clock.' },
      ],
    },
  },
  {
    files: ['renderer/**/*.{ts,tsx}'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'no-restricted-properties': [
        'error',
        { property: 'dangerouslySetInnerHTML', message: 'Text from files is shown as text.' },
        { property: 'innerHTML', message: 'Text from files is shown as text.' },
      ],
    },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      // Playwright reads the names of fixtures from an object pattern, also where there are none.
      'no-empty-pattern': ['error', { allowObjectPatternsAsParameters: true }],
      'no-restricted-syntax': [
        'error',
        {
          // Of a test; a suite that cannot run on this host may say so with a condition and a reason.
          selector:
            'CallExpression[callee.object.name=/^(describe|it|test)$/][callee.property.name=/^(only|skip|todo)$/][arguments.0.type=/Literal/]',
          message: 'A test that is switched off tests nothing.',
        },
      ],
    },
  },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: {
        process: 'readonly',
        setInterval: 'readonly',
        module: 'writable',
        SharedArrayBuffer: 'readonly',
        Atomics: 'readonly',
      },
    },
  },
);
