import { chooseProbe, needsGrid, type QuickConclusion } from '#lib/core/probe/which-tests.ts';
import { keyWorks } from '#lib/core/finding/verdict.ts';
import { decide, type CheckOutcome } from '#lib/core/verdict/decide.ts';
import { NO_EVIDENCE, type LatestEvidence } from '#lib/core/finding/evidence.ts';
import { CHECK_TIMEOUT_MS, type ProbeKey } from '#lib/core/probe/probe-key.ts';
import { isRequired, type ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { CRYPTO_CALLS } from '#lib/core/probe/quota.ts';
import type { CheckPolicy } from '#lib/core/probe/schedule.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import type { Database } from '#lib/db/database.ts';
import { latestEvidenceOf } from '#lib/db/evidence/evidence.ts';
import type { StoredKey } from '#lib/db/key/keys.ts';
import type { SeenAllowed } from '#lib/db/verdict/regions.ts';
import { checkOurSide, type CheckOurSideDeps } from './check-our-side.ts';

export type JudgeKeyDeps = CheckOurSideDeps & {
  probeKey: ProbeKey;
  policy: CheckPolicy;
  /** A number in [0, 1): spreads next checks. */
  random: () => number;
};

/** What KMS said of a key, and what follows from it. */
export type JudgedKey = { key: StoredKey; report: ProbeReport; outcome: CheckOutcome };

/** Longer than any budget is taken. */
const WHENEVER_MS = 24 * 3_600_000;

/** What the customer sent of a key, as a check may judge with it. */
export const evidenceFor = async (db: Database, { customerKeyId }: StoredKey): Promise<LatestEvidence> =>
  (await latestEvidenceOf(db, [customerKeyId])).get(customerKeyId) ?? NO_EVIDENCE;

/**
 * The network and the judgement of a check, without any write of its result. A short probe that saw a change is
 * followed by the full grid, which then speaks alone: one check counts a denial once.
 * @param asked what to ask, by default what the sweep would, and the customer's latest papers about this key
 */
export async function judgeKey(
  deps: JudgeKeyDeps,
  key: StoredKey,
  asked: { kind?: ProbeKind; evidence: LatestEvidence },
): Promise<JudgedKey> {
  const { kind = chooseProbe(keyWorks(key.record.verdict), key.record.check.actions, deps.clock()), evidence } = asked;
  const first = await probeOnce(deps, key, kind, evidence);
  if (!needsGrid(first.report, quickConclusion(first.outcome))) return first;
  await countCalls(deps, key, 'grid');
  const whole = await probeOnce(deps, key, 'grid', evidence);
  return whole.outcome.conclusive ? whole : first;
}

/** What of an outcome tells whether a full check must follow. */
const quickConclusion = ({ conclusive, verdict, findings, events }: CheckOutcome): QuickConclusion => ({
  conclusive,
  works: keyWorks(verdict),
  explained: verdict.cause === null || findings.some(({ code }) => code === verdict.cause),
  changed: events.length > 0,
});

/** Counts calls that nobody waits for in the region's shares: the sweep leaves room for them (H24). */
export async function countCalls({ db, clock }: JudgeKeyDeps, key: StoredKey, kind: ProbeKind): Promise<void> {
  const { region } = key.record;
  await reserveCalls(db, { kind: 'describe', region }, 1, clock(), WHENEVER_MS);
  await reserveCalls(db, { kind: 'crypto', region }, CRYPTO_CALLS[kind], clock(), WHENEVER_MS);
}

async function probeOnce(
  deps: JudgeKeyDeps,
  key: StoredKey,
  kind: ProbeKind,
  evidence: LatestEvidence,
): Promise<JudgedKey> {
  const begun = performance.now();
  const { arn, region: code, facts } = key.record;
  const target = {
    arn,
    region: code,
    lastKeyState: facts?.keyState ?? null,
    lastKeyStoreId: facts?.customKeyStoreId ?? null,
  };
  const report = await deps.probeKey(target, kind);
  const region = await checkOurSide(deps, key, report, CHECK_TIMEOUT_MS - (performance.now() - begun));
  const outcome = decide(key.record, report, deps.clock(), deps.policy, deps.random(), { region, evidence });
  return { key, report, outcome };
}

/** What a check saw allowed, as of its beginning: it speaks for our own side when another customer's key is denied the same. */
export function seenAllowed({ key, report }: JudgedKey): SeenAllowed[] {
  const actions = report.cells.flatMap(({ action, result }) =>
    result === 'allowed' && isRequired(action) ? [action] : [],
  );
  const { awsAccountId, customerId } = key;
  return actions.length === 0 ? [] : [{ awsAccountId, customerId, at: report.startedAt, actions }];
}
