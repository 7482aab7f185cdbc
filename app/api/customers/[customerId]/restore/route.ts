import { z } from 'zod';
import { customerGone } from '#app/api/customers/[customerId]/customer-gone.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readRestoreAnswer } from '#lib/queries/customer/restore-answer.ts';
import { runtime } from '#lib/runtime.ts';

const RestoreQuery = z.object({
  customerId: z.uuid(),
  workspaceId: z.uuid(),
  /** When the backup was made, as a clock of the zone shows it. */
  local: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/),
  zone: z.string().min(1).max(64),
});

/** Which key a restore of a customer's backup needs, as JSON, when a person asks. */
export const GET = staffRoute(
  'keys:read',
  RestoreQuery,
  async (question, staff) => (await readRestoreAnswer(runtime(), staff, question)) ?? customerGone(),
  { people: true },
);
