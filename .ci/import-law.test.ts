import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = path.join(import.meta.dirname, '..');

// The law is held by the linter that everybody runs, on files that break it: file, what it imports, whether that is lawful.
const CASES: readonly (readonly [file: string, imported: string, lawful: boolean])[] = [
  ['lib/core/law.ts', '#lib/core/verdict.ts', true],
  ['lib/core/law.ts', './verdict.ts', true],
  ['lib/core/law.ts', '#lib/db/keys.ts', false],
  ['lib/core/law.ts', 'node:fs', false],
  ['lib/core/law.ts', 'zod', false],
  ['lib/core/law.ts', '../db/keys.ts', false],
  ['lib/core/evidence/law.ts', 'zod', true],
  ['lib/core/evidence/law.ts', '#lib/db/keys.ts', false],
  ['lib/core/rules/law.ts', '../../db/keys.ts', false],
  ['lib/kms/law.ts', '@aws-sdk/client-kms', true],
  ['lib/kms/law.ts', '#lib/db/keys.ts', false],
  ['lib/kms/law.ts', '#lib/runtime.ts', false],
  ['lib/db/law.ts', '#drizzle/schema/staff.ts', true],
  ['lib/db/law.ts', '#lib/use-cases/check-key.ts', false],
  ['lib/db/law.ts', '@aws-sdk/client-kms', false],
  ['lib/use-cases/law.ts', '#lib/db/keys.ts', true],
  ['lib/use-cases/law.ts', '#lib/kms/probe-key.ts', false],
  ['lib/use-cases/law.ts', '#lib/runtime.ts', false],
  ['lib/use-cases/law.ts', 'pg-boss', false],
  ['lib/queries/law.ts', '#lib/use-cases/check-key.ts', false],
  ['lib/queries/law.ts', '#drizzle/schema/staff.ts', false],
  ['lib/auth/law.ts', '#lib/runtime.ts', false],
  ['lib/http/law.ts', '#lib/db/keys.ts', false],
  ['lib/jobs/law.ts', '#lib/use-cases/plan-sweep.ts', true],
  ['lib/jobs/law.ts', '#lib/http/live.ts', false],
  ['components/ui/law.tsx', '#lib/core/verdict.ts', false],
  ['components/keys/law.tsx', '#lib/core/verdict.ts', true],
  ['components/keys/law.tsx', '#lib/db/keys.ts', false],
  ['components/keys/law.tsx', '#lib/use-cases/check-key.ts', false],
  ['components/keys/law.tsx', '#app/layout.tsx', false],
  ['components/settings/law.tsx', '#lib/core/verdict.ts', true],
  ['components/settings/law.tsx', '#lib/queries/settings-page.ts', false],
  ['components/verdict/law.tsx', '#components/keys/key-table.tsx', false],
  ['drizzle/schema/law.ts', '#lib/db/keys.ts', false],
  ['app/law.tsx', '#lib/queries/key-list.ts', true],
  ['app/law.tsx', '#sandbox/demo/regions.ts', false],
  ['app/law.tsx', '../sandbox/demo/regions.ts', false],
  ['app/law.tsx', 'drizzle-orm', false],
  ['app/law.tsx', '@aws-sdk/client-kms', false],
  ['lib/config/law.ts', '#sandbox/demo/regions.ts', false],
  ['components/keys/law.tsx', '#sandbox/demo/regions.ts', false],
  ['lib/newcomer/law.ts', '#lib/db/keys.ts', false],
  ['components/newcomer/law.tsx', '#lib/db/keys.ts', false],
];

const folder = mkdtempSync(path.join(tmpdir(), 'keydesk-import-law-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lints one file per case, in a tree of the same shape, under the project's own configuration. */
function unlawfulCases(): Set<number> {
  copyFileSync(path.join(ROOT, '.oxlintrc.json'), path.join(folder, '.oxlintrc.json'));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  CASES.forEach(([file, imported], index) => {
    const placed = path.join(folder, path.dirname(file), `law-${index}${path.extname(file)}`);
    mkdirSync(path.dirname(placed), { recursive: true });
    writeFileSync(placed, `import * as imported from '${imported}';\nexport const value = imported;\n`);
  });
  const oxlint = path.join(ROOT, 'node_modules', '.bin', 'oxlint');
  let output: string;
  try {
    output = execFileSync(oxlint, ['--format', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    output = String(Reflect.get(error as object, 'stdout'));
  }
  const { diagnostics } = JSON.parse(output) as { diagnostics: { code: string; filename: string }[] };
  const unlawful = diagnostics
    .filter(({ code }) => code.includes('no-restricted-imports'))
    .map(({ filename }) => Number(/law-(\d+)\./.exec(filename)?.[1]));
  return new Set(unlawful);
}

describe('the import law', () => {
  const unlawful = unlawfulCases();
  it.each(CASES.map((entry, index) => [...entry, index] as const))(
    '%s importing %s is lawful: %s',
    (_file, _imported, lawful, index) => {
      expect(unlawful.has(index)).toBe(!lawful);
    },
  );
});
