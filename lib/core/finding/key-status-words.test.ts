import { expect, it } from 'vitest';
import { keyStatusWords } from '#lib/core/finding/key-status-words.ts';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { KEY_ROLES } from '#lib/core/key/role.ts';

it('says "pending setup" beside every status of a key that is pending setup, and of no other key', () => {
  for (const status of VERDICT_STATUSES)
    for (const role of KEY_ROLES)
      expect([role, keyStatusWords(status, role).endsWith(', pending setup')]).toEqual([role, role === 'candidate']);
});
