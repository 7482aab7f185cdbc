import { z } from 'zod';
import { staffRoute } from '#lib/http/staff-route.ts';
import { readCustomerTickets } from '#lib/queries/ticket/customer-tickets.ts';
import { runtime } from '#lib/runtime.ts';

/** The tickets and notes of a customer as JSON, for an open page after a change. It doesn't keep a session alive. */
export const GET = staffRoute(
  'keys:read',
  z.object({ customerId: z.uuid(), all: z.literal('on').optional() }),
  async ({ customerId, all }, staff) => readCustomerTickets(runtime(), staff, customerId, all === 'on'),
  { people: false },
);
