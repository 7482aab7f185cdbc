import { defineConfig, type OxlintOverride } from 'oxlint';
import { IMPORT_LAW, NEVER_SHIPPED, ROOT_FILES } from './.ci/import-law.mjs';

const TESTS = ['**/*.test.ts', '**/*.test-support.ts'];

/** Refuses every import that matches none of the patterns. Files of the folder itself are always allowed. */
const onlyImports = (files: string[], may: readonly string[], message: string): OxlintOverride => ({
  files,
  excludeFiles: TESTS,
  rules: {
    'no-restricted-imports': [
      'error',
      { patterns: [{ group: ['*', '**/*', '!./**', ...may.map((pattern) => `!${pattern}`)], message }] },
    ],
  },
});

export default defineConfig({
  plugins: ['typescript', 'react', 'import', 'nextjs', 'jsx-a11y', 'unicorn', 'oxc', 'promise', 'node'],
  categories: { correctness: 'error', suspicious: 'error', perf: 'error' },
  options: { typeAware: true },
  env: { node: true, browser: true, es2024: true },
  rules: {
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'react/react-in-jsx-scope': 'off',
    'import/no-unassigned-import': 'off',
    'no-await-in-loop': 'off',
    'unicorn/no-array-sort': 'off',
    'typescript/no-explicit-any': 'error',
    'typescript/no-non-null-assertion': 'error',
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    'typescript/consistent-type-imports': 'error',
    'typescript/strict-boolean-expressions': 'off',
    eqeqeq: 'error',
    'no-console': 'off',
    'no-eval': 'error',
    'no-implied-eval': 'error',
    'no-new-func': 'error',
    'react/no-danger': 'error',
    'no-shadow': 'off',
    'import/no-named-as-default-member': 'off',
    'import/no-named-as-default': 'off',
    'unicorn/consistent-function-scoping': 'off',
    'oxc/no-map-spread': 'off',
    'jsx-a11y/prefer-tag-over-role': 'off',
    'typescript/no-unsafe-type-assertion': 'off',
    'typescript/consistent-return': 'off',
    'promise/always-return': 'off',
    'promise/no-promise-in-callback': 'off',
    'typescript/no-meaningless-void-operator': 'off',
    'unicorn/prefer-set-has': 'off',
    'typescript/require-array-sort-compare': 'off',
  },
  overrides: [
    onlyImports(
      ['lib/**', 'components/**', 'drizzle/schema/**'],
      [],
      'A folder imports nothing until .ci/import-law.mjs lists what it may import.',
    ),
    ...IMPORT_LAW.map(({ folder, may }) =>
      onlyImports([`${folder}/**`], may, `${folder} may not import this. See .ci/import-law.mjs and ARCHITECTURE.md.`),
    ),
    {
      files: ROOT_FILES,
      rules: {
        'no-restricted-imports': [
          'error',
          {
            patterns: [{ group: [...NEVER_SHIPPED], message: 'Nothing that ships imports the sandbox, e2e or bench.' }],
          },
        ],
      },
    },
  ],
  ignorePatterns: ['.next', 'node_modules', '.sandbox', 'drizzle/migrations', 'next-env.d.ts'],
});
