import { intakeAdvice } from '#lib/core/finding/advise.ts';
import type { IntakeRefusal } from '#lib/core/key/intake.ts';

type SubmitRefusal = IntakeRefusal | 'key_held_by_another_customer' | 'already_submitted';

const intake = (code: IntakeRefusal | 'key_held_by_another_customer', field: 'arn' | 'hostingRegion' = 'arn') => ({
  field,
  words: intakeAdvice(code),
});

/** Why a key was not added, and at which field that is shown. */
export const SUBMIT_REFUSAL = {
  not_an_arn: intake('not_an_arn'),
  bare_key_id: intake('bare_key_id'),
  alias_arn: intake('alias_arn'),
  wrong_partition: intake('wrong_partition'),
  region_not_hosted: intake('region_not_hosted'),
  region_mismatch: intake('region_mismatch', 'hostingRegion'),
  vendor_account_key: intake('vendor_account_key'),
  key_held_by_another_customer: intake('key_held_by_another_customer'),
  already_submitted: { field: 'arn', words: 'This key is already registered for this customer. Search for its ARN.' },
} as const satisfies Record<SubmitRefusal, { field: 'arn' | 'hostingRegion'; words: string }>;
