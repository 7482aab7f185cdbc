import { KEY_ROLES, type KeyRole } from '#lib/core/key/role.ts';

/** A key's role as the screen names it. */
export const KEY_ROLE_WORD = {
  candidate: 'pending setup',
  active: 'active',
  retained: 'retained',
  released: 'released',
  retired: 'retired',
} as const satisfies Record<KeyRole, string>;

/** The same for a role as an event stored it: one that this version doesn't know is named as it is. */
export function storedRoleWord(stored: string): string {
  const role = KEY_ROLES.find((known) => known === stored);
  return role === undefined ? stored : KEY_ROLE_WORD[role];
}

/** That nobody proved whose the key is, and who answers for it. */
export const acceptedWords = (approver: string): string => `ownership accepted by ${approver}`;

/** Instead of a status: nobody looks at a retired key. */
export const NO_LONGER_CHECKED = 'No longer checked';

/** Beside the status of a key that is retained because something depended on it again after its release. */
export const NEEDED_AGAIN = 'needed again after its release';

/** Beside what is wrong with a released key: its owner may disable or delete it. */
export const EXPECTED = 'expected after its release';
