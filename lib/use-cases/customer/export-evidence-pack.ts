import { createHash } from 'node:crypto';
import { PACK_FORMAT, type EvidencePack } from '#lib/core/pages/evidence-pack.ts';
import type { StaffActor } from '#lib/core/staff/audit.ts';
import type { Database } from '#lib/db/database.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';

/** The two files of a pack. */
export type PackType = 'csv' | 'json';

/**
 * Records that a pack leaves Keydesk, with its hash: so a file can be compared later with what was exported.
 * @returns the pack as JSON with the SHA-256 of its own text: `jq -cj .pack file.json | sha256sum` gives the same
 */
export async function exportEvidencePack(
  { db, clock }: { db: Database; clock: () => Date },
  { customerId, pack, type }: { customerId: string; pack: EvidencePack; type: PackType },
  { actor, requestId }: { actor: StaffActor; requestId: string | null },
): Promise<{ sha256: string; json: string }> {
  const text = JSON.stringify(pack);
  const sha256 = createHash('sha256').update(text, 'utf8').digest('hex');
  await db.transaction((tx) =>
    appendAudit(
      tx,
      {
        action: 'customer.evidence_exported',
        actor,
        targetType: 'customer',
        targetId: customerId,
        customerId,
        before: null,
        after: { ...pack.period, type, keys: pack.keys.length, sha256 },
        reason: null,
      },
      clock(),
      requestId,
    ),
  );
  return { sha256, json: `{"format":"${PACK_FORMAT}","sha256":"${sha256}","pack":${text}}\n` };
}
