import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CORE_ROOMS } from './import-law.mjs';

const ROOT = path.join(import.meta.dirname, '..');

// Each case is a file, what it imports, and whether the linter that everybody runs has to allow that.
const CASES: readonly (readonly [file: string, imported: string, allowed: boolean])[] = [
  ['lib/core/verdict/law.ts', '#lib/core/finding/verdict.ts', true],
  ['lib/core/verdict/law.ts', './decide.ts', true],
  ['lib/core/verdict/law.ts', '#lib/core/result.ts', true],
  ['lib/core/verdict/law.ts', '#lib/core/pages/key-page.ts', false],
  ['lib/core/finding/law.ts', '#lib/core/verdict/key-record.ts', false],
  ['lib/core/finding/key/law.ts', '#lib/core/finding/status.ts', true],
  ['lib/core/finding/key/law.ts', '../../../db/key/keys.ts', false],
  ['lib/core/key/law.ts', '#lib/core/probe/report.ts', false],
  ['lib/core/law.ts', '#lib/core/key/region.ts', false],
  ['lib/core/newcomer/law.ts', '#lib/core/key/region.ts', false],
  ['lib/core/pages/law.ts', '#lib/db/key/keys.ts', false],
  ['lib/core/pages/law.ts', 'node:fs', false],
  ['lib/core/pages/law.ts', 'zod', false],
  ['lib/core/evidence/law.ts', 'zod', true],
  ['lib/core/evidence/law.ts', '#lib/db/key/keys.ts', false],
  ['lib/kms/law.ts', '@aws-sdk/client-kms', true],
  ['lib/kms/law.ts', '#lib/db/key/keys.ts', false],
  ['lib/kms/law.ts', '#lib/runtime.ts', false],
  ['lib/db/law.ts', '#drizzle/schema/staff.ts', true],
  ['lib/db/key/law.ts', '#lib/db/database.ts', true],
  ['lib/db/law.ts', '#lib/use-cases/verdict/check-key.ts', false],
  ['lib/db/law.ts', '@aws-sdk/client-kms', false],
  ['lib/use-cases/law.ts', '#lib/db/key/keys.ts', true],
  ['lib/use-cases/law.ts', '#lib/kms/probe-key.ts', false],
  ['lib/use-cases/law.ts', '#lib/runtime.ts', false],
  ['lib/use-cases/law.ts', 'pg-boss', false],
  ['lib/queries/law.ts', '#lib/use-cases/verdict/check-key.ts', false],
  ['lib/queries/law.ts', '#drizzle/schema/staff.ts', false],
  ['lib/auth/law.ts', '#lib/runtime.ts', false],
  ['lib/auth/law.ts', '#lib/use-cases/staff/sign-in-staff.ts', false],
  ['lib/auth/law.ts', '#lib/http/reference.ts', false],
  ['lib/config/law.ts', '#lib/live/event-stream.ts', false],
  ['lib/live/law.ts', '#lib/config/log.ts', true],
  ['lib/live/law.ts', 'pg', true],
  ['lib/live/law.ts', '#lib/core/live/change.ts', true],
  ['lib/live/law.ts', '#lib/core/finding/verdict.ts', false],
  ['lib/live/law.ts', '#lib/db/database.ts', false],
  ['lib/live/law.ts', '#lib/http/staff-route.ts', false],
  ['lib/live/law.ts', '#lib/runtime.ts', false],
  ['lib/http/law.ts', '#lib/live/event-stream.ts', true],
  ['lib/http/law.ts', '#lib/runtime.ts', true],
  ['lib/http/law.ts', '#lib/db/key/keys.ts', false],
  ['lib/http/law.ts', 'pg', false],
  ['lib/jobs/law.ts', '#lib/use-cases/verdict/plan-sweep.ts', true],
  ['lib/jobs/law.ts', '#lib/http/navigation.ts', false],
  ['lib/jobs/law.ts', '#lib/live/live-changes.ts', false],
  ['components/ui/law.tsx', '#lib/core/finding/verdict.ts', false],
  ['components/ui/law.tsx', '#lib/core/form/action-state.ts', true],
  ['components/ui/law.tsx', '#lib/core/live/change.ts', true],
  ['components/key/law.tsx', '#lib/core/finding/verdict.ts', true],
  ['components/key/law.tsx', '#components/evidence/evidence-form.tsx', true],
  ['components/key/law.tsx', '#lib/db/key/keys.ts', false],
  ['components/key/law.tsx', '#lib/use-cases/verdict/check-key.ts', false],
  ['components/key/law.tsx', '#app/layout.tsx', false],
  ['components/probe/law.tsx', '#lib/core/finding/verdict.ts', true],
  ['components/probe/law.tsx', '#lib/queries/probe/regions-page.ts', false],
  ['components/verdict/law.tsx', '#components/key/key-table.tsx', false],
  ['components/verdict/law.tsx', '#components/finding/advice-block.tsx', true],
  ['components/finding/law.tsx', '#components/verdict/verdict-mark.tsx', false],
  ['components/probe/law.tsx', '#components/evidence/evidence-form.tsx', false],
  ['drizzle/schema/law.ts', '#lib/db/key/keys.ts', false],
  ['app/law.tsx', '#lib/queries/key/key-list.ts', true],
  ['app/law.tsx', '#lib/db/key/keys.ts', false],
  ['app/law.tsx', '#sandbox/demo/regions.ts', false],
  ['app/law.tsx', '../sandbox/demo/regions.ts', false],
  ['app/law.tsx', 'drizzle-orm', false],
  ['app/law.tsx', '@aws-sdk/client-kms', false],
  ['lib/config/law.ts', '#sandbox/demo/regions.ts', false],
  ['components/key/law.tsx', '#sandbox/demo/regions.ts', false],
  ['lib/newcomer/law.ts', '#lib/db/key/keys.ts', false],
  ['components/newcomer/law.tsx', '#lib/db/key/keys.ts', false],
];

