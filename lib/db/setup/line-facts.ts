import { desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import { sentTexts } from '#drizzle/schema/sent-texts.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { staff } from '#drizzle/schema/staff.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import { TESTS_COUNT_FOR_MS } from '#lib/core/setup/setup.ts';
import type { LineFacts, PassedCheck } from '#lib/core/setup/stage.ts';
import { ownerOf, type Owner } from '#lib/core/shift/owner.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';
import type { Executor } from '#lib/db/database.ts';
import { OWNER_STANDING } from '#lib/db/shift/owners.ts';
import { namedLike } from './setup-search.ts';

/** Of each kind, so many of a key's checks that passed are read. A key is checked every 15 seconds at most. */
export const CHECKS_READ = 100;
/** A setup has a few lines. */
const LINES_A_SETUP = 20;

/** A line with everything that its stage rests on, and the key that came with it. */
export type StoredLine = {
  line: typeof setupLines.$inferSelect;
  setup: typeof setups.$inferSelect;
  /** Who has the setup now. */
  owner: Owner;
  customer: Pick<typeof customers.$inferSelect, 'id' | 'name' | 'externalId' | 'timeZone' | 'workingDays' | 'revision'>;
  workspace: { name: string };
  key: typeof customerKeys.$inferSelect | null;
  check: { lastConclusiveAt: Date | null; nextCheckAt: Date } | null;
  /** When the customer was last told something of this setup. */
  lastToldAt: Date | null;
  /** The last text about what tests found of this line's key that a person sent. */
  resultTold: ResultTold | null;
  facts: LineFacts;
};

/** A text about what tests found, and whether it tells all that there is to tell now. */
export type ResultTold = { at: Date; to: string; channel: ToldChannel; isCurrent: boolean };

/** `tells`: null where it wasn't stored with the text, empty where the text is about another key. `at` is text in JSON. */
type StoredTold = Omit<ResultTold, 'at' | 'isCurrent'> & { at: string; tells: string | null };

/**
 * The newest text that told the setup's customer what tests found of a line's key: one of the setup, or a reply about the
 * key that tells its problem.
 */
const resultToldOf = sql<StoredTold | null>`(
  select json_build_object('at', said.at, 'to', said.sent_to, 'channel', said.channel, 'tells', said.tells)
  from (
    select t.id, t.told_at as at, t.told_to as sent_to, t.told_channel as channel,
      case when t.tells is not null then coalesce(t.tells ->> ${setupLines.keyId}::text, '') end as tells
    from ${sentTexts} t
    where t.setup_id = ${setups.id} and t.kind = 'findings' and (t.line_id is null or t.line_id = ${setupLines.id})
      and t.told_at is not null
    union all
    select reply.id, reply.sent_at, reply.sent_to, reply.sent_channel, about.tell_digest
    from ${keyTextKeys} about join ${keyTexts} reply on reply.id = about.text_id
    where about.key_id = ${setupLines.keyId} and reply.customer_id = ${setups.customerId}
      and reply.sent_at is not null and about.tell_digest <> '') as said
  order by said.id desc limit 1)`;

/** When the customer was last told something of a setup, or the problem of a key that it waits for. */
const lastToldAtOf = sql<Date | null>`(
  select max(said.at) from (
    select t.told_at as at from ${sentTexts} t where t.setup_id = ${setups.id}
    union all
    select reply.sent_at from ${setupLines} open
    join ${keyTextKeys} about on about.key_id = open.key_id and about.tell_digest <> ''
    join ${keyTexts} reply on reply.id = about.text_id and reply.customer_id = ${setups.customerId}
    where open.setup_id = ${setups.id} and open.cleared_at is null and open.ended_at is null) as said)`.mapWith(
  setups.createdAt,
);

/** Whether a text told what must be told now; without a stored digest, whether it was sent since the key has this status. */
function asResult(told: StoredTold | null, digest: string | null, statusSince: Date | null): ResultTold | null {
  if (told === null) return null;
  const { tells, ...sent } = told;
  const at = new Date(sent.at);
  const isCurrent =
    tells === null || digest === null || digest === NOTHING_TO_TELL
      ? statusSince !== null && at >= statusSince
      : tells === digest;
  return { ...sent, at, isCurrent };
}

/** The checks of the last 24 hours that passed, of these keys, newest first: at most so many of each kind of a key. */
export async function passedReports(
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
      // For each key: one whose checks are many must not leave another's out.
      sql`${probeReports.id} in (select newest.id
        from unnest(${sql.param([...keyIds])}::uuid[]) as wanted (key_id) cross join (values ('grid'), ('proof')) as kinds (kind)
        cross join lateral (select r.id from probe_reports as r
          where r.key_id = wanted.key_id and r.passed and r.kind = kinds.kind and r.started_at >= ${new Date(now.getTime() - TESTS_COUNT_FOR_MS).toISOString()}
          order by r.started_at desc limit ${CHECKS_READ}) as newest)`,
    )
    .orderBy(desc(probeReports.startedAt));
}

