import { actorName, type Actor } from '#lib/core/staff/audit.ts';
import type { EvidenceContent, EvidenceKind } from '#lib/core/finding/evidence.ts';
import { dateEvidence } from '#lib/core/evidence/date-evidence.ts';
import type { AddEvidenceRefusal } from '#lib/core/evidence/evidence-refusal.ts';
import { statedTime } from '#lib/core/evidence/error-time.ts';
import { evidenceLine } from '#lib/core/evidence/evidence-words.ts';
import { readEvidence, type RefusedEvidence } from '#lib/core/evidence/read-evidence.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { ok, refuse } from '#lib/core/result.ts';
import { appendAudit } from '#lib/db/staff/audit.ts';
import { announceChange } from '#lib/db/announce.ts';
import { insertEvents } from '#lib/db/verdict/key-history.ts';
import type { Database } from '#lib/db/database.ts';
import { insertEvidence } from '#lib/db/evidence/evidence.ts';
import { findKey, mayShow } from '#lib/db/key/keys.ts';

export type AddEvidenceDeps = { db: Database; clock: () => Date; regions: readonly HostingRegion[] };

export type AddedEvidence = { evidenceId: string; kind: EvidenceKind; asOf: Date };

/**
 * Keeps what was read from a customer's evidence; the pasted text itself is not kept. Evidence is the owner's word and
 * not our own check, so the status stays. The key becomes due, and the next check judges with it.
 * @param input what was pasted, what it is said to be (null: find out), and when the customer took it (null: at the time that a
 * pasted error gives, or just now)
 * @returns the evidence and what it was read as, or why none was added
 */
export async function addEvidence(
  deps: AddEvidenceDeps,
  input: { customerKeyId: string; kind: EvidenceKind | null; pasted: string; takenAt: Date | null },
  actor: Actor,
  requestId: string | null = null,
): Promise<{ ok: true; value: AddedEvidence } | RefusedEvidence<AddEvidenceRefusal>> {
  const key = await findKey(deps.db, input.customerKeyId);
  if (key === null) return refuse('not_found');
  const { arn, region, role, facts } = key.record;
  if (role === 'retired') return refuse('retired');
  // Without proof of ownership nobody knows whose word this is (H16).
  if (!mayShow(key)) return refuse('ownership_unproven');
  const hosting = findRegion(deps.regions, region);
  if (hosting === undefined) return refuse('region_not_hosted');

  const { vendorAccountId, encryptionContext } = hosting;
  const accounts = new Set(deps.regions.map((hosted) => hosted.vendorAccountId));
  accounts.delete(vendorAccountId);
  const at = deps.clock();
  const content = readEvidence(input.kind, input.pasted, {
    arn,
    vendorAccountId,
    otherVendorAccountIds: [...accounts],
    encryptionContext,
    at,
  });
  if (!content.ok) return content;
  const takenAt = input.takenAt ?? (content.value.kind === 'production_error' ? statedTime(input.pasted, at) : null);
  const asOf = dateEvidence(takenAt, content.value, facts?.kmsCreatedAt ?? null, at);
  if (!asOf.ok) return asOf;

  return deps.db.transaction(async (tx) => {
    const evidenceId = await insertEvidence(tx, {
      customerKeyId: key.customerKeyId,
      arn,
      asOf: asOf.value,
      addedAt: at,
      ...addedBy(actor),
      content: content.value,
    });
    if (evidenceId === null) return refuse('superseded');
    const { kind } = content.value;
    const added: AddedEvidence = { evidenceId, kind, asOf: asOf.value };
    const event = { evidenceId, evidenceKind: kind, asOf: asOf.value.toISOString() };
    await insertEvents(tx, key, [{ kind: 'evidence_added', ...event }], at, null);
    await announceChange(tx, { kind: 'key', id: key.customerKeyId });
    await appendAudit(
      tx,
      {
        action: 'key.evidence_added',
        actor,
        targetType: 'customer_key',
        targetId: key.customerKeyId,
        customerId: key.customerId,
        before: null,
        after: auditOf(added, content.value, arn),
        reason: null,
      },
      at,
      requestId,
    );
    return ok(added);
  });
}

const addedBy = (actor: Actor): { addedByStaffId: string | null; addedByName: string } => ({
  addedByStaffId: actor.kind === 'staff' ? actor.staffId : null,
  addedByName: actorName(actor),
});

const auditOf = (added: AddedEvidence, content: EvidenceContent, arn: string): Readonly<Record<string, unknown>> => ({
  arn,
  evidenceId: added.evidenceId,
  kind: added.kind,
  asOf: added.asOf.toISOString(),
  summary: evidenceLine(content),
});