const folder = mkdtempSync(path.join(tmpdir(), 'keydesk-import-law-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Two files that import only types of each other, which is still a circle. */
const CIRCLE = ['lib/core/key/circle-a.ts', 'lib/core/key/circle-b.ts'];

type Diagnostic = { code: string; filename: string };

/** Lints one file per case, in a tree of the same shape, under the project's own configuration. */
function lint(): Diagnostic[] {
  mkdirSync(path.join(folder, '.ci'));
  for (const file of ['oxlint.config.ts', '.ci/import-law.mjs', 'package.json'])
    copyFileSync(path.join(ROOT, file), path.join(folder, file));
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  CASES.forEach(([file, imported], index) => {
    const placed = path.join(folder, path.dirname(file), `law-${index}${path.extname(file)}`);
    mkdirSync(path.dirname(placed), { recursive: true });
    writeFileSync(placed, `import * as imported from '${imported}';\nexport const value = imported;\n`);
  });
  CIRCLE.forEach((file, index) => {
    const other = path.basename(CIRCLE[1 - index] ?? '');
    writeFileSync(
      path.join(folder, file),
      `import type { T as Other } from './${other}';\nexport type T = Other | null;\n`,
    );
  });
  const oxlint = path.join(ROOT, 'node_modules', '.bin', 'oxlint');
  let output: string;
  try {
    output = execFileSync(oxlint, ['--format', 'json', '.'], { cwd: folder, encoding: 'utf8' });
  } catch (error) {
    output = String(Reflect.get(error as object, 'stdout'));
  }
  return (JSON.parse(output) as { diagnostics: Diagnostic[] }).diagnostics;
}

describe('the import rules', () => {
  const diagnostics = lint();
  const refused = new Set(
    diagnostics
      .filter(({ code }) => code.includes('no-restricted-imports'))
      .map(({ filename }) => Number(/law-(\d+)\./.exec(filename)?.[1])),
  );

  it('refuse a circle of imports, including imports of types', () => {
    const inCircles = diagnostics.filter(({ code }) => code.includes('no-cycle')).map(({ filename }) => filename);
    expect(inCircles.toSorted()).toEqual(CIRCLE);
  });

  it('list every room of lib/core, and no other', () => {
    const rooms = readdirSync(path.join(ROOT, 'lib/core'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(rooms.map(({ name }) => name).toSorted()).toEqual(CORE_ROOMS.toSorted());
  });

  it.each(CASES.map((entry, index) => [...entry, index] as const))(
    '%s may import %s: %s',
    (_file, _imported, allowed, index) => {
      expect(refused.has(index)).toBe(!allowed);
    },
  );
});
