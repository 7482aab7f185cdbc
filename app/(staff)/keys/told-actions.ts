'use server';

import { z } from 'zod';
import { toldTo } from '#app/(staff)/told-to.ts';
import { TOLD_CHANNELS } from '#lib/core/customer/told.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { SENT_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { recordNotSent } from '#lib/use-cases/customer-text/record-not-sent.ts';
import { recordSent } from '#lib/use-cases/customer-text/record-sent.ts';
import { by, DONE, optionalUtcTime } from '#app/(staff)/form-fields.ts';

const NotSentForm = z.object({ textId: z.uuid('Unknown text.') });

const SentForm = NotSentForm.extend({
  to: toldTo('Say to whom.'),
  channel: z.enum(TOLD_CHANNELS, 'Choose how.'),
  // Empty: now.
  at: optionalUtcTime,
});

export const recordSentAction = staffAction('texts:copy', SentForm, async (input, staff, request) => {
  const recorded = await recordSent(runtime(), input, by(staff, request));
  if (recorded.ok) return DONE;
  const words = SENT_REFUSAL_WORDS[recorded.reason];
  if (recorded.reason === 'secret_in_to') return refusal(recorded.reason, words, { to: words });
  const ofTime = recorded.reason === 'in_the_future' || recorded.reason === 'before_the_copy';
  return refusal(recorded.reason, words, ofTime ? { at: words } : undefined);
});

export const recordNotSentAction = staffAction('texts:copy', NotSentForm, async (input, staff, request) => {
  const recorded = await recordNotSent(runtime(), input, by(staff, request));
  return recorded.ok ? DONE : refusal(recorded.reason, SENT_REFUSAL_WORDS[recorded.reason]);
});
