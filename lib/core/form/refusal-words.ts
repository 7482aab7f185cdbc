import { intakeAdvice } from '#lib/core/finding/advise.ts';
import { TEXT_BLOCK_WORDS } from '#lib/core/customer-text/text-input.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';

/** Why a key was not checked, for the person who asked. */
export const CHECK_REFUSAL_WORDS = {
  not_found: 'This key is not registered any more.',
  retired: 'This key is retired: it is not checked any more.',
  ownership_unproven:
    'The key’s AWS account is not proven to be the customer’s, so we may not probe it. Record the proof first.',
} as const satisfies Record<string, string>;

/** Why a key was not proved. */
export const PROVE_REFUSAL_WORDS = {
  ...CHECK_REFUSAL_WORDS,
  asked_just_now: 'KMS was asked about this key within the last 15 seconds. Try again in a moment.',
  superseded: 'The key or a newer check changed meanwhile. Nothing was written: look, then try again.',
} as const satisfies Record<string, string>;

/** Why no text for a customer was given out. */
export const COPY_TEXT_REFUSAL_WORDS = {
  not_found: 'This key is not registered any more.',
  ...TEXT_BLOCK_WORDS,
} as const satisfies Record<string, string>;

type SubmitRefusal = IntakeRefusal | 'key_held_by_another_customer' | 'already_submitted';

const intake = (code: IntakeRefusal | 'key_held_by_another_customer', field: 'arn' | 'hostingRegion' = 'arn') => ({
  field,
  words: intakeAdvice(code),
});

/** Why a key was not added, and beside which field that is said. */
export const SUBMIT_REFUSAL = {
  not_an_arn: intake('not_an_arn'),
  bare_key_id: intake('bare_key_id'),
  alias_arn: intake('alias_arn'),
  wrong_partition: intake('wrong_partition'),
  region_not_hosted: intake('region_not_hosted'),
  region_mismatch: intake('region_mismatch', 'hostingRegion'),
  vendor_account_key: intake('vendor_account_key'),
  key_held_by_another_customer: intake('key_held_by_another_customer'),
  already_submitted: { field: 'arn', words: 'This key is registered for this customer already. Search for its ARN.' },
} as const satisfies Record<SubmitRefusal, { field: 'arn' | 'hostingRegion'; words: string }>;

const SUPERSEDED = 'Somebody changed this member of staff meanwhile. What you see now is new: look, then try again.';
const NO_SUCH_STAFF = 'This member of staff is not known any more.';

/** Why a member of staff was not disabled. */
export const DISABLE_REFUSAL_WORDS = {
  not_found: NO_SUCH_STAFF,
  yourself: 'You cannot disable yourself. Another admin can.',
  last_admin: 'This is the last enabled admin: nobody could let people in again.',
  already_disabled: 'They are disabled already.',
  superseded: SUPERSEDED,
} as const satisfies Record<string, string>;

/** Why a member of staff was not enabled. */
export const ENABLE_REFUSAL_WORDS = {
  not_found: NO_SUCH_STAFF,
  already_enabled: 'They are enabled already.',
  superseded: SUPERSEDED,
} as const satisfies Record<string, string>;
