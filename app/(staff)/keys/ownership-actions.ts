'use server';

import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { OWNERSHIP_ANSWER_WORDS } from '#lib/core/customer/ownership-words.ts';
import { LONGEST_CIPHERTEXT_PASTE } from '#lib/core/customer/ownership.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import {
  CHECK_OWNERSHIP_REFUSAL_WORDS,
  CIPHERTEXT_REFUSAL_WORDS,
  EXCEPT_REFUSAL_WORDS,
  WITHDRAW_REFUSAL_WORDS,
} from '#lib/core/form/ownership-refusals.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { checkOwnership } from '#lib/use-cases/ownership/check-ownership.ts';
import { exceptOwnership } from '#lib/use-cases/ownership/except-ownership.ts';
import { proveByCiphertext } from '#lib/use-cases/ownership/prove-by-ciphertext.ts';
import { withdrawOwnership } from '#lib/use-cases/ownership/withdraw-ownership.ts';
import { sentence } from '#app/(staff)/form-fields.ts';

const customerKeyId = z.uuid('Unknown key.');
const reason = sentence('Say why in at least 20 characters: who confirmed what, how and when.', 20);

const KeyForm = z.object({ customerKeyId });
export const checkOwnershipAction = staffAction('keys:check', KeyForm, async (input, staff, { requestId }) => {
  const asked = await checkOwnership(runtime(), input, actorOf(staff), requestId);
  if (!asked.ok) return refusal(asked.reason, CHECK_OWNERSHIP_REFUSAL_WORDS[asked.reason]);
  return { status: 'done', value: { words: OWNERSHIP_ANSWER_WORDS[asked.value.answer] } };
});

const CiphertextForm = z.object({
  customerKeyId,
  pasted: z
    .string()
    .min(1, 'Paste what the customer’s command printed.')
    .max(LONGEST_CIPHERTEXT_PASTE, 'This is longer than 20,000 characters. Paste the ciphertext alone.'),
});
export const proveByCiphertextAction = staffAction(
  'setups:run',
  CiphertextForm,
  async (input, staff, { requestId }) => {
    const proven = await proveByCiphertext(runtime(), input, actorOf(staff), requestId);
    if (proven.ok) return { status: 'done', value: proven.value };
    const words = CIPHERTEXT_REFUSAL_WORDS[proven.reason];
    return refusal(proven.reason, words, { pasted: words });
  },
);

const ReasonForm = z.object({ customerKeyId, reason });
export const exceptOwnershipAction = staffAction(
  'ownership:except',
  ReasonForm,
  async (input, staff, { requestId }) => {
    const excepted = await exceptOwnership(runtime(), input, actorOf(staff), requestId);
    if (!excepted.ok) return refusal(excepted.reason, EXCEPT_REFUSAL_WORDS[excepted.reason]);
    return { status: 'done', value: excepted.value };
  },
);

export const withdrawOwnershipAction = staffAction(
  'ownership:withdraw',
  ReasonForm,
  async (input, staff, { requestId }) => {
    const withdrawn = await withdrawOwnership(runtime(), input, actorOf(staff), requestId);
    if (!withdrawn.ok) return refusal(withdrawn.reason, WITHDRAW_REFUSAL_WORDS[withdrawn.reason]);
    return { status: 'done', value: withdrawn.value };
  },
);
