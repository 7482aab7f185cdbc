import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { ok, refuse, type Result } from '#lib/core/result.ts';
import type { By, ByAnyone } from '#lib/core/staff/audit.ts';
import { updateLine, type SetupLineRow } from '#lib/db/setup/setups.ts';
import { insertOutbox } from '#lib/db/service/outbox.ts';
import {
  changeSetup,
  type LineInput,
  type SetupDeps,
  type SetupInput,
  type SetupRefusal,
  type UnseenSetup,
} from './change-setup.ts';

/** A form gives minutes, so a backup of the minute in which its workspace was cleared may seem to be earlier. */
const A_MINUTE_MS = 60_000;

type LineRefusal = 'no_such_line' | 'not_told' | 'already_recorded';

type BackupRefusal = LineRefusal | 'no_key_arn' | 'in_the_future' | 'before_clearing';

/** The line, if its customer was told and its first backup is not recorded. */
function waitingLine(lines: readonly SetupLineRow[], lineId: string): Result<SetupLineRow, LineRefusal> {
  const line = lines.find(({ id }) => id === lineId);
  if (line === undefined) return refuse('no_such_line');
  if (line.toldAt === null) return refuse('not_told');
  return line.firstBackupAt === null ? ok(line) : refuse('already_recorded');
}

/**
 * Records the first backup of a told line. One with another key finishes nothing: it is kept, other systems hear of it, and
 * the line needs us until one with the right key is recorded. One from before the line was cleared is none: nobody was
 * allowed to start.
 */
export const recordFirstBackup = (
  deps: SetupDeps,
  input: (SetupInput | UnseenSetup) & { lineId: string; arn: string; at: Date },
  by: ByAnyone,
): Promise<Result<{ finished: boolean }, SetupRefusal | BackupRefusal>> =>
  changeSetup<{ finished: boolean }, BackupRefusal>(deps, input, by, async (tx, { lines }, now) => {
    const found = waitingLine(lines, input.lineId);
    if (!found.ok) return found;
    const { id, clearedArn, clearedAt, keyId, workspaceId, region } = found.value;
    const { arn, at } = input;
    if (at > now) return refuse('in_the_future');
    if (clearedAt !== null && at.getTime() + A_MINUTE_MS <= clearedAt.getTime()) return refuse('before_clearing');
    if (!parseKeyArn(arn).ok) return refuse('no_key_arn');
    const finished = arn === clearedArn;
    await updateLine(
      tx,
      id,
      finished
        ? { firstBackupAt: at, firstBackupBy: by.actor.name, otherKeyArn: null, otherKeyAt: null }
        : { otherKeyArn: arn, otherKeyAt: at },
    );
    if (!finished && keyId !== null)
      await insertOutbox(
        tx,
        [{ kind: 'other_key_used', subject: workspaceId, region, payload: { workspaceId, keyId, arn } }],
        now,
      );
    const after = { lineId: id, arn, at: at.toISOString() };
    return ok({
      value: { finished },
      event: { kind: finished ? 'first_backup' : 'other_key', lineId: id, detail: after },
      audit: finished ? { action: 'setup.first_backup', after } : { action: 'setup.other_key', after },
    });
  });

/** Records when the first backup of a told line is expected now. */
export const expectFirstBackup = (
  deps: SetupDeps,
  input: LineInput & { dueAt: Date; reason: string },
  by: By,
): Promise<Result<null, SetupRefusal | LineRefusal | 'date_passed'>> =>
  changeSetup<null, LineRefusal | 'date_passed'>(deps, input, by, async (tx, { lines }, now) => {
    const found = waitingLine(lines, input.lineId);
    if (!found.ok) return found;
    const { dueAt, reason } = input;
    if (dueAt <= now) return refuse('date_passed');
    await updateLine(tx, found.value.id, { firstBackupDueAt: dueAt });
    const after = { lineId: found.value.id, dueAt: dueAt.toISOString() };
    return ok({
      value: null,
      event: { kind: 'first_backup_expected', lineId: found.value.id, detail: { ...after, reason } },
      audit: { action: 'setup.first_backup_expected', after, reason },
    });
  });
