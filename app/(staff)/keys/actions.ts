'use server';

import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/action-state.ts';
import { CHECK_REFUSAL_WORDS, SUBMIT_REFUSAL } from '#lib/core/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { checkKey } from '#lib/use-cases/check-key.ts';
import { submitKey } from '#lib/use-cases/submit-key.ts';

const CheckKeyForm = z.object({ customerKeyId: z.uuid('This is no key of ours.') });

export const checkKeyAction = staffAction('keys:check', CheckKeyForm, async (input, staff, { requestId }) => {
  const checked = await checkKey(runtime(), input, actorOf(staff), requestId);
  if (!checked.ok) return refusal(checked.reason, CHECK_REFUSAL_WORDS[checked.reason]);
  return { status: 'done', value: checked.value };
});

const SubmitKeyForm = z.object({
  customerName: z
    .string()
    .trim()
    .min(1, 'Name the customer.')
    .max(200, 'A customer’s name has at most 200 characters.')
    .regex(/^[^\p{Cc}\p{Cf}]*$/u, 'The name holds characters that cannot be seen. Type it instead of pasting it.'),
  hostingRegion: z.string().min(1, 'Choose the region in which the customer is hosted.').max(32),
  arn: z.string().min(1, 'Paste the ARN of the key.').max(2_048, 'An ARN has at most 2,048 characters.'),
});

export const submitKeyAction = staffAction('keys:submit', SubmitKeyForm, async (input, staff, { requestId }) => {
  const submitted = await submitKey(runtime(), input, actorOf(staff), requestId);
  if (submitted.ok) return { status: 'done', value: submitted.value };
  const { words, field } = SUBMIT_REFUSAL[submitted.reason];
  return refusal(submitted.reason, words, { [field]: words });
});
