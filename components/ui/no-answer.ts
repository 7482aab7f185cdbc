/**
 * How long a page waits for Keydesk before it says that there is no answer. A check gives KMS 6 of these seconds, and a
 * database that hangs is given up after 4.
 */
export const NO_ANSWER_MS = 10_000;
