import type { OutboxEvent } from '#lib/core/service/outbox.ts';
import { serviceStatus } from '#lib/core/service/service-status.ts';
import type { KeyEvent } from '#lib/core/verdict/key-event.ts';
import type { Transaction } from '#lib/db/database.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';

/** Tells other systems that a key's status changed, if it did, in the transaction of the change. */
export const tellStatus = (
  tx: Transaction,
  { customerKeyId: keyId, record: { region } }: StoredKey,
  events: readonly KeyEvent[],
  at: Date,
): Promise<void> =>
  insertOutbox(
    tx,
    events.flatMap((event): OutboxEvent[] =>
      event.kind === 'verdict_changed'
        ? [
            {
              kind: 'key_status_changed',
              subject: keyId,
              region,
              payload: { keyId, status: serviceStatus(event.to.status), reason: event.to.cause },
            },
          ]
        : [],
    ),
    at,
  );
