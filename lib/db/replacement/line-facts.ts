import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, notInArray, sql, type SQL } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import {
  replacementApprovals,
  replacementLines,
  replacementOverrides,
  replacementParts,
  replacementTexts,
  replacements,
} from '#drizzle/schema/replacements.ts';
import { staff } from '#drizzle/schema/staff.ts';
import type { AsStored } from '#drizzle/schema/stored.ts';
import { workspaces } from '#drizzle/schema/workspaces.ts';
import { isVerifiedContact } from '#lib/core/customer/customer.ts';
import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import type { Approval, KeySide, LineFacts } from '#lib/core/replacement/line-facts.ts';
import type { MoveTest } from '#lib/core/replacement/move-test.ts';
import {
  ENDED_STATES,
  LINES_A_REQUEST,
  PARTS_TAKEN,
  textsToSend,
  type ReplacementState,
  type ReplacementText,
} from '#lib/core/replacement/replacement.ts';
import type { PassedCheck } from '#lib/core/setup/stage.ts';
import { ownerOf, type Owner } from '#lib/core/shift/owner.ts';
import type { Executor } from '#lib/db/database.ts';
import { dependentsOf } from '#lib/db/departure/releases.ts';
import { findKeys, mayShow, type StoredKey } from '#lib/db/key/keys.ts';
import { OWNER_STANDING } from '#lib/db/shift/owners.ts';
import { passedReports } from '#lib/db/setup/line-facts.ts';

/** A line with its request and everything that its standing rests on. */
export type StoredReplacementLine = {
  line: typeof replacementLines.$inferSelect;
  replacement: typeof replacements.$inferSelect;
  /** Who has the request now. */
  owner: Owner;
  customer: { id: string; name: string; timeZone: string | null; providerId: string | null };
  workspace: { name: string };
  oldKey: StoredKey;
  newKey: StoredKey | null;
  oldKeyLetGo: boolean;
  facts: LineFacts;
};

/** Which lines: those of one request, some by their ids, or the first that haven't ended. */
type Wanted =
  | { replacementId: string }
  | { replacementIds: readonly string[] }
  | { lineIds: readonly string[] }
  | { unfinished: number }
  | { keyId: string };

function conditionOf(wanted: Wanted): SQL | undefined {
  if ('replacementId' in wanted) return eq(replacementLines.replacementId, wanted.replacementId);
  if ('replacementIds' in wanted) return inArray(replacementLines.replacementId, [...wanted.replacementIds]);
  if ('lineIds' in wanted) return inArray(replacementLines.id, [...wanted.lineIds]);
  if ('keyId' in wanted)
    return sql`(${replacementLines.oldKeyId} = ${wanted.keyId} or ${replacementLines.newKeyId} = ${wanted.keyId})`;
  return notInArray(replacementLines.state, [...ENDED_STATES]);
}

/** How many lines are read at most. */
const mostLines = (wanted: Wanted): number =>
  'unfinished' in wanted
    ? wanted.unfinished
    : LINES_A_REQUEST * ('replacementIds' in wanted ? Math.max(wanted.replacementIds.length, 1) : 1);

/** Whether another holder has proven that they hold this ARN. */
const heldByAnother = sql<boolean>`exists (select from customer_keys mine
  join customer_keys theirs on theirs.arn = mine.arn and theirs.customer_id <> mine.customer_id and theirs.role <> 'retired'
    and theirs.ownership_proven_at is not null and theirs.ownership_withdrawn_at is null
  where mine.id = ${replacementLines.newKeyId})`;

/** Whether who asked has the name of a contact, and is not recorded as one. */
const namedLikeContact = sql<boolean>`${replacements.askedByContactId} is null and exists (select from contacts same
  where same.customer_id = ${replacements.customerId} and same.left_at is null and lower(same.name) = lower(${replacements.askedByName}))`;

/**
 * Whether the release of the old key holds and rests on reports of zero, and nothing uses the key or is to use it: only then
 * its owner is told that nothing needs it (H19).
 */
export const oldKeyLetGo = sql<boolean>`exists (select from key_releases r join customer_keys k on k.id = r.key_id
  where r.key_id = ${replacementLines.oldKeyId} and r.resumed_at is null and r.departure_id is null and r.basis = 'reported_zero'
    and k.role in ('released', 'retired')
    and not exists (select from replacement_lines other where other.new_key_id = r.key_id
      and other.state in ('requested', 'testing', 'awaiting_approval', 'approved')))`;

