import { chooseProbe, isDescribeOnly, needsGrid, type QuickConclusion } from '#lib/core/probe/which-tests.ts';
import { keyWorks } from '#lib/core/finding/verdict.ts';
import { lastSeenState } from '#lib/core/verdict/last-seen-state.ts';
import { whileNeededAgain, whileReleased } from '#lib/core/verdict/while-released.ts';
import { whileWithdrawn } from '#lib/core/verdict/while-withdrawn.ts';
import { decide, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/finding/evidence.ts';
import { CHECK_TIMEOUT_MS, type ProbeKey } from '#lib/core/probe/probe-key.ts';
import { isRequired, type ProbeKind } from '#lib/core/probe/actions.ts';
import { CRYPTO_CALLS } from '#lib/core/probe/quota.ts';
import { answeredCalls, sumOfCalls } from '#lib/core/probe/calls.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { callsIn, reserveCallsOf } from '#lib/db/probe/call-budgets.ts';
import type { Database } from '#lib/db/database.ts';
import { latestEvidenceOf } from '#lib/db/evidence/evidence.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import type { JudgedCheck } from '#lib/db/verdict/checks.ts';
import type { SeenAllowed } from '#lib/db/verdict/regions.ts';
import { checkOurSide, type CheckOurSideDeps } from './check-our-side.ts';

export type JudgeKeyDeps = CheckOurSideDeps & {
  probeKey: ProbeKey;
  policy: CheckPolicy;
  /** A number in [0, 1) that spreads next checks. */
  random: () => number;
};

/** Longer than any budget can be booked in advance. */
export const WHENEVER_MS = 24 * 3_600_000;

/** Evidence from the customer about a key, for a check to judge with. */
export const evidenceFor = async (db: Database, { customerKeyId }: StoredKey): Promise<LatestEvidence> =>
  (await latestEvidenceOf(db, [customerKeyId])).get(customerKeyId) ?? NO_EVIDENCE;

/**
 * The calls and the judgement of a check, without writing the result. When a quick check sees a change, a full check
 * follows and only that one counts, so that one check counts a denial once.
 * @param asked the kind of check, by default the scheduled one, and the latest evidence from the customer
 */
export async function judgeKey(
  deps: JudgeKeyDeps,
  key: StoredKey,
  asked: { kind?: ProbeKind; evidence: LatestEvidence },
): Promise<JudgedCheck> {
  const {
    kind = chooseProbe(
      key.record.role,
      keyWorks(key.record.verdict),
      key.record.check.actions,
      deps.policy,
      deps.clock(),
    ),
    evidence,
  } = asked;
  const first = await probeOnce(deps, key, kind, evidence);
  if (isDescribeOnly(key.record.role) || !needsGrid(first.report, quickConclusion(first.outcome))) return first;
  await countCalls(deps, key, 'grid');
  const whole = await probeOnce(deps, key, 'grid', evidence);
  return { ...(whole.outcome.conclusive ? whole : first), calls: sumOfCalls(first.calls, whole.calls) };
}

/** The part of an outcome that decides whether a full check must follow. */
const quickConclusion = ({ conclusive, verdict, findings, events }: CheckOutcome): QuickConclusion => ({
  conclusive,
  works: keyWorks(verdict),
  explained: verdict.cause === null || findings.some(({ code }) => code === verdict.cause),
  changed: events.length > 0,
});

/** Counts calls that people start against the region's budgets, so that scheduled checks leave room for them (H24). */
export async function countCalls({ db, clock }: JudgeKeyDeps, key: StoredKey, kind: ProbeKind): Promise<void> {
  const { region } = key.record;
  const crypto = isDescribeOnly(key.record.role) ? 0 : CRYPTO_CALLS[kind];
  await reserveCallsOf(db, callsIn(region, 1, crypto), clock(), WHENEVER_MS);
}

async function probeOnce(
  deps: JudgeKeyDeps,
  key: StoredKey,
  kind: ProbeKind,
  evidence: LatestEvidence,
): Promise<JudgedCheck> {
  const begun = performance.now();
  const { arn, region: code, facts } = key.record;
  const target = {
    arn,
    region: code,
    lastKeyState: lastSeenState(key.record),
    lastKeyStoreId: facts?.customKeyStoreId ?? null,
    ...(isDescribeOnly(key.record.role) && { describeOnly: true as const }),
  };
  const report = await deps.probeKey(target, kind);
  const region = await checkOurSide(deps, key, report, CHECK_TIMEOUT_MS - (performance.now() - begun));
  const outcome = decide(key.record, report, deps.clock(), deps.policy, deps.random(), { region, evidence });
  const seen =
    key.record.role === 'released' ? whileReleased(outcome) : key.neededAgain ? whileNeededAgain(outcome) : outcome;
  return {
    key,
    report,
    outcome: key.ownershipWithdrawnAt === null ? seen : whileWithdrawn(seen, key.record),
    calls: answeredCalls(report),
  };
}

/**
 * What a check saw allowed, as of its start. It shows that our own side works when another customer's key is denied.
 */
export function seenAllowed({ key, report }: JudgedCheck): SeenAllowed[] {
  const actions = report.cells.flatMap(({ action, result }) =>
    result === 'allowed' && isRequired(action) ? [action] : [],
  );
  const { awsAccountId, customerId } = key;
  return actions.length === 0 ? [] : [{ awsAccountId, customerId, at: report.startedAt, actions }];
}
