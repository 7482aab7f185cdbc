import { z } from 'zod';

/** What AWS leaves undocumented and consumers must therefore survive both ways. Switched through the control API. */
export const Settings = z.strictObject({
  /** Whether a dry run on a disabled or leaving key fails for its state, or passes because permission is there. */
  dryRunChecksKeyState: z.boolean(),
  /** Whether a role of another account that lacks an action in its own policy is told only the catch-all. */
  identityDenialReadsAsCatchAll: z.boolean(),
  /** Whether a caller of another organisation is told only the catch-all when a resource control policy denies it. */
  rcpDenialReadsAsCatchAll: z.boolean(),
  /** How a key that is leaving refuses to be used or granted: the key state table lists either. */
  pendingDeletionRefusal: z.enum(['KMSInvalidStateException', 'DisabledException']),
  /** How long, on the sandbox clock, replicas are Creating, primaries Updating and on-demand rotations in progress. */
  transitionMs: z.number().min(0),
});
export type Settings = z.output<typeof Settings>;

export const DEFAULT_SETTINGS: Settings = {
  dryRunChecksKeyState: true,
  identityDenialReadsAsCatchAll: false,
  rcpDenialReadsAsCatchAll: true,
  pendingDeletionRefusal: 'KMSInvalidStateException',
  transitionMs: 0,
};
