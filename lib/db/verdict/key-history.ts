import { and, eq, isNull } from 'drizzle-orm';
import { keyEvents } from '#drizzle/schema/key-events.ts';
import { verdictSpans } from '#drizzle/schema/verdict-spans.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { newId } from '#lib/db/new-id.ts';
import { tellStatus } from '#lib/db/verdict/tell-status.ts';

/** Ends the open period of the status history and begins another. */
export async function moveSpan(
  tx: Transaction,
  key: StoredKey,
  { verdict, from, previousEndsAt }: { verdict: Verdict; from: Date; previousEndsAt: Date },
): Promise<void> {
  await tx
    .update(verdictSpans)
    .set({ toAt: previousEndsAt, checkCount: key.spanCheckCount })
    .where(and(eq(verdictSpans.keyId, key.customerKeyId), isNull(verdictSpans.toAt)));
  await tx.insert(verdictSpans).values({
    id: newId(),
    keyId: key.customerKeyId,
    verdict: verdict.status,
    cause: verdict.cause,
    fromAt: from,
  });
}

/** Adds events to a key's history, in the transaction of the change. Other systems hear of a changed status. */
export async function insertEvents(
  tx: Transaction,
  key: { customerKeyId: string; customerId: string },
  events: readonly KeyEvent[],
  at: Date,
  reportId: string | null,
): Promise<void> {
  if (events.length === 0) return;
  await tx.insert(keyEvents).values(
    events.map((event) => ({
      id: newId(),
      keyId: key.customerKeyId,
      customerId: key.customerId,
      at,
      kind: event.kind,
      detail: event,
      reportId,
    })),
  );
  await tellStatus(tx, key.customerKeyId, events, at);
}
