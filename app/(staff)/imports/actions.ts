'use server';

import { z } from 'zod';
import { actorOf } from '#lib/auth/session.ts';
import { refusal } from '#lib/core/form/action-state.ts';
import { ACCEPT_REFUSAL_WORDS, PARK_REFUSAL_WORDS } from '#lib/core/import/import-words.ts';
import { staffAction } from '#lib/http/staff-action.ts';
import { runtime } from '#lib/runtime.ts';
import { acceptImport } from '#lib/use-cases/import/accept-import.ts';
import { closeParkedRow, parkBadRows, takeParkedRow } from '#lib/use-cases/import/park-rows.ts';
import { DONE } from '#app/(staff)/form-fields.ts';

const OfImport = { importId: z.uuid('Unknown import.') };
const ParkedForm = z.object({ rowId: z.uuid('Unknown row.') });

export const acceptImportAction = staffAction(
  'import:run',
  z.object({ ...OfImport, saw: z.coerce.number().int() }),
  async (input, staff, { requestId }) => {
    const accepted = await acceptImport(runtime(), input, { actor: actorOf(staff), requestId });
    return accepted.ok ? DONE : refusal(accepted.reason, ACCEPT_REFUSAL_WORDS[accepted.reason]);
  },
);

export const parkRowsAction = staffAction(
  'import:run',
  z.object(OfImport),
  async ({ importId }, staff, { requestId }) => {
    const parked = await parkBadRows(runtime(), importId, { actor: actorOf(staff), requestId });
    return parked.ok ? DONE : refusal(parked.reason, PARK_REFUSAL_WORDS[parked.reason]);
  },
);

export const takeRowAction = staffAction('import:run', ParkedForm, async ({ rowId }, staff, { requestId }) => {
  const taken = await takeParkedRow(runtime(), rowId, { actor: actorOf(staff), requestId });
  return taken.ok ? DONE : refusal(taken.reason, PARK_REFUSAL_WORDS[taken.reason]);
});

export const closeRowAction = staffAction('import:run', ParkedForm, async ({ rowId }, staff, { requestId }) => {
  const closed = await closeParkedRow(runtime(), rowId, { actor: actorOf(staff), requestId });
  return closed.ok ? DONE : refusal(closed.reason, PARK_REFUSAL_WORDS[closed.reason]);
});
