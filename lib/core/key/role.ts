/**
 * How a key protects a workspace. New backups use only the `active` key; a `retained` one still decrypts older backups;
 * a `released` one is needed by nothing any more.
 */
export const ASSIGNMENT_ROLES = ['active', 'retained', 'released'] as const;
export type AssignmentRole = (typeof ASSIGNMENT_ROLES)[number];

/** What made an assignment; `legacy` for keys from before assignments were stored. */
export const ASSIGNMENT_ORIGINS = ['setup', 'replacement', 'import', 'legacy'] as const;
export type AssignmentOrigin = (typeof ASSIGNMENT_ORIGINS)[number];

/** How we use a key: its strongest assignment. A `candidate` has none yet, a `retired` one was given up. */
export const KEY_ROLES = ['candidate', ...ASSIGNMENT_ROLES, 'retired'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];
