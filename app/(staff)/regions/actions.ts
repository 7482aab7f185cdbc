'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { OUR_SIDE_CHECKED_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { recordOurSideChecked } from '#lib/use-cases/verdict/record-our-side-checked.ts';
import { sentence } from '#app/(staff)/form-fields.ts';

const OurSideForm = z.object({
  region: z.string().min(1, 'Unknown region.').max(32),
  reason: sentence('Write what you checked, in a sentence.'),
});

export const recordOurSideCheckedAction = staffAction(
  'regions:attest',
  OurSideForm,
  async (input, staff, { requestId }) => {
    const recorded = await recordOurSideChecked(runtime(), input, actorOf(staff), requestId);
    if (!recorded.ok) return refusal(recorded.reason, OUR_SIDE_CHECKED_REFUSAL_WORDS[recorded.reason]);
    refresh();
    return { status: 'done', value: recorded.value };
  },
);
