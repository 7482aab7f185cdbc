import { z } from 'zod';

/** What every change of a setup names, and every change of one workspace in it. */
export const SetupFields = { setupId: z.uuid('Unknown setup.'), revision: z.coerce.number().int() };
export const LineFields = { ...SetupFields, lineId: z.uuid('Unknown workspace.') };
