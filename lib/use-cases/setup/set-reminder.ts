import { ok, refuse, type Result } from '#lib/core/result.ts';
import { REMINDERS_OFF } from '#lib/core/setup/standing.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { updateSetup } from '#lib/db/setup/setups.ts';
import { changeSetup, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';

/** When to remind the customer: at a date, never, or three of their working days after they were last asked. */
export type WantedReminder = Date | 'off' | 'usual';

const stored = (remind: WantedReminder): Date | null =>
  remind === 'off' ? REMINDERS_OFF : remind === 'usual' ? null : remind;

/** Changes when the customer of a setup is reminded, or switches their reminders off or on. */
export const setReminder = (
  deps: SetupDeps,
  input: SetupInput & { remind: WantedReminder },
  by: By,
): Promise<Result<null, SetupRefusal | 'withdrawn' | 'date_passed'>> =>
  changeSetup<null, 'withdrawn' | 'date_passed'>(deps, input, by, async (tx, { setup }, at) => {
    if (setup.withdrawnAt !== null) return refuse('withdrawn');
    const { remind } = input;
    if (remind instanceof Date && (remind <= at || remind >= REMINDERS_OFF)) return refuse('date_passed');
    await updateSetup(tx, setup.id, { remindAt: stored(remind) });
    const after = { remind: remind instanceof Date ? remind.toISOString() : remind };
    return ok({
      value: null,
      event: { kind: 'reminder_set', detail: after },
      audit: { action: 'setup.reminder_set', after },
    });
  });
