import { intakeAdvice } from '#lib/core/finding/advise.ts';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';
import type { Noticed } from '#lib/core/key/pasted-identifier.ts';

/** Why a key was not added, with what was noticed in the pasted text. */
export type SubmitRefusal = {
  reason: IntakeRefusal | 'key_held_by_another_customer' | 'already_submitted';
  noticed: Noticed | null;
};

/** Why a key was not added, in words for the person who pasted it, and at which field that is shown. */
export function submitRefusalWords({ reason, noticed }: SubmitRefusal): {
  field: 'arn' | 'hostingRegion';
  words: string;
} {
  if (reason === 'already_submitted')
    return { field: 'arn', words: 'This key is already registered for this customer. Search for its ARN.' };
  return {
    field: reason === 'region_mismatch' ? 'hostingRegion' : 'arn',
    words: intakeAdvice(reason, noticedWords(noticed)),
  };
}
