import { intakeAdvice } from '#lib/core/finding/advise.ts';
import { noticedWords } from '#lib/core/key/intake-words.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';
import type { Noticed } from '#lib/core/key/pasted-identifier.ts';

/** Why a key was not added, with what was noticed in the pasted text. */
export type SubmitRefusal = {
  reason: IntakeRefusal | 'key_held_by_another_customer' | 'already_submitted' | 'similar_customer';
  noticed: Noticed | null;
  /** Names that look like a new one. */
  similar?: readonly string[];
};

const NONE: readonly string[] = [];

/** Why a key was not added, in words for the person who pasted it, and at which field that is shown. */
export function submitRefusalWords({ reason, noticed, similar = NONE }: SubmitRefusal): {
  field: 'arn' | 'hostingRegion' | 'customerName';
  words: string;
} {
  if (reason === 'already_submitted')
    return { field: 'arn', words: 'This key is already registered for this customer. Search for its ARN.' };
  if (reason === 'similar_customer') {
    const names = similar.map((name) => `“${name}”`).join(', ');
    return {
      field: 'customerName',
      words: `This looks like ${names}. Use that name, or add yours as another customer first, under Customers.`,
    };
  }
  return {
    field: reason === 'region_mismatch' ? 'hostingRegion' : 'arn',
    words: intakeAdvice(reason, noticedWords(noticed)),
  };
}
