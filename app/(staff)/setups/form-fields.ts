import { z } from 'zod';

/** What every change of a setup names, and every change of one workspace in it. */
export const SetupFields = { setupId: z.uuid('Unknown setup.'), revision: z.coerce.number().int() };
export const LineFields = { ...SetupFields, lineId: z.uuid('Unknown workspace.') };
export const checkbox = z
  .literal('on')
  .optional()
  .transform((value) => value === 'on');
export const sentence = (words: string, least = 10) =>
  z.string().trim().min(least, words).max(1_000, 'At most 1,000 characters.');
