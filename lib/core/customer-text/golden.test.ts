import { expect, it } from 'vitest';
import { anInput, FULL, inputOf, sent, SUBJECT } from '#lib/core/customer-text/customer-text.test-support.ts';
import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { after, HOUR_MS } from '#lib/core/verdict/checks.test-support.ts';

/** Whole replies, for a person to read. A change of words shows here what a customer will read. */
const GOLDEN: Readonly<Record<string, CustomerTextInput>> = {
  'access-lost-likely': inputOf('access_lost', 'likely'),
  'no-access-yet': inputOf('no_access_yet', 'one_of_several', {}, { denied: [] }),
  'pending-deletion-aged': inputOf('pending_deletion', 'certain', FULL, {
    lastConclusiveAt: after(-HOUR_MS),
    lastAttemptFailed: true,
  }),
  'key-disabled': inputOf('key_disabled', 'certain', {}, { subject: { ...SUBJECT, contactName: null } }),
  'material-missing': inputOf('material_missing', 'certain'),
  'presumed-deleted': inputOf('presumed_deleted', 'likely'),
  'wrong-key-type': inputOf('wrong_key_type', 'certain'),
  confirming: inputOf('access_denied_unconfirmed', 'one_of_several'),
  'our-side': inputOf('vendor_permission_fault', 'likely'),
  usable: anInput({ checkEveryMinutes: 60, lastProofAt: after(-HOUR_MS) }),
};

it.each(Object.entries(GOLDEN))('the reply %s is the one that was approved', async (name, input) => {
  const { subject, body } = sent(input);
  await expect(`Subject: ${subject}\n\n${body}`).toMatchFileSnapshot(`./golden/${name}.txt`);
});
