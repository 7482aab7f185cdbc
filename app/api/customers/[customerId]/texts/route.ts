import { z } from 'zod';
import { customerGone } from '#app/api/customers/[customerId]/customer-gone.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerTexts } from '#lib/queries/customer/customer-texts.ts';
import { runtime } from '#lib/runtime.ts';

/** A page of the texts that people copied for a customer, as JSON, when a person asks for it. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid(), after: z.string().max(100).optional() }),
  async ({ customerId, after }, staff) =>
    (await readCustomerTexts(runtime(), staff, customerId, after ?? null)) ?? customerGone(),
  { people: true },
);
