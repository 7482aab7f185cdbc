import { VERDICT_WORD, type VerdictStatus } from '#lib/core/finding/status.ts';
import { KEY_ROLE_WORD } from '#lib/core/key/role-words.ts';
import type { KeyRole } from '#lib/core/key/role.ts';

/** A key's status as the screen names it: that of a key pending setup always says so, because nobody may start with it. */
export const keyStatusWords = (status: VerdictStatus, role: KeyRole): string =>
  role === 'candidate' ? `${VERDICT_WORD[status]}, ${KEY_ROLE_WORD.candidate}` : VERDICT_WORD[status];
