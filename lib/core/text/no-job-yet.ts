/** Every text about a key that is not cleared to start says it (H2). */
export const NO_JOB_YET =
  'Please do not create a backup job or an archive job with this key yet. We write to you when you may start.';
