'use server';

import { refresh } from 'next/cache';
import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import { SAVE_VIEW_REFUSAL_WORDS } from '#lib/core/pages/saved-view.ts';
import { LISTS } from '#lib/core/pages/list-names.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { deleteView, saveView } from '#lib/use-cases/staff/save-view.ts';

const SaveViewForm = z.object({
  list: z.enum(LISTS),
  name: z.string().trim().min(1, 'Enter a name for this view.').max(60, 'A name can have at most 60 characters.'),
  query: z.string().max(2_000),
});

export const saveViewAction = staffAction('keys:read', SaveViewForm, async (input, staff) => {
  const saved = await saveView(runtime(), staff.staffId, input);
  if (!saved.ok)
    return refusal(saved.reason, SAVE_VIEW_REFUSAL_WORDS[saved.reason], {
      name: SAVE_VIEW_REFUSAL_WORDS[saved.reason],
    });
  refresh();
  return { status: 'done', value: saved.value };
});

export const deleteViewAction = staffAction('keys:read', z.object({ viewId: z.uuid() }), async ({ viewId }, staff) => {
  await deleteView(runtime(), staff.staffId, viewId);
  refresh();
  return { status: 'done', value: { viewId } };
});
