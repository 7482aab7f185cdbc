import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { keyAssignments } from '#drizzle/schema/key-assignments.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { Book } from '#lib/core/import/book.ts';
import type { PlannedKey } from '#lib/core/import/judge-customer.ts';
import { nextActionOf } from '#lib/core/verdict/next-action.ts';
import { NOTHING_TO_TELL } from '#lib/core/verdict/tell-digest.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { Transaction } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import { inParts, placeOf, type Placed, type WorkspaceIds } from './add-planned.ts';

/** A key with its holder, and the workspace that it protects from now on. */
export type PlacedKey = PlannedKey & { keyId: string; holderId: string; workspaceId: string; isNew: boolean };

const NOT_TESTED: Verdict = { status: 'unverified', cause: 'imported_not_tested' };

/** Gives each planned key an id, its holder and its workspace. One key of several workspaces is one key. */
export function placeKeys(placed: readonly Placed[], book: Book, workspaceIds: WorkspaceIds): PlacedKey[] {
  const byKey = new Map(placed.map(({ group, customerId }) => [group.key, customerId]));
  const keyIds = new Map<string, string>();
  return placed.flatMap(({ customerId, keys }) =>
    keys.map((key) => {
      const holderId = book.customers.get(key.holderKey)?.id ?? byKey.get(key.holderKey);
      const workspaceId = workspaceIds.get(placeOf(customerId, key.workspace));
      if (holderId === undefined || workspaceId === undefined)
        throw new Error('A planned key has no holder or workspace.');
      const known = key.keyId ?? keyIds.get(key.parts.arn);
      const keyId = known ?? newId();
      keyIds.set(key.parts.arn, keyId);
      return { ...key, keyId, holderId, workspaceId, isNew: known === undefined };
    }),
  );
}

export type Accepted = { importId: string; acceptedBy: string; reason: string; at: Date };

/**
 * Adds the new keys with the approver's exception as their proof (H16), not tested yet. They get the role that their
 * assignments give them in the same transaction: writing it later would cost five times as much.
 * @param checkAt when each is checked first
 */
export async function addKeys(
  tx: Transaction,
  keys: readonly PlacedKey[],
  { importId, acceptedBy, reason, at }: Accepted,
  checkAt: (key: PlacedKey) => Date,
): Promise<void> {
  const added = keys.filter(({ isNew }) => isNew);
  const activeIds = new Set(keys.flatMap(({ role, keyId }) => (role === 'active' ? [keyId] : [])));
  await inParts(added, (part) =>
    tx.insert(customerKeys).values(
      part.map(({ keyId, holderId, parts }) => ({
        id: keyId,
        customerId: holderId,
        region: parts.region,
        role: activeIds.has(keyId) ? ('active' as const) : ('retained' as const),
        arn: parts.arn,
        awsAccountId: parts.awsAccountId,
        kmsKeyId: parts.kmsKeyId,
        multiRegion: parts.multiRegion,
        ownershipProvenAt: at,
        createdAt: at,
        verdict: NOT_TESTED.status,
        cause: NOT_TESTED.cause,
        nextAction: nextActionOf(NOT_TESTED, []),
        tellDigest: NOTHING_TO_TELL,
        assignmentsFilled: true,
        verdictSince: at,
      })),
    ),
  );
  await inParts(added, (part) =>
    tx.insert(keyChecks).values(part.map((key) => ({ keyId: key.keyId, nextCheckAt: checkAt(key) }))),
  );
  await inParts(added, (part) =>
    tx.insert(verdictSpans).values(
      part.map(({ keyId }) => ({
        id: newId(),
        keyId,
        verdict: NOT_TESTED.status,
        cause: NOT_TESTED.cause,
        fromAt: at,
      })),
    ),
  );
  await inParts(added, (part) =>
    tx.insert(ownershipProofs).values(
      part.map(({ keyId, holderId, parts }) => ({
        id: newId(),
        keyId,
        customerId: holderId,
        arn: parts.arn,
        kind: 'exception' as const,
        provenAt: at,
        provenBy: acceptedBy,
        reason,
      })),
    ),
  );
  const events = keys.flatMap(({ isNew, keyId, holderId, role, workspace, row }) => {
    const imported: KeyEvent = {
      kind: 'imported',
      importId,
      line: row.line,
      role,
      workspace: workspace.name,
      by: acceptedBy,
    };
    const told: KeyEvent[] = isNew ? [imported, { kind: 'ownership_proven', how: 'exception' }] : [imported];
    return told.map((event) => ({ keyId, customerId: holderId, event }));
  });
  await inParts(events, (part) =>
    tx
      .insert(keyEvents)
      .values(
        part.map(({ event, ...of }) => ({ id: newId(), ...of, at, kind: event.kind, detail: event, reportId: null })),
      ),
  );
}

/** Assigns keys as their rows say. The rows must be done in this transaction: a trigger compares them. */
export async function assignImported(tx: Transaction, keys: readonly PlacedKey[], at: Date): Promise<void> {
  await inParts(keys, (part) =>
    tx.insert(keyAssignments).values(
      part.map(({ row, keyId, workspaceId, role, since }) => ({
        id: newId(),
        workspaceId,
        keyId,
        role,
        fromAt: since ?? at,
        origin: 'import' as const,
        originId: row.id,
      })),
    ),
  );
  const active = keys.filter(({ role }) => role === 'active');
  await inParts(active, (part) =>
    insertOutbox(
      tx,
      part.map(({ keyId, workspaceId, parts: { region, arn } }) => ({
        kind: 'key_cleared' as const,
        subject: workspaceId,
        region,
        payload: { workspaceId, keyId, arn },
      })),
      at,
    ),
  );
}
