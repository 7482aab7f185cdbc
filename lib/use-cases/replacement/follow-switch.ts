import { ok, refuse, type Result } from '#lib/core/result.ts';
import { coversRegion, type Service } from '#lib/core/service/service-scope.ts';
import type { ByAnyone } from '#lib/core/staff/audit.ts';
import { switchedLineOf, updateReplacementLine } from '#lib/db/replacement/replacements.ts';
import {
  changeReplacement,
  factsOfLine,
  lineOf,
  type ReplacementDeps,
  type ReplacementLineInput,
  type ReplacementRefusal,
} from './change-replacement.ts';

type Problem = 'no_such_line' | 'not_switched' | 'recorded_already';

/** Records that our product uses the new key: it said so itself, or a person looked and says what they saw. */
export const acknowledgeSwitch = (
  deps: ReplacementDeps,
  input: ReplacementLineInput & { how: string },
  by: ByAnyone,
): Promise<Result<null, ReplacementRefusal | Problem>> =>
  changeReplacement<null, Problem>(deps, input, by, async (tx, held, at) => {
    const found = lineOf(held, input.lineId);
    if (!found.ok) return found;
    const line = found.value;
    if (line.state === 'acknowledged' || line.state === 'released') return refuse('recorded_already');
    if (line.state !== 'switched' || line.switchedAt === null) return refuse('not_switched');
    const acknowledgedAt = at < line.switchedAt ? line.switchedAt : at;
    await updateReplacementLine(tx, line.id, {
      state: 'acknowledged',
      stateAt: acknowledgedAt,
      acknowledgedAt,
      acknowledgedBy: by.actor.name,
      acknowledgedHow: input.how,
    });
    const detail = { how: input.how };
    return ok({
      value: null,
      event: { kind: 'acknowledged', lineId: line.id, detail },
      audit: { action: 'replacement.acknowledged', after: { lineId: line.id, ...detail } },
    });
  });

/** Records that a backup ran with the new key. @param input `at` is when it ran; null is now */
export const recordBackupWithNewKey = (
  deps: ReplacementDeps,
  input: ReplacementLineInput & { at: Date | null; arn: string },
  by: ByAnyone,
): Promise<Result<null, ReplacementRefusal | Problem | 'another_key' | 'in_the_future' | 'before_switch'>> =>
  changeReplacement<null, Problem | 'another_key' | 'in_the_future' | 'before_switch'>(
    deps,
    input,
    by,
    async (tx, held, now) => {
      const stored = await factsOfLine(tx, input.lineId, now);
      if (stored === null || stored.replacement.id !== held.replacement.id) return refuse('no_such_line');
      const { line } = stored;
      if (line.state !== 'acknowledged' || line.switchedAt === null) return refuse('not_switched');
      if (line.firstBackupAt !== null) return refuse('recorded_already');
      if (stored.newKey?.record.arn !== input.arn) return refuse('another_key');
      const at = input.at ?? now;
      if (at > now) return refuse('in_the_future');
      if (at < line.switchedAt) return refuse('before_switch');
      await updateReplacementLine(tx, line.id, { firstBackupAt: at, firstBackupBy: by.actor.name });
      const detail = { at: at.toISOString() };
      return ok({
        value: null,
        event: { kind: 'first_backup', lineId: line.id, detail },
        audit: { action: 'replacement.first_backup', after: { lineId: line.id, ...detail } },
      });
    },
  );

/**
 * Our product itself says that a workspace uses a key. Where that is the new key of a switch that waits for it, the switch
 * is acknowledged; said again, nothing is written.
 * @returns when it is recorded; null where no switch waits for this key
 */
export async function acknowledgeByService(
  deps: ReplacementDeps,
  { workspaceId, arn, how, region }: { workspaceId: string; arn: string; how: string; region: string },
  service: Service,
  requestId: string | null,
): Promise<Date | null> {
  if (!coversRegion(service, region)) return null;
  const waitingFor = async () => {
    const line = await switchedLineOf(deps.db, workspaceId);
    return line?.arn === arn ? line : null;
  };
  const waiting = await waitingFor();
  if (waiting === null) return null;
  if (waiting.acknowledgedAt !== null) return waiting.acknowledgedAt;
  if (waiting.state !== 'switched') return null;
  const at = deps.clock();
  const { tokenId, name } = service;
  const done = await acknowledgeSwitch(
    { ...deps, clock: () => at },
    { replacementId: waiting.replacementId, lineId: waiting.lineId, revision: null, how },
    { actor: { kind: 'service', tokenId, name }, requestId },
  );
  // Somebody else recorded it in the same moment, or rolled back.
  return done.ok ? at : ((await waitingFor())?.acknowledgedAt ?? null);
}
