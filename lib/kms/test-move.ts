import { CHECK_TIMEOUT_MS } from '#lib/core/probe/probe-key.ts';
import type { AwsError } from '#lib/core/probe/report.ts';
import {
  keysOutOfUse,
  type MovedKey,
  type MoveResult,
  type MoveTarget,
  type MoveTest,
  type TestMove,
} from '#lib/core/replacement/move-test.ts';
import { answerOf, HELD_BACK, reEncryptActionIn, regionNotConfigured, wireEvidenceOf, type Answer } from './cells.ts';
import { classify } from './classify.ts';
import { sendMoveDryRun } from './crypto-calls.ts';
import { signIn } from './probe-key.ts';
import { beginProbe, type Probe, type ProbeKeyDeps } from './probe.ts';
import { LAST_ANSWER_MS, onceOnly, STORE_PACE_MS, turnsOf } from './store-turns.ts';

type Outcome = Pick<MoveTest, 'durationMs' | 'requestId' | 'error'> & MoveResult;

/**
 * The gateway's port that tests whether data keys may be moved from an old key to a new one. It makes one dry-run call,
 * and none while a key was last seen disabled or pending deletion (H21).
 * @throws only what `deps.reserveStoreCalls` throws
 */
export const createTestMove =
  (deps: ProbeKeyDeps): TestMove =>
  async (target) => {
    const startedAt = deps.clock();
    const outcome = await outcomeOf(deps, target);
    const [oldArn, newArn] = [target.oldKey.arn, target.newKey.arn];
    return { startedAt, finishedAt: deps.clock(), oldArn, newArn, ...outcome };
  };

async function outcomeOf(deps: ProbeKeyDeps, target: MoveTarget): Promise<Outcome> {
  const outOfUse = keysOutOfUse(target);
  if (outOfUse.length > 0) return { ...withoutCall(null), result: 'not_run', outOfUse };
  const regional = deps.clientOf(target.region);
  if (regional === null)
    return {
      ...withoutCall(regionNotConfigured(target.region)),
      result: 'could_not_tell',
      fault: 'own_configuration',
    };
  const asked = beginProbe(regional, target.oldKey.arn, CHECK_TIMEOUT_MS, deps);
  const signedIn = await signIn(asked);
  if (!signedIn.ok) return outcomeFrom(signedIn, target);
  const storeIds = storesOf(target);
  if (storeIds.length === 0) return testOnce(asked, target);
  return (await mayCallStores(asked, storeIds))
    ? testOnce(onceOnly(asked), target)
    : { ...withoutCall(HELD_BACK), result: 'could_not_tell', fault: 'held_back' };
}

const testOnce = async (asked: Probe, target: MoveTarget): Promise<Outcome> =>
  outcomeFrom(await answerOf(asked.deps.clock, false, () => sendMoveDryRun(asked, target.newKey.arn)), target);

const withoutCall = (error: AwsError | null) => ({ durationMs: 0, requestId: null, error });

/** The custom key stores behind the keys. One call to two keys of the same store is one call to it. */
const storesOf = ({ oldKey, newKey }: MoveTarget): string[] => [
  ...new Set([oldKey.lastKeyStoreId, newKey.lastKeyStoreId].filter((storeId) => storeId !== null)),
];

/**
 * Waits until the stores may be called at the same time. The first one is booked for as long as the second one may take,
 * so that neither gets two calls within a second.
 * @returns false where that is not in time
 */
async function mayCallStores({ deps, endsAt }: Probe, storeIds: readonly string[]): Promise<boolean> {
  let before = endsAt;
  for (const [index, storeId] of storeIds.entries()) {
    const [turn] = await turnsOf({ deps, endsAt: before }, storeIds.length - index, storeId);
    if (turn === undefined) return false;
    await turn();
    before = Math.min(endsAt, performance.now() + STORE_PACE_MS + LAST_ANSWER_MS);
  }
  return true;
}

function outcomeFrom(answer: Answer, target: MoveTarget): Outcome {
  const evidence = wireEvidenceOf(answer);
  const classified = answer.ok ? { result: 'allowed' as const } : classify(answer.error);
  return classified.result === 'denied' || classified.result === 'wrong_state'
    ? { ...evidence, ...classified, by: keyNamedBy(evidence.error?.message ?? '', target) }
    : { ...evidence, ...classified };
}

const KEY_OF_ACTION = { ReEncryptFrom: 'old', ReEncryptTo: 'new' } as const;

/** The key that AWS's message is about. A denial across accounts names the action, and a refusal by state the ARN. */
function keyNamedBy(message: string, { oldKey, newKey }: MoveTarget): MovedKey | 'unclear' {
  const action = reEncryptActionIn(message);
  if (action !== null) return KEY_OF_ACTION[action];
  const [namesOld, namesNew] = [message.includes(oldKey.arn), message.includes(newKey.arn)];
  if (namesOld === namesNew) return 'unclear';
  return namesOld ? 'old' : 'new';
}
