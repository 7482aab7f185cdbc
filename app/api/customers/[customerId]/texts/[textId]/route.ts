import { z } from 'zod';
import { customerGone } from '#app/api/customers/[customerId]/customer-gone.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerTextBody } from '#lib/queries/customer/customer-texts.ts';
import { runtime } from '#lib/runtime.ts';

/** The body of one text of a customer as JSON, when a person asks for it. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid(), textId: z.uuid(), source: z.enum(['keys', 'setup', 'replacement', 'departure']) }),
  async (text, staff) => (await readCustomerTextBody(runtime(), staff, text)) ?? customerGone(),
  { people: true },
);
