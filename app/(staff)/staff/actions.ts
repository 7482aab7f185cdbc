'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { DISABLE_REFUSAL_WORDS, ENABLE_REFUSAL_WORDS } from '#lib/core/form/refusal-words.ts';
import { AWAY_REFUSAL_WORDS } from '#lib/core/shift/handover-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { setAway } from '#lib/use-cases/shift/set-away.ts';
import { disableStaff } from '#lib/use-cases/staff/disable-staff.ts';
import { enableStaff } from '#lib/use-cases/staff/enable-staff.ts';
import { by, DONE, optionalUtcTime, sentence } from '#app/(staff)/form-fields.ts';

const StaffForm = z.object({
  staffId: z.uuid('Unknown staff member.'),
  revision: z.coerce.number().int().min(1),
  reason: sentence('Enter a reason for the audit log.', 1),
});

export const disableStaffAction = staffAction('staff:manage', StaffForm, async (input, staff, { requestId }) => {
  const disabled = await disableStaff(runtime(), input, actorOf(staff), requestId);
  if (!disabled.ok) return refusal(disabled.reason, DISABLE_REFUSAL_WORDS[disabled.reason]);
  refresh();
  return { status: 'done', value: disabled.value };
});

export const enableStaffAction = staffAction('staff:manage', StaffForm, async (input, staff, { requestId }) => {
  const enabled = await enableStaff(runtime(), input, actorOf(staff), requestId);
  if (!enabled.ok) return refusal(enabled.reason, ENABLE_REFUSAL_WORDS[enabled.reason]);
  refresh();
  return { status: 'done', value: enabled.value };
});

const AwayForm = z.object({ staffId: z.uuid('Unknown staff member.'), until: optionalUtcTime });

export const setAwayAction = staffAction('staff:manage', AwayForm, async (input, staff, request) => {
  const set = await setAway(runtime(), input, by(staff, request));
  if (!set.ok) return refusal(set.reason, AWAY_REFUSAL_WORDS[set.reason], { until: AWAY_REFUSAL_WORDS[set.reason] });
  refresh();
  return DONE;
});
