/** What a key is to us: only `active` carries backups; `retained` still opens old ones. */
export const KEY_ROLES = ['candidate', 'active', 'retained', 'retired'] as const;
export type KeyRole = (typeof KEY_ROLES)[number];
