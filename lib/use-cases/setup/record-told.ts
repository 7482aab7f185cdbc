import type { ToldChannel } from '#lib/core/customer/told.ts';
import { promisedIn } from '#lib/core/customer-text/promise.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import { REMINDERS_OFF } from '#lib/core/setup/standing.ts';
import type { By } from '#lib/core/staff/audit.ts';
import { announceKeys } from '#lib/db/announce.ts';
import { recordKeysTold } from '#lib/db/customer-text/key-texts.ts';
import type { Transaction } from '#lib/db/database.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { updateLine, updateSetup, type HeldSetup } from '#lib/db/setup/setups.ts';
import { recordTextTold, textsOfSetup } from '#lib/db/setup/texts.ts';
import { changeSetup, type SetupDeps, type SetupInput, type SetupRefusal } from './change-setup.ts';

/** A form gives minutes, so a text that was made in the same minute may seem to be later. */
const A_MINUTE_MS = 60_000;

/** When a first backup is expected, where nobody says otherwise. */
const FIRST_BACKUP_AFTER_MS = 2 * 24 * 3_600_000;

type ToldRefusal = 'no_such_text' | 'before_the_text' | 'in_the_future' | 'ownership_withdrawn' | 'expected_too_early';

/** Whether the proof of a line's key was withdrawn before somebody was told to start (H16). */
async function withdrawnBefore(
  tx: Transaction,
  { lines }: HeldSetup,
  lineId: string | null,
  at: Date,
): Promise<boolean> {
  const keyId = lines.find(({ id }) => id === lineId)?.keyId ?? null;
  const key = keyId === null ? null : await findKey(tx, keyId);
  return key !== null && key.ownershipWithdrawnAt !== null && key.ownershipWithdrawnAt <= at;
}

/**
 * Records who was told a frozen text, how and when. The cleared text makes its line *Told*. The customer's next reminder
 * counts from now on, unless reminders are off. What the text tells of a key, and promises, counts as in a reply about it.
 * @param input `at` may be earlier than now, when somebody records later what was done; null is now. `firstBackupDueAt`
 * is when the first backup is expected after the cleared text; absent or null is two days after they were told
 */
export const recordTold = (
  deps: SetupDeps,
  input: SetupInput & {
    textId: string;
    to: string;
    channel: ToldChannel;
    at: Date | null;
    firstBackupDueAt?: Date | null;
  },
  by: By,
): Promise<Result<null, SetupRefusal | ToldRefusal>> =>
  changeSetup<null, ToldRefusal>(deps, input, by, async (tx, held, now) => {
    const { setup } = held;
    const { textId, to, channel } = input;
    const text = (await textsOfSetup(tx, setup.id)).find(({ id }) => id === textId);
    if (text === undefined || text.toldAt !== null) return refuse('no_such_text');
    const given = input.at ?? now;
    if (given > now) return refuse('in_the_future');
    if (given.getTime() + A_MINUTE_MS <= text.frozenAt.getTime()) return refuse('before_the_text');
    const at = given < text.frozenAt ? text.frozenAt : given;
    if (text.kind === 'cleared' && (await withdrawnBefore(tx, held, text.lineId, at)))
      return refuse('ownership_withdrawn');
    const firstBackupDueAt = input.firstBackupDueAt ?? new Date(at.getTime() + FIRST_BACKUP_AFTER_MS);
    if (firstBackupDueAt <= at) return refuse('expected_too_early');
    await recordTextTold(tx, textId, { to, channel, at, by: by.actor.name });
    const told = held.lines.filter(({ id }) => text.lineId === null || id === text.lineId);
    const keyIds = [...new Set(told.flatMap(({ keyId }) => keyId ?? []))].toSorted();
    await recordKeysTold(
      tx,
      { id: textId, customerId: setup.customerId },
      keyIds.map((keyId) => ({ keyId, tells: text.tells?.[keyId] ?? null, promisedFor: promisedIn(text.body) })),
    );
    await announceKeys(tx, keyIds);
    if (text.kind === 'cleared' && text.lineId !== null)
      await updateLine(tx, text.lineId, { toldAt: at, firstBackupDueAt });
    if (setup.remindAt !== null && setup.remindAt < REMINDERS_OFF) await updateSetup(tx, setup.id, { remindAt: null });
    const after = { textId, kind: text.kind, to, channel, at: at.toISOString() };
    return ok({
      value: null,
      event: { kind: 'told', lineId: text.lineId, detail: after },
      audit: { action: 'setup.told', after },
    });
  });