const mayStillApprove = sql<boolean>`may_approve_line(${replacementApprovals.staffId}, ${replacementApprovals.lineId}, ${replacementApprovals.newKeyId})`;

/** What a stored move test was, with its times as Date. */
const moveTestOf = (stored: AsStored<MoveTest> | null): MoveTest | null =>
  stored === null
    ? null
    : ({ ...stored, startedAt: new Date(stored.startedAt), finishedAt: new Date(stored.finishedAt) } as MoveTest);

const sideOf = (key: StoredKey, known: KnownDependents | null, lastBackup: KeySide['lastBackup']): KeySide => {
  const { record } = key;
  const proven = mayShow(key);
  return {
    id: key.customerKeyId,
    role: record.role,
    arn: record.arn,
    region: record.region,
    awsAccountId: key.awsAccountId,
    multiRegion: record.arn.includes(':key/mrk-'),
    proven,
    facts: proven ? record.facts : null,
    rotation: proven ? record.rotation : null,
    results: proven ? record.check.actions : {},
    status: proven && record.check.lastConclusiveAt !== null ? record.verdict.status : null,
    notUsableSince: proven ? record.notUsableSince : null,
    lastConclusiveAt: proven ? record.check.lastConclusiveAt : null,
    lastBackup,
    known,
  };
};

/** The last backup that our product reported for each of these keys, and the key that it used. */
async function lastBackupsOf(db: Executor, keyIds: readonly string[]): Promise<Map<string, { at: Date; arn: string }>> {
  const rows = await db
    .select({ keyId: dependents.keyId, content: dependents.content })
    .from(dependents)
    .where(inArray(dependents.keyId, [...keyIds]));
  return new Map(
    rows.flatMap(({ keyId, content: { lastBackup } }) =>
      !lastBackup ? [] : [[keyId, { at: new Date(lastBackup.at), arn: lastBackup.arn }] as const],
    ),
  );
}

type ToldText = { kind: ReplacementText; at: Date };

/** What the customer was told, by request. */
async function toldTexts(db: Executor, replacementIds: readonly string[]): Promise<Map<string, ToldText[]>> {
  const { replacementId, kind, toldAt } = replacementTexts;
  const rows = await db
    .select({ replacementId, kind, at: toldAt })
    .from(replacementTexts)
    .where(and(inArray(replacementId, [...new Set(replacementIds)]), isNotNull(toldAt)));
  const texts = rows.flatMap((row) => (row.at === null ? [] : [{ ...row, at: row.at }]));
  return Map.groupBy(texts, (text) => text.replacementId);
}

/** Whether a line's state asks for a text that nobody recorded as told. One about a release can't be written of every release. */
const isUntold = (
  line: { state: ReplacementState; stateAt: Date },
  told: readonly ToldText[],
  letGo: boolean,
): boolean => (line.state !== 'released' || letGo) && textsToSend([line], told, false).length > 0;

