import { z } from 'zod';
import { actorOf, type SignedInStaff } from '#lib/auth/session.ts';

/** Who changes something, and the request it came with. */
export const by = (staff: SignedInStaff, { requestId }: { requestId: string | null }) => ({
  actor: actorOf(staff),
  requestId,
});

/** The answer to a form that gives nothing back. */
export const DONE = { status: 'done', value: null } as const;

/** A date-time field has no time zone; the page says that it is UTC. */
export const utcTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/, 'Enter a date and time in UTC.')
  .transform((text) => new Date(`${text}Z`))
  .refine((at) => !Number.isNaN(at.getTime()), 'Enter a date and time in UTC.');

/** A time that may stay empty: then it is null. */
export const optionalUtcTime = z.union([z.literal('').transform(() => null), utcTime]);
