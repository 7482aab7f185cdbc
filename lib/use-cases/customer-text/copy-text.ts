import { createHash } from 'node:crypto';
import type { Actor } from '#lib/core/staff/audit.ts';
import { keyText } from '#lib/core/customer-text/key-text.ts';
import type { CopiedText, TextBlock } from '#lib/core/customer-text/text-input.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { findKeyTextSource } from '#lib/db/customer-text/key-text.ts';

export type CopyTextDeps = {
  db: Database;
  clock: () => Date;
  regions: readonly HostingRegion[];
  policy: CheckPolicy;
};

export type CopyTextRefusal = 'not_found' | TextBlock;

/**
 * Gives out the reply to a customer and records that. The reply is made again from the present record, so what is
 * audited is exactly what is copied, whatever the page showed before.
 */
export async function copyText(
  deps: CopyTextDeps,
  input: { customerKeyId: string },
  actor: Extract<Actor, { kind: 'staff' }>,
  requestId: string | null = null,
): Promise<Result<CopiedText, CopyTextRefusal>> {
  const at = deps.clock();
  return deps.db.transaction(async (tx) => {
    const source = await findKeyTextSource(tx, input.customerKeyId);
    if (source === null) return refuse('not_found');
    const text = keyText(source, deps, at);
    if (text.kind === 'blocked') return refuse(text.reason);
    const { status, cause } = source.record.verdict;
    await appendAudit(
      tx,
      {
        action: 'key.text_copied',
        actor,
        targetType: 'customer_key',
        targetId: input.customerKeyId,
        customerId: source.customerId,
        before: null,
        after: {
          status,
          cause,
          asOf: text.asOf?.toISOString() ?? null,
          sha256: createHash('sha256').update(text.body, 'utf8').digest('hex'),
        },
        reason: null,
      },
      at,
      requestId,
    );
    return ok({ subject: text.subject, body: text.body, asOf: text.asOf });
  });
}
