import { and, desc, eq, gte, inArray, isNull, sql } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import { sentTexts } from '#drizzle/schema/sent-texts.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import { TESTS_COUNT_FOR_MS } from '#lib/core/setup/setup.ts';
import type { LineFacts, PassedCheck } from '#lib/core/setup/stage.ts';
import type { Executor } from '#lib/db/database.ts';

/** At most so many checks of a key can count: one every two and a half minutes of a day. */
const CHECKS_READ = 600;
/** A setup has a few lines. */
const LINES_READ = 200;

/** A line with everything that its stage rests on, and the key that came with it. */
export type StoredLine = {
  line: typeof setupLines.$inferSelect;
  setup: typeof setups.$inferSelect;
  customer: { id: string; name: string; externalId: string | null; timeZone: string | null };
  workspace: { name: string };
  key: typeof customerKeys.$inferSelect | null;
  check: { lastConclusiveAt: Date | null; nextCheckAt: Date } | null;
  facts: LineFacts;
};

async function passedReports(
  db: Executor,
  keyIds: readonly string[],
  now: Date,
): Promise<(PassedCheck & { keyId: string; arn: string; kind: string })[]> {
  if (keyIds.length === 0) return [];
  return db
    .select({
      id: probeReports.id,
      keyId: probeReports.keyId,
      arn: probeReports.arn,
      kind: probeReports.kind,
      startedAt: probeReports.startedAt,
      finishedAt: probeReports.finishedAt,
    })
    .from(probeReports)
    .where(
      and(
        inArray(probeReports.keyId, [...keyIds]),
        eq(probeReports.passed, true),
        gte(probeReports.startedAt, new Date(now.getTime() - TESTS_COUNT_FOR_MS)),
      ),
    )
    .orderBy(desc(probeReports.startedAt))
    .limit(CHECKS_READ);
}

/** Which lines: those of a setup, by their ids, or the first of all that aren't finished. */
type Wanted = { setupId: string } | { lineIds: readonly string[] } | { unfinished: number };

const conditionOf = (wanted: Wanted) =>
  'setupId' in wanted
    ? eq(setupLines.setupId, wanted.setupId)
    : 'lineIds' in wanted
      ? inArray(setupLines.id, [...wanted.lineIds])
      : and(isNull(setupLines.firstBackupAt), isNull(setupLines.endedAt));

/** Lines of setups with what their stage rests on. */
export async function readLines(db: Executor, wanted: Wanted, now: Date): Promise<StoredLine[]> {
  const rows = await db
    .select({
      line: setupLines,
      setup: setups,
      customer: {
        id: customers.id,
        name: customers.name,
        externalId: customers.externalId,
        timeZone: customers.timeZone,
      },
      workspace: { name: workspaces.name },
      key: customerKeys,
      check: {
        keyId: keyChecks.keyId,
        lastConclusiveAt: keyChecks.lastConclusiveAt,
        nextCheckAt: keyChecks.nextCheckAt,
      },
      instructionsToldAt: sql<Date | null>`(select max(t.told_at) from ${sentTexts} t
        where t.setup_id = ${setups.id} and t.kind = 'instructions')`.mapWith(setups.createdAt),
    })
    .from(setupLines)
    .innerJoin(setups, eq(setups.id, setupLines.setupId))
    .innerJoin(customers, eq(customers.id, setups.customerId))
    .innerJoin(workspaces, eq(workspaces.id, setupLines.workspaceId))
    .leftJoin(customerKeys, eq(customerKeys.id, setupLines.keyId))
    .leftJoin(keyChecks, eq(keyChecks.keyId, setupLines.keyId))
    .where(conditionOf(wanted))
    .orderBy(setupLines.setupId, setupLines.position)
    .limit('unfinished' in wanted ? wanted.unfinished : LINES_READ);
  const passed = await passedReports(
    db,
    rows.flatMap(({ line }) => (line.keyId === null || line.clearedAt !== null ? [] : [line.keyId])),
    now,
  );
  return rows.map(({ instructionsToldAt, ...row }) => {
    const { line, setup, customer, key, check } = row;
    // What checks found is neither told nor counted while it isn't proven whose key it is (H16).
    const shown = key !== null && key.ownershipProvenAt !== null && key.ownershipWithdrawnAt === null ? key : null;
    // What lies in the future, by a clock that was set back since, must not hide what counts (H26).
    const mine = passed.filter((one) => one.keyId === shown?.id && one.arn === shown.arn && one.finishedAt <= now);
    const facts: LineFacts = {
      createdAt: setup.createdAt,
      hasExternalId: customer.externalId !== null,
      planAttestedAt: setup.planAttestedAt,
      workspaceAttestedAt: line.workspaceAttestedAt,
      jobsAttestedAt: line.jobsAttestedAt,
      instructionsToldAt,
      keyReceivedAt: line.keyReceivedAt,
      ownershipProvenAt: key?.ownershipProvenAt ?? null,
      ownershipWithdrawnAt: key?.ownershipWithdrawnAt ?? null,
      passedChecks: mine.filter(({ kind }) => kind === 'grid'),
      encryptTest: mine.find(({ kind }) => kind === 'proof') ?? null,
      usable: shown === null || check === null || check.lastConclusiveAt === null ? null : shown.verdict === 'usable',
      statusWaitsForUs: shown?.nextAction === 'vendor',
      // What was recorded for another ARN doesn't count for this one.
      ourSideAt: key !== null && line.ourSideArn === key.arn ? line.ourSideAt : null,
      clearedAt: line.clearedAt,
      toldAt: line.toldAt,
      firstBackupAt: line.firstBackupAt,
    };
    return { ...row, facts };
  });
}
