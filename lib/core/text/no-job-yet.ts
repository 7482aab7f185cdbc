/** Every text about a key that is not cleared to start says it (H2). */
export const NO_JOB_YET =
  'Please do not create a backup job or an archive job with this key yet. We write to you when you may start.';

/** The same about a key that can never be used, so that nobody waits for it. */
export const NEVER_THIS_KEY =
  'Our service can never use the present key. Please do not create a backup job or an archive job with it, and none with the new key yet. We write to you when you may start.';
