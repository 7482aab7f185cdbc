import { z } from 'zod';

/** Behavior that AWS doesn't document, so consumers must handle every variant. Changed through the control API. */
export const Settings = z.strictObject({
  /** Whether a dry run fails on a key that is disabled or pending deletion, or succeeds because permission is granted. */
  dryRunChecksKeyState: z.boolean(),
  /** Whether a role of another account whose own policy lacks the action gets only the catch-all message. */
  identityDenialReadsAsCatchAll: z.boolean(),
  /** Whether a caller of another organization denied by a resource control policy gets only the catch-all message. */
  rcpDenialReadsAsCatchAll: z.boolean(),
  /** The exception for using or granting a key pending deletion: the key state table lists both. */
  pendingDeletionRefusal: z.enum(['KMSInvalidStateException', 'DisabledException']),
  /** How long replicas are Creating, primary keys Updating and on-demand rotations in progress, on the sandbox clock. */
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
