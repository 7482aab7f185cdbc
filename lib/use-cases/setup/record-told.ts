import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { ToldChannel } from '#lib/core/setup/setup.ts';
import { updateLine } from '#lib/db/setup/setups.ts';
import { recordTextTold } from '#lib/db/setup/texts.ts';
import {
  changeSetup,
  type By,
  type LineInput,
  type SetupDeps,
  type SetupInput,
  type SetupRefusal,
} from './change-setup.ts';

/**
 * Records who was told a frozen text, how and when. The cleared text makes its line *Told*.
 * @param input `at` may be earlier, when somebody records later what was done
 */
export const recordTold = (
  deps: SetupDeps,
  input: SetupInput & { textId: string; to: string; channel: ToldChannel; at: Date },
  by: By,
): Promise<Result<null, SetupRefusal | 'no_such_text' | 'before_the_text' | 'in_the_future'>> =>
  changeSetup<null, 'no_such_text' | 'before_the_text' | 'in_the_future'>(deps, input, by, async (tx, held, now) => {
    const { textId, to, channel, at } = input;
    if (at > now) return refuse('in_the_future');
    const text = await recordTextTold(tx, { setupId: held.setup.id, textId }, { to, channel, at, by: by.actor.name });
    if (text === null) return refuse('no_such_text');
    // Thrown away with the transaction.
    if (at < text.frozenAt) return tx.rollback();
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
