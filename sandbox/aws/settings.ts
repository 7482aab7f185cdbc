import { z } from 'zod';

/** What AWS leaves undocumented and consumers must therefore survive both ways. Switched through the control API. */
export const Settings = z.strictObject({
  /** Whether a dry run on a disabled or leaving key fails for its state, or passes because permission is there. */
  dryRunChecksKeyState: z.boolean(),
});
export type Settings = z.output<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = { dryRunChecksKeyState: true };
