import { z } from 'zod';
import { actorOf, type SignedInStaff } from '#lib/auth/session.ts';

/** Who changes something, and the request it came with. */
export const by = (staff: SignedInStaff, { requestId }: { requestId: string | null }) => ({
  actor: actorOf(staff),
  requestId,
});

/** The answer to a form that gives nothing back. */
export const DONE = { status: 'done', value: null } as const;

/** Browsers send `on` for a ticked box, and nothing for another. */
export const checkbox = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');

/** A reason or another sentence that is kept. @param words what to say where it is missing or shorter than `least` */
export const sentence = (words: string, least = 10) =>
  z.string().trim().min(least, words).max(1_000, 'At most 1,000 characters.');

/** One or more workspaces of a customer. */
export const workspaceIds = z
  .union([z.uuid('Unknown workspace.'), z.array(z.uuid('Unknown workspace.'))], 'Choose at least one workspace.')
  .transform((value) => [value].flat());

// JavaScript reads 31 February as 3 March.
const isInCalendar = (text: string): boolean => {
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
};
const NO_TIME = 'Enter a date and time in UTC.';
const NO_DAY = 'Enter a day.';

/** A date-time field has no time zone; the page says that it is UTC. */
export const utcTime = z
  .string()
  .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?$/, { error: NO_TIME, abort: true })
  .refine(isInCalendar, NO_TIME)
  .transform((text) => new Date(`${text}Z`))
  .refine((at) => !Number.isNaN(at.getTime()), NO_TIME);

/** A day, as the time when it begins in UTC. */
export const utcDay = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d$/, { error: NO_DAY, abort: true })
  .refine(isInCalendar, NO_DAY)
  .transform((text) => new Date(`${text}T00:00:00Z`));

/** A field that may stay empty: then it is null. What is wrong with another text, the given field says. */
export const emptyOr = <Out>(given: z.ZodType<Out, string>) =>
  z
    .string()
    .trim()
    .transform((text) => (text === '' ? null : text))
    .pipe(given.nullable());

/** A time that may stay empty: then it is null. */
export const optionalUtcTime = emptyOr(utcTime);
