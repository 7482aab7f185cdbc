import type { Evidence } from '#lib/core/finding/evidence.ts';
import type { RotationSources } from '#lib/core/rotation/observed-materials.ts';
import { rotationLedger, type RotationLedger } from '#lib/core/rotation/rotation-ledger.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import { evidenceOfKey } from '#lib/db/evidence/evidence.ts';
import { rotationEvents, type RotationEvents } from '#lib/db/key/key-events.ts';
import { findKeyPage } from '#lib/db/key/key-page.ts';
import { mayShow, recordOf } from '#lib/db/key/keys.ts';
import type { ReadDeps } from './key-list.ts';

/** The latest list of rotations from the customer, or null. KMS gives that list only to the owner. */
function latestRotations(evidence: readonly Evidence[]): RotationSources['supplied'] {
  for (const { asOf, content } of evidence)
    if (content.kind === 'key_rotations') return { asOf, rotations: content.rotations };
  return null;
}

/** The ledger of a key's rotations, from the rows of its page. */
export function ledgerOf(
  { key, check, customer }: NonNullable<Awaited<ReturnType<typeof findKeyPage>>>,
  events: RotationEvents,
  evidence: readonly Evidence[],
): RotationLedger {
  const record = recordOf(key, check);
  return rotationLedger({
    ...events,
    facts: record.facts,
    lastDescribedAt: check.lastDescribedAt,
    rotation: record.rotation,
    rotationAsked: record.check.actions.GetKeyRotationStatus,
    supplied: latestRotations(evidence),
    timeZone: customer.timeZone,
  });
}

/**
 * All entries of a key's rotations, for a page on which somebody asked for the older ones; null when there is no such key
 * or its ownership is not proven (H16).
 */
export async function readKeyRotations(
  deps: Pick<ReadDeps, 'db' | 'clock'>,
  staff: { role: StaffRole },
  customerKeyId: string,
): Promise<Pick<RotationLedger, 'entries'> | null> {
  if (!can(staff.role, 'keys:read')) throw new Error(`The role ${staff.role} may not read keys.`);
  const [found, events, { evidence }] = await Promise.all([
    findKeyPage(deps.db, customerKeyId),
    rotationEvents(deps.db, customerKeyId),
    evidenceOfKey(deps.db, customerKeyId),
  ]);
  if (found === null || !mayShow(found.key)) return null;
  return { entries: ledgerOf(found, events, evidence).entries };
}
