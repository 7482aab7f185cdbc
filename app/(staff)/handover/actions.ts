'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import { HIDDEN } from '#lib/core/customer-text/plain-form.ts';
import { readItemValue } from '#lib/core/shift/handover.ts';
import {
  ACKNOWLEDGE_REFUSAL_WORDS,
  AWAY_REFUSAL_WORDS,
  HAND_OVER_REFUSAL_WORDS,
} from '#lib/core/shift/handover-words.ts';
import { SECRET_WORDS } from '#lib/core/ticket/ticket-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { acknowledgeHandover } from '#lib/use-cases/shift/acknowledge-handover.ts';
import { handOverShift } from '#lib/use-cases/shift/hand-over-shift.ts';
import { setAway } from '#lib/use-cases/shift/set-away.ts';
import { by, DONE, utcTime } from '#app/(staff)/form-fields.ts';

const Item = z.string().transform((value, context) => {
  const item = readItemValue(value);
  if (item !== null) return item;
  context.addIssue('Unknown item.');
  return z.NEVER;
});

const HandOverForm = z.object({
  // Of several ticked boxes a form sends a list, of one its value, of none nothing.
  item: z
    .union([z.array(Item), Item.transform((item) => [item])])
    .optional()
    .transform((items) => items ?? []),
  toStaffId: z.union([z.literal('team').transform(() => null), z.uuid('Choose who takes your shift.')]),
  note: z
    .string()
    .trim()
    .min(1, 'Write what the next person must know first.')
    .max(4_000, 'At most 4,000 characters.')
    .refine((text) => !HIDDEN.test(text.replaceAll(/[\r\n\t]/g, ' ')), 'The note contains invisible characters.'),
});

export const handOverShiftAction = staffAction('shifts:hand_over', HandOverForm, async (input, staff, request) => {
  const { item: items, toStaffId, note } = input;
  const given = await handOverShift(runtime(), { items, toStaffId, note }, by(staff, request));
  if (given.ok || given.reason === 'items_changed') refresh();
  if (given.ok) return DONE;
  const { reason } = given;
  const words = HAND_OVER_REFUSAL_WORDS[reason];
  return refusal(reason, words, reason in SECRET_WORDS ? { note: words } : undefined);
});

const AcknowledgeForm = z.object({ handoverId: z.uuid('Unknown hand-over.') });

export const acknowledgeHandoverAction = staffAction(
  'shifts:hand_over',
  AcknowledgeForm,
  async (input, staff, request) => {
    const acknowledged = await acknowledgeHandover(runtime(), input, by(staff, request));
    if (!acknowledged.ok) return refusal(acknowledged.reason, ACKNOWLEDGE_REFUSAL_WORDS[acknowledged.reason]);
    refresh();
    return DONE;
  },
);

export const setOwnAwayAction = staffAction(
  'shifts:hand_over',
  z.object({ until: utcTime }),
  async ({ until }, staff, request) => {
    const set = await setAway(runtime(), { staffId: staff.staffId, until }, by(staff, request));
    if (!set.ok) return refusal(set.reason, AWAY_REFUSAL_WORDS[set.reason], { until: AWAY_REFUSAL_WORDS[set.reason] });
    refresh();
    return DONE;
  },
);

export const setOwnBackAction = staffAction('shifts:hand_over', z.object({}), async (_input, staff, request) => {
  const set = await setAway(runtime(), { staffId: staff.staffId, until: null }, by(staff, request));
  if (!set.ok) return refusal(set.reason, AWAY_REFUSAL_WORDS[set.reason]);
  refresh();
  return DONE;
});
