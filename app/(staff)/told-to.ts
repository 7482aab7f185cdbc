import { z } from 'zod';
import { toldToProblem } from '#lib/core/form/told-to.ts';

/** To whom a text was sent, as a person typed it. @param missing the words where it is empty */
export const toldTo = (missing: string) =>
  z
    .string()
    .trim()
    .min(1, missing)
    .max(200, 'At most 200 characters.')
    .superRefine((to, context) => {
      const problem = toldToProblem(to);
      if (problem !== null) context.addIssue({ code: 'custom', message: problem });
    });
