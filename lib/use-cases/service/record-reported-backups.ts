import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import type { Service } from '#lib/core/service/service-scope.ts';
import { linesWaitingForBackup } from '#lib/db/service/open-line.ts';
import type { SetupDeps } from '#lib/use-cases/setup/change-setup.ts';
import { recordFirstBackup } from '#lib/use-cases/setup/first-backup.ts';

/** The last real backup that a report names for a key, and the key that it used. */
export type ReportedBackup = { keyId: string; at: Date; result: 'succeeded' | 'failed'; arn: string };

/**
 * Records the first backups that a report names, for setups that wait for one. One that failed with the right key is none; one
 * with another key needs us, however it ended. A refused one is left to the next report.
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
  for (const line of await linesWaitingForBackup(deps.db, [...byKey.keys()])) {
    const backup = byKey.get(line.keyId);
    if (backup === undefined || backup.at < line.cleared.at || !parseKeyArn(backup.arn).ok) continue;
    if (backup.result === 'failed' && backup.arn === line.cleared.arn) continue;
    if (line.otherKeyAt !== null && backup.at <= line.otherKeyAt) continue;
    const done = await recordFirstBackup(
      deps,
      { setupId: line.setupId, revision: null, lineId: line.id, arn: backup.arn, at: backup.at },
      { actor: { kind: 'service', tokenId, name }, requestId },
    );
    if (done.ok) recorded += 1;
  }
  return recorded;
}
