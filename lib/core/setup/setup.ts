/** The texts of a setup that somebody sends to the customer. Each is frozen when it is copied. */
export const SETUP_TEXTS = ['instructions', 'follow_up', 'findings', 'tests_passed', 'cleared'] as const;
export type SetupText = (typeof SETUP_TEXTS)[number];

/** The texts of the whole setup that somebody makes. Findings are of one line, and the cleared text comes with its clearance. */
export const FREEZABLE_TEXTS = ['instructions', 'follow_up', 'tests_passed'] as const;
export type FreezableText = (typeof FREEZABLE_TEXTS)[number];

/** How often the three facts of the gate are older than the clearance at most (the database checks it too). */
export const TESTS_COUNT_FOR_MS = 24 * 3_600_000;
/** KMS is eventually consistent: two full checks this far apart see the same policy. */
export const CHECKS_APART_MS = 5 * 60_000;
/** A code that was given to a customer. It can be extended. */
export const CODE_LASTS_MS = 30 * 24 * 3_600_000;