/** Lines with what their standing rests on: oldest requests first, each in its order. */
export async function readReplacementLines(db: Executor, wanted: Wanted, now: Date): Promise<StoredReplacementLine[]> {
  const rows = await db
    .select({
      line: replacementLines,
      replacement: replacements,
      customer: {
        id: customers.id,
        name: customers.name,
        timeZone: customers.timeZone,
        providerId: customers.providerId,
      },
      workspace: { name: workspaces.name },
      contact: contacts,
      standing: OWNER_STANDING,
      heldByAnother,
      namedLikeContact,
      oldKeyLetGo,
    })
    .from(replacementLines)
    .innerJoin(replacements, eq(replacements.id, replacementLines.replacementId))
    .innerJoin(customers, eq(customers.id, replacements.customerId))
    .innerJoin(workspaces, eq(workspaces.id, replacementLines.workspaceId))
    .leftJoin(contacts, eq(contacts.id, replacements.askedByContactId))
    .leftJoin(staff, eq(staff.id, replacements.ownerStaffId))
    .where(conditionOf(wanted))
    .orderBy(asc(replacementLines.replacementId), asc(replacementLines.position))
    .limit(mostLines(wanted));
  const lineIds = rows.map(({ line }) => line.id);
  const keyIds = [...new Set(rows.flatMap(({ line }) => [line.oldKeyId, line.newKeyId ?? []].flat()))];
  if (keyIds.length === 0) return [];
  const keys = new Map((await findKeys(db, keyIds)).map((key) => [key.customerKeyId, key]));
  const known = await dependentsOf(db, keyIds);
  const backups = await lastBackupsOf(db, keyIds);
  const passed = await passedReports(
    db,
    rows.flatMap(({ line }) => line.newKeyId ?? []),
    now,
  );
  const parts = await db.select().from(replacementParts).where(inArray(replacementParts.lineId, lineIds));
  const told = await toldTexts(
    db,
    rows.map(({ replacement }) => replacement.id),
  );
  const overrides = await db.select().from(replacementOverrides).where(inArray(replacementOverrides.lineId, lineIds));
  const approvals = await db
    .select({ ...getTableColumns(replacementApprovals), mayStillApprove })
    .from(replacementApprovals)
    .where(
      and(
        inArray(replacementApprovals.lineId, lineIds),
        inArray(
          replacementApprovals.id,
          rows.flatMap(({ line }) => line.approvalId ?? []),
        ),
      ),
    )
    .orderBy(desc(replacementApprovals.at));
  return rows.map(({ contact, standing, heldByAnother: held, namedLikeContact: likeContact, ...row }) => {
    const { line, replacement } = row;
    const oldKey = keys.get(line.oldKeyId);
    if (oldKey === undefined) throw new Error('A replacement without an old key.');
    const newKey = line.newKeyId === null ? null : (keys.get(line.newKeyId) ?? null);
    const proven = newKey !== null && mayShow(newKey);
    // A result from the future, by a clock that was set back since, must not count (H26).
    const mine = passed.filter(
      (one) => proven && one.keyId === newKey.customerKeyId && one.arn === newKey.record.arn && one.finishedAt <= now,
    );
    const override = overrides.find((one) => one.lineId === line.id && one.newKeyId === line.newKeyId) ?? null;
    const approval = approvals.find(({ id }) => id === line.approvalId) ?? null;
    const test = moveTestOf(line.moveTest);
    const facts: LineFacts = {
      state: line.state,
      stateAt: line.stateAt,
      untold: isUntold(line, told.get(line.replacementId) ?? [], row.oldKeyLetGo),
      oldKey: sideOf(oldKey, known.get(line.oldKeyId) ?? null, backups.get(line.oldKeyId) ?? null),
      newKey:
        newKey === null
          ? null
          : sideOf(newKey, known.get(newKey.customerKeyId) ?? null, backups.get(newKey.customerKeyId) ?? null),
      heldByAnother: held,
      namedLikeContact: likeContact,
      askedBy: replacement.askedByContactId ?? replacement.askedByName,
      askedByVerifiedContact: contact !== null && contact.leftAt === null && isVerifiedContact(contact),
      // What was tested between other keys says nothing of these.
      moveTest: proven && test?.oldArn === oldKey.record.arn && test.newArn === newKey.record.arn ? test : null,
      reason: replacement.reason,
      plannedFor: replacement.plannedFor,
      keyReceivedAt: line.keyReceivedAt,
      passedChecks: mine.filter(({ kind }) => kind === 'grid'),
      encryptTest: (mine.find(({ kind }) => kind === 'proof') as PassedCheck | undefined) ?? null,
      confirmedAt: line.confirmedAt,
      override:
        override === null
          ? null
          : {
              id: override.id,
              staffId: override.staffId,
              by: override.by,
              at: override.at,
              reason: override.reason,
            },
      taken: parts.flatMap(({ lineId, staffId, part }) => {
        const known = PARTS_TAKEN.find((one) => one === part);
        return lineId === line.id && known !== undefined ? [{ staffId, part: known }] : [];
      }),
      approval: approval === null ? null : approvalOf(approval),
      switchedAt: line.switchedAt,
      acknowledgedAt: line.acknowledgedAt,
      firstBackupAt: line.firstBackupAt,
    };
    return { ...row, owner: ownerOf(replacement, standing, now), oldKey, newKey, facts };
  });
}

const approvalOf = ({
  id,
  staffId,
  by,
  at,
  validFrom,
  validUntil,
  mayStillApprove: stillApproves,
  basis,
}: typeof replacementApprovals.$inferSelect & { mayStillApprove: boolean }): Approval => ({
  id,
  staffId,
  by,
  at,
  from: validFrom,
  until: validUntil,
  mayStillApprove: stillApproves,
  basis,
});
