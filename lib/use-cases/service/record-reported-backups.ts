import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import type { ByAnyone } from '#lib/core/staff/audit.ts';
import { linesWaitingForBackup, switchesWaitingForBackup } from '#lib/db/service/open-line.ts';
import { recordBackupWithNewKey } from '#lib/use-cases/replacement/follow-switch.ts';
import type { SetupDeps } from '#lib/use-cases/setup/change-setup.ts';
import { recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';

/** The last real backup that a report names for a key, and the key that it used. */
export type ReportedBackup = { keyId: string; at: Date; result: 'succeeded' | 'failed'; arn: string };

/**
 * Records the first backups that a report names, for setups and switches that wait for one. One that failed with the right
 * key is none. Of a setup, one with another key needs us, however it ended; after a switch, one with the old key is none.
 * A refused one is left to the next report.
 * @returns how many were recorded
 */
export async function recordReportedBackups(
  deps: SetupDeps,
  backups: readonly ReportedBackup[],
  { tokenId, name }: Service,
  requestId: string | null,
): Promise<number> {
  if (backups.length === 0) return 0;
  const byKey = new Map(backups.map((backup) => [backup.keyId, backup]));
  let recorded = 0;
  const by: ByAnyone = { actor: { kind: 'service', tokenId, name }, requestId };
  for (const line of await linesWaitingForBackup(deps.db, [...byKey.keys()])) {
    const backup = byKey.get(line.keyId);
    if (backup === undefined || backup.at < line.cleared.at || !parseKeyArn(backup.arn).ok) continue;
    if (backup.result === 'failed' && backup.arn === line.cleared.arn) continue;
    if (line.otherKeyAt !== null && backup.at <= line.otherKeyAt) continue;
    const done = await recordFirstBackup(
      deps,
      { setupId: line.setupId, revision: null, lineId: line.id, arn: backup.arn, at: backup.at },
      by,
    );
    if (done.ok) recorded += 1;
  }
  return recorded + (await recordAfterSwitches(deps, backups, by));
}

/**
 * Records the first backups with the new keys of acknowledged switches. The report about either key may name one, and what
 * counts is the key that the backup used.
 */
async function recordAfterSwitches(deps: SetupDeps, backups: readonly ReportedBackup[], by: ByAnyone): Promise<number> {
  let recorded = 0;
  const waiting = await switchesWaitingForBackup(
    deps.db,
    backups.map(({ keyId }) => keyId),
  );
  for (const { lineId, replacementId, oldKeyId, newKeyId, newArn, switchedAt } of waiting) {
    const [first] = backups
      .filter(({ keyId }) => keyId === newKeyId || keyId === oldKeyId)
      .filter(({ arn, at, result }) => result === 'succeeded' && arn === newArn && at >= switchedAt)
      .toSorted((a, b) => a.at.getTime() - b.at.getTime());
    if (first === undefined) continue;
    const done = await recordBackupWithNewKey(
      deps,
      { replacementId, revision: null, lineId, arn: first.arn, at: first.at },
      by,
    );
    if (done.ok) recorded += 1;
  }
  return recorded;
}
