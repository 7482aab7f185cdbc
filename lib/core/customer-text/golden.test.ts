import { expect, it } from 'vitest';
import { anInput, FULL, inputOf, sent, SUBJECT } from '#lib/core/customer-text/customer-text.test-support.ts';
import type { CustomerTextInput } from '#lib/core/customer-text/text-input.ts';
import { after, HOUR_MS } from '#lib/core/verdict/checks.test-support.ts';

/** Whole texts, to be read by a person: a change of words shows here as what a customer will read. */
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

it.each(Object.entries(GOLDEN))('the text %s reads as it was read and approved', async (name, input) => {
  const { subject, body } = sent(input);
  await expect(`Subject: ${subject}\n\n${body}`).toMatchFileSnapshot(`./golden/${name}.txt`);
});
