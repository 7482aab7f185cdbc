import type { LineFacts } from './stage.ts';

/**
 * Facts of a line that can be cleared at an instant, as tests change them.
 * @returns `ago` and `checkAgo` count minutes before the instant
 */
export function readyFactsAt(now: Date) {
  const ago = (minutes: number): Date => new Date(now.getTime() - minutes * 60_000);
  const checkAgo = (minutes: number) => ({ id: `check ${minutes}`, startedAt: ago(minutes), finishedAt: ago(minutes) });
  const ready: LineFacts = {
    createdAt: ago(5_000),
    hasExternalId: true,
    planAttestedAt: ago(4_000),
    workspaceAttestedAt: ago(4_000),
    jobsAttestedAt: ago(4_000),
    instructionsToldAt: ago(3_000),
    keyReceivedAt: ago(2_000),
    ownershipProvenAt: ago(1_000),
    ownershipWithdrawnAt: null,
    passedChecks: [checkAgo(20), checkAgo(10)],
    encryptTest: checkAgo(5),
    usable: true,
    statusSince: ago(1_000),
    resultToldAt: null,
    statusWaitsForUs: false,
    ourSideAt: ago(1),
    clearedAt: null,
    toldAt: null,
    firstBackupDueAt: null,
    otherKeyAt: null,
    firstBackupAt: null,
    openNextAction: null,
  };
  return { ago, checkAgo, ready };
}
