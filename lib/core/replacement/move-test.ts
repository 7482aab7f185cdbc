import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import type { AwsError, DenialSource, ProbeFault, StateRefusal } from '#lib/core/probe/report.ts';

/** One of the two keys of a move test, with what we last saw of it. */
export type MoveKey = {
  arn: KeyArn;
  /** The last key state that any answer named, if any. The test makes no DescribeKey call of its own. */
  lastKeyState: string | null;
  /** The custom key store in which we last saw the key, if any. It gets at most one call a second (H24). */
  lastKeyStoreId: string | null;
};

/** Both keys are in this region: a replacement never leaves it. */
export type MoveTarget = { region: string; oldKey: MoveKey; newKey: MoveKey };

export type MovedKey = 'old' | 'new';

/** A key to which no cryptographic call may be made (H21). */
export type OutOfUse = { key: MovedKey; state: Extract<StateRefusal, 'disabled' | 'pending_deletion'> };

/** What AWS said. `by` is the key that its message names, by the denied action or by its ARN. */
export type MoveResult =
  | { result: 'allowed' }
  | { result: 'denied'; by: MovedKey | 'unclear'; denial: DenialSource }
  | { result: 'wrong_state'; by: MovedKey | 'unclear'; refusal: StateRefusal }
  | { result: 'could_not_tell'; fault: ProbeFault }
  | { result: 'not_run'; outOfUse: readonly OutOfUse[] };

/**
 * One dry-run ReEncrypt from the old key to the new one, as data keys are moved. It tests kms:ReEncryptFrom on the old
 * and kms:ReEncryptTo on the new key, and proves permission, not function (H2).
 */
export type MoveTest = {
  startedAt: Date;
  finishedAt: Date;
  oldArn: KeyArn;
  newArn: KeyArn;
  /** Of the call, or of the sign-in that failed before it; 0 where there was neither. */
  durationMs: number;
  /** AWS's; null where it gave no answer. */
  requestId: string | null;
  /** AWS's own words. A dry run that is allowed ends in an error too. */
  error: AwsError | null;
} & MoveResult;

/** The port to KMS. It makes at most one test call within a time limit, and throws for no outcome of it. */
export type TestMove = (target: MoveTarget) => Promise<MoveTest>;

/** The keys that were last seen disabled or pending deletion. While there is one, the test isn't run (H21). */
export const keysOutOfUse = ({ oldKey, newKey }: MoveTarget): OutOfUse[] =>
  [['old', oldKey] as const, ['new', newKey] as const].flatMap(([key, { lastKeyState }]) =>
    mayAskCrypto(lastKeyState)
      ? []
      : [{ key, state: lastKeyState === 'Disabled' ? ('disabled' as const) : ('pending_deletion' as const) }],
  );
