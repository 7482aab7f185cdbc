import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { ToldChannel } from '#lib/core/setup/setup.ts';
import type { Transaction } from '#lib/db/database.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { updateLine, type HeldSetup } from '#lib/db/setup/setups.ts';
import { recordTextTold, textsOfSetup } from '#lib/db/setup/texts.ts';
import {
  changeSetup,
  type By,
  type LineInput,
  type SetupDeps,
  type SetupInput,
  type SetupRefusal,
} from './change-setup.ts';

/** A form gives minutes, so a text that was made in the same minute may seem to be later. */
const A_MINUTE_MS = 60_000;

type ToldRefusal = 'no_such_text' | 'before_the_text' | 'in_the_future' | 'ownership_withdrawn';

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
 * Records who was told a frozen text, how and when. The cleared text makes its line *Told*.
 * @param input `at` may be earlier than now, when somebody records later what was done; null is now
 */
export const recordTold = (
  deps: SetupDeps,
  input: SetupInput & { textId: string; to: string; channel: ToldChannel; at: Date | null },
  by: By,
): Promise<Result<null, SetupRefusal | ToldRefusal>> =>
  changeSetup<null, ToldRefusal>(deps, input, by, async (tx, held, now) => {
    const { textId, to, channel } = input;
    const text = (await textsOfSetup(tx, held.setup.id)).find(({ id }) => id === textId);
    if (text === undefined || text.toldAt !== null) return refuse('no_such_text');
    const given = input.at ?? now;
    if (given > now) return refuse('in_the_future');
    if (given.getTime() + A_MINUTE_MS <= text.frozenAt.getTime()) return refuse('before_the_text');
    const at = given < text.frozenAt ? text.frozenAt : given;
    if (text.kind === 'cleared' && (await withdrawnBefore(tx, held, text.lineId, at)))
      return refuse('ownership_withdrawn');
    await recordTextTold(tx, textId, { to, channel, at, by: by.actor.name });
    if (text.kind === 'cleared' && text.lineId !== null) await updateLine(tx, text.lineId, { toldAt: at });
    const after = { textId, kind: text.kind, to, channel, at: at.toISOString() };
    return ok({
      value: null,
      event: { kind: 'told', lineId: text.lineId, detail: after },
      audit: { action: 'setup.told', after },
    });
  });

/** Records that a backup ran with the key of a told line. One with another key is no first backup: it needs us. */
export const recordFirstBackup = (
  deps: SetupDeps,
  input: LineInput & { arn: string; at: Date },
  by: By,
): Promise<Result<null, SetupRefusal | 'no_such_line' | 'not_told' | 'another_arn' | 'in_the_future'>> =>
  changeSetup<null, 'no_such_line' | 'not_told' | 'another_arn' | 'in_the_future'>(
    deps,
    input,
    by,
    async (tx, held, now) => {
      const line = held.lines.find(({ id }) => id === input.lineId);
      if (line === undefined) return refuse('no_such_line');
      if (line.toldAt === null) return refuse('not_told');
      if (line.clearedArn !== input.arn) return refuse('another_arn');
      if (input.at > now) return refuse('in_the_future');
      await updateLine(tx, line.id, { firstBackupAt: input.at, firstBackupBy: by.actor.name });
      const after = { lineId: line.id, arn: input.arn, at: input.at.toISOString() };
      return ok({
        value: null,
        event: { kind: 'first_backup', lineId: line.id, detail: after },
        audit: { action: 'setup.first_backup', after },
      });
    },
  );
