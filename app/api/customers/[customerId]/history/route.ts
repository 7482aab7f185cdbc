import { z } from 'zod';
import { customerGone } from '#app/api/customers/[customerId]/customer-gone.ts';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerHistory } from '#lib/queries/customer/customer-history.ts';
import { runtime } from '#lib/runtime.ts';

/** A page of a customer's history as JSON, when a person asks for it. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid(), after: z.string().max(100).optional() }),
  async ({ customerId, after }, staff) =>
    (await readCustomerHistory(runtime(), staff, customerId, after ?? null)) ?? customerGone(),
  { people: true },
);
