import { z } from 'zod';
import { customerGone } from '#app/api/customers/[customerId]/customer-gone.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCombinedReply } from '#lib/queries/customer/combined-reply.ts';
import { runtime } from '#lib/runtime.ts';

/** One reply about all keys of a customer that need one, as JSON, when a person asks for it. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid() }),
  async ({ customerId }, staff) => (await readCombinedReply(runtime(), staff, customerId)) ?? customerGone(),
  { people: true },
);
