import { createHash } from 'node:crypto';
import { combinedText } from '#lib/core/customer-text/combined-text.ts';
import { toldByText } from '#lib/core/customer-text/key-text.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { findCustomer } from '#lib/db/customer/customers.ts';
import { keysToTellOf } from '#lib/db/customer-text/combined-texts.ts';
import { insertKeyText, sameUnsentText } from '#lib/db/customer-text/key-texts.ts';
import type { Database } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

export type CopyCombinedTextDeps = {
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  policy: CheckPolicy;
};

export type CopiedCombinedText = { textId: string; subject: string; body: string };
export type CopyCombinedTextRefusal = { reason: 'not_found' } | { reason: 'nothing_to_send'; words: string };

/**
 * Gives out one reply about all keys of a customer that need one, and keeps it with the keys that it is about. It is made
 * again from the present records, so what is kept is exactly what is copied.
 */
export async function copyCombinedText(
  deps: CopyCombinedTextDeps,
  { customerId }: { customerId: string },
  actor: StaffActor,
  requestId: string | null = null,
): Promise<Result<CopiedCombinedText, never> | ({ ok: false } & CopyCombinedTextRefusal)> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    if ((await findCustomer(tx, customerId)) === null) return refuse('not_found');
    const keys = await keysToTellOf(tx, customerId);
    const text = combinedText(keys, deps, at);
    if (text.kind === 'blocked') return { ok: false, reason: 'nothing_to_send', words: text.words };
    const { subject, body, asOf, keyIds } = text;
    const copied = {
      customerId,
      subject,
      body,
      bodyBefore: null,
      asOf,
      copiedAt: at,
      copiedBy: { staffId: actor.staffId, name: actor.name },
      keys: keys.flatMap(({ id, source }) =>
        keyIds.includes(id) ? [{ keyId: id, tellDigest: toldByText(source, at) }] : [],
      ),
    };
    // Who presses twice has copied one text.
    const textId = (await sameUnsentText(tx, copied)) ?? (await insertKeyText(tx, copied));
    await appendAudit(
      tx,
      {
        action: 'customer.text_copied',
        actor,
        targetType: 'customer',
        targetId: customerId,
        customerId,
        before: null,
        after: {
          textId,
          keys: keyIds.length,
          asOf: asOf?.toISOString() ?? null,
          sha256: createHash('sha256').update(body, 'utf8').digest('hex'),
        },
        reason: null,
      },
      at,
      requestId,
    );
    await announceChange(tx, { kind: 'customer', id: customerId });
    return ok({ textId, subject, body });
  });
}
