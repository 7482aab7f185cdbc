import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerPage } from '#lib/queries/customer/customer-page.ts';
import { runtime } from '#lib/runtime.ts';
import { customerGone } from './customer-gone.ts';

/** One customer as JSON, for an open page after a change. No person asks, so it doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid() }),
  async ({ customerId }, staff) => (await readCustomerPage(runtime(), staff, customerId)) ?? customerGone(),
  { people: false },
);
