import { randomUUID } from 'node:crypto';
import type { ProbeKey, ProbeTarget } from '#lib/core/probe/probe-key.ts';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';

/** What AWS answered about a key, and until when it answers the same. */
type Remembered = { report: ProbeReport; until: number };

/**
 * Remembers what the AWS stand-in answered about a key until its account changes something: months of checks of keys that
 * nobody touches would otherwise be a hundred thousand calls with the same answers.
 */
export function rememberAnswers() {
  const answers = new Map<string, Map<string, Remembered>>();
  const asked = new Map<string, Map<string, Promise<ProbeReport>>>();
  const versions = new Map<string, number>();
  let everywhere = 0;
  const versionOf = (account: string, changes = 0): string => `${everywhere} ${(versions.get(account) ?? 0) + changes}`;

  return {
    /** The owner of these keys, or what limits our access to them, changed: AWS is asked again. Null: for all accounts. */
    changed: (account: string | null): void => {
      if (account === null) {
        everywhere += 1;
        return answers.clear();
      }
      versions.set(account, (versions.get(account) ?? 0) + 1);
      answers.delete(account);
    },
    /**
     * Asks now what the next full check of the key will ask, which then needs not wait for a slow key.
     * @param change what happens to the key meanwhile: after it, AWS is asked for the check after the account's next change
     */
    askAhead(probeKey: ProbeKey, target: ProbeTarget, change?: () => Promise<void>): void {
      const account = accountOf(target.arn);
      const first = probeKey(target, 'grid');
      const reports = new Map([[versionOf(account), first]]);
      if (change !== undefined)
        reports.set(
          versionOf(account, 1),
          first.then(change).then(() => probeKey(target, 'grid')),
        );
      asked.set(askedOf(target, 'grid'), reports);
    },
    /** The gateway at an instant, which asks AWS only for what it doesn't know. */
    around(probeKey: ProbeKey, at: Date): ProbeKey {
      return async (target, kind) => {
        // An encrypt/decrypt test is a real one each time.
        if (kind === 'proof') return probeKey(target, kind);
        const account = accountOf(target.arn);
        const question = askedOf(target, kind);
        const known = answers.get(account)?.get(question);
        if (known !== undefined && at.getTime() < known.until) return told(known.report, at);
        const version = versionOf(account);
        const ahead = asked.get(question)?.get(version);
        asked.get(question)?.delete(version);
        const report = ahead === undefined ? await probeKey(target, kind) : told(await ahead, at);
        // No answer says nothing about the next one.
        const isWhole = report.cells.every(
          (cell) => cell.result !== 'could_not_tell' || cell.fault === 'hidden_by_denial',
        );
        if (isWhole && version === versionOf(account)) {
          const kept = answers.get(account) ?? new Map<string, Remembered>();
          answers.set(account, kept.set(question, { report, until: changesBy(report) }));
        }
        return report;
      };
    },
  };
}

const askedOf = ({ arn, describeOnly }: ProbeTarget, kind: ProbeKind): string =>
  `${arn} ${describeOnly === true ? 'describe' : kind}`;

const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** When the key will change without anybody's doing: it is deleted, or its material expires or rotates. */
function changesBy({ facts, rotation }: ProbeReport): number {
  const dates = [
    facts.seen ? facts.value.deletionAt : null,
    facts.seen ? facts.value.materialExpiresAt : null,
    rotation.seen ? rotation.value.nextRotationAt : null,
  ];
  return Math.min(...dates.map((at) => at?.getTime() ?? Infinity));
}

/** The same answers at another time. */
const told = (report: ProbeReport, at: Date): ProbeReport => ({
  ...report,
  startedAt: at,
  finishedAt: at,
  cells: report.cells.map((cell) => ({
    ...cell,
    at,
    requestId: cell.requestId === null ? null : randomUUID(),
  })),
});
