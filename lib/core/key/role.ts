/** How we use a key. New backups use only the `active` one; `retained` keys still decrypt older backups. */
export const KEY_ROLES = ['candidate', 'active', 'retained', 'retired'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];
