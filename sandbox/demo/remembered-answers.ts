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
  const asking = new Map<string, { version: string; report: Promise<ProbeReport> }>();
  const versions = new Map<string, number>();
  let everywhere = 0;
  const versionOf = (account: string): string => `${everywhere} ${versions.get(account) ?? 0}`;

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
    /** Asks now what the next full check of the key will ask, which then needs not wait for a slow key. */
    askAhead(probeKey: ProbeKey, target: ProbeTarget): void {
      const version = versionOf(accountOf(target.arn));
      asking.set(askedOf(target, 'grid'), { version, report: probeKey(target, 'grid') });
    },
    /** The gateway at an instant, which asks AWS only for what it doesn't know. */
    around(probeKey: ProbeKey, at: Date): ProbeKey {
      return async (target, kind) => {
        // An encrypt/decrypt test is a real one each time.
        if (kind === 'proof') return probeKey(target, kind);
        const account = accountOf(target.arn);
        const asked = askedOf(target, kind);
        const known = answers.get(account)?.get(asked);
        if (known !== undefined && at.getTime() < known.until) return told(known.report, at);
        const version = versionOf(account);
        const ahead = asking.get(asked);
        asking.delete(asked);
        const report = ahead?.version === version ? told(await ahead.report, at) : await probeKey(target, kind);
        // No answer says nothing about the next one.
        const isWhole = report.cells.every(
          (cell) => cell.result !== 'could_not_tell' || cell.fault === 'hidden_by_denial',
        );
        if (isWhole && version === versionOf(account)) {
          const kept = answers.get(account) ?? new Map<string, Remembered>();
          answers.set(account, kept.set(asked, { report, until: changesBy(report) }));
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
