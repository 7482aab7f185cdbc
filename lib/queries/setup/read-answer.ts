import type { HostingRegion } from '#lib/core/key/region.ts';
import { readAnswer, type AnswerReading } from '#lib/core/pages/answer-reading.ts';
import { refuse, type Result } from '#lib/core/result.ts';
import type { NothingReturned } from '#lib/core/setup/returned.ts';
import { can } from '#lib/core/staff/capability.ts';
import type { StaffRole } from '#lib/core/staff/staff-actions.ts';
import type { Database } from '#lib/db/database.ts';
import { expectedAnswer } from '#lib/db/setup/expected-answer.ts';

/** Reads what a customer sent for the open lines of a setup. It is read and not stored. */
export async function readSetupAnswer(
  { db, clock, regions }: { db: Database; clock: () => Date; regions: readonly HostingRegion[] },
  staff: { role: StaffRole },
  { setupId, pasted, quotedIsTheirs }: { setupId: string; pasted: string; quotedIsTheirs: boolean },
): Promise<Result<AnswerReading, NothingReturned | 'not_found'>> {
  if (!can(staff.role, 'setups:run')) throw new Error(`The role ${staff.role} may not run setups.`);
  const expected = await expectedAnswer(db, setupId, { regions, quotedIsTheirs, at: clock() });
  return expected === null ? refuse('not_found') : readAnswer(pasted, expected);
}
