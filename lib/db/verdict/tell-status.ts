import { eq } from 'drizzle-orm';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { serviceStatus } from '#lib/core/service/service-status.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { Transaction } from '#lib/db/database.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';

/** Tells other systems that a key's status changed, if it did, in the transaction of the change. */
export async function tellStatus(tx: Transaction, keyId: string, events: readonly KeyEvent[], at: Date): Promise<void> {
  const changed = events.flatMap((event) => (event.kind === 'verdict_changed' ? [event.to] : []));
  if (changed.length === 0) return;
  const [key] = await tx.select({ region: customerKeys.region }).from(customerKeys).where(eq(customerKeys.id, keyId));
  if (key === undefined) return;
  await insertOutbox(
    tx,
    changed.map(({ status, cause }) => ({
      kind: 'key_status_changed',
      subject: keyId,
      region: key.region,
      payload: { keyId, status: serviceStatus(status), reason: cause },
    })),
    at,
  );
}