/** Which lines: those of setups, some by their ids, or all of the oldest setups that have one which isn't finished. */
type Wanted =
  | { setupId: string }
  | { setupIds: readonly string[] }
  | { lineIds: readonly string[] }
  | { unfinished: number; search: string | null };

/** Setups with a line that isn't finished: first those that began first. */
const unfinishedSetups = (most: number, search: string | null): SQL => sql`
  select l.setup_id from setup_lines as l ${search === null ? sql`` : sql`join setups as s on s.id = l.setup_id join customers as c on c.id = s.customer_id`}
  where l.first_backup_at is null and l.ended_at is null ${search === null ? sql`` : sql`and ${namedLike(search)}`}
  group by l.setup_id order by l.setup_id limit ${most}`;

function conditionOf(wanted: Wanted): SQL {
  if ('setupId' in wanted) return eq(setupLines.setupId, wanted.setupId);
  if ('setupIds' in wanted) return inArray(setupLines.setupId, [...wanted.setupIds]);
  if ('lineIds' in wanted) return inArray(setupLines.id, [...wanted.lineIds]);
  return sql`${setupLines.setupId} in (${unfinishedSetups(wanted.unfinished, wanted.search)})`;
}

/** How many lines are read at most. */
const mostLines = (wanted: Wanted): number =>
  LINES_A_SETUP *
  ('unfinished' in wanted ? wanted.unfinished : 'setupIds' in wanted ? Math.max(wanted.setupIds.length, 1) : 10);

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
        workingDays: customers.workingDays,
        revision: customers.revision,
      },
      workspace: { name: workspaces.name },
      standing: OWNER_STANDING,
      key: customerKeys,
      check: {
        keyId: keyChecks.keyId,
        lastConclusiveAt: keyChecks.lastConclusiveAt,
        nextCheckAt: keyChecks.nextCheckAt,
      },
      instructionsToldAt: sql<Date | null>`(select max(t.told_at) from ${sentTexts} t
        where t.setup_id = ${setups.id} and t.kind = 'instructions')`.mapWith(setups.createdAt),
      lastToldAt: lastToldAtOf,
      told: resultToldOf,
    })
    .from(setupLines)
    .innerJoin(setups, eq(setups.id, setupLines.setupId))
    .innerJoin(customers, eq(customers.id, setups.customerId))
    .leftJoin(staff, eq(staff.id, setups.ownerStaffId))
    .innerJoin(workspaces, eq(workspaces.id, setupLines.workspaceId))
    .leftJoin(customerKeys, eq(customerKeys.id, setupLines.keyId))
    .leftJoin(keyChecks, eq(keyChecks.keyId, setupLines.keyId))
    .where(conditionOf(wanted))
    .orderBy(setupLines.setupId, setupLines.position)
    .limit(mostLines(wanted));
  const passed = await passedReports(
    db,
    rows.flatMap(({ line }) => (line.keyId === null || line.clearedAt !== null ? [] : [line.keyId])),
    now,
  );
  return rows.map(({ instructionsToldAt, standing, told, ...row }) => {
    const { line, setup, customer, key, check } = row;
    // What checks found is neither told nor counted while it isn't proven whose key it is (H16).
    const shown = key !== null && key.ownershipProvenAt !== null && key.ownershipWithdrawnAt === null ? key : null;
    // What lies in the future, by a clock that was set back since, must not hide what counts (H26).
    const mine = passed.filter((one) => one.keyId === shown?.id && one.arn === shown.arn && one.finishedAt <= now);
    const hasStatus = check !== null && check.lastConclusiveAt !== null;
    const statusSince = hasStatus ? (shown?.verdictSince ?? null) : null;
    const resultTold = asResult(told, shown?.tellDigest ?? null, statusSince);
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
      usable: shown === null || !hasStatus ? null : shown.verdict === 'usable',
      statusSince,
      resultToldAt: resultTold?.isCurrent === true ? resultTold.at : null,
      statusWaitsForUs: shown?.nextAction === 'vendor',
      // What was recorded for another ARN doesn't count for this one.
      ourSideAt: key !== null && line.ourSideArn === key.arn ? line.ourSideAt : null,
      clearedAt: line.clearedAt,
      toldAt: line.toldAt,
      firstBackupDueAt: line.firstBackupDueAt,
      otherKeyAt: line.otherKeyAt,
      firstBackupAt: line.firstBackupAt,
      openNextAction:
        shown?.nextAction === 'nobody' || shown?.nextAction === 'one_of_several' ? shown.nextAction : null,
    };
    return { ...row, owner: ownerOf(setup, standing, now), resultTold, facts };
  });
}
