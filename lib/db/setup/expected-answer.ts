import type { HostingRegion } from '#lib/core/key/region.ts';
import type { ClearedLine, Expected } from '#lib/core/setup/returned.ts';
import { stageOf } from '#lib/core/setup/stage.ts';
import type { Executor } from '#lib/db/database.ts';
import { readLines, type StoredLine } from './line-facts.ts';
import { contactAddresses } from './text-input.ts';

/** What a customer's answer is read for: the open workspaces of a setup, and those that are cleared. Null without a setup. */
export async function expectedAnswer(
  db: Executor,
  setupId: string,
  { regions, quotedIsTheirs, at }: { regions: readonly HostingRegion[]; quotedIsTheirs: boolean; at: Date },
): Promise<Expected | null> {
  const stored = (await readLines(db, { setupId }, at)).filter(({ line }) => line.endedAt === null);
  const [first] = stored;
  if (first === undefined) return null;
  return {
    lines: stored
      .filter(({ line }) => line.clearedAt === null)
      .map(({ line, workspace, key }) => ({
        lineId: line.id,
        region: line.region,
        workspaceName: workspace.name,
        arn: key?.arn ?? null,
        policyRead: line.grantStatement !== null,
        regionConfirmed: key !== null,
      })),
    cleared: stored.flatMap((one) => clearedLine(one, at)),
    regions,
    contactsKnown: await contactAddresses(db, first.customer.id),
    quotedIsTheirs,
    at,
  };
}

function clearedLine({ line, workspace, key, facts }: StoredLine, at: Date): ClearedLine[] {
  if (line.clearedAt === null || key === null) return [];
  const step = stageOf(facts, at)?.step;
  return [
    {
      region: line.region,
      workspaceName: workspace.name,
      arn: key.arn,
      step: step === undefined ? null : facts.toldAt === null ? 'told' : 'first_backup',
    },
  ];
}
