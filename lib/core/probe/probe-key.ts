import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';

export type ProbeTarget = {
  arn: KeyArn;
  region: string;
  /**
   * The last key state that any answer named, if any. It decides whether encrypt and decrypt tests may be sent when
   * DescribeKey gives no answer (H21).
   */
  lastKeyState: string | null;
  /** The custom key store in which we last saw the key, if any. It gets at most one call a second (H24). */
  lastKeyStoreId: string | null;
  /** Set for a released key: only DescribeKey is called, because nothing uses the key any more. */
  describeOnly?: true;
};

/** The time limit of a whole check, whatever KMS does. */
export const CHECK_TIMEOUT_MS = 6_000;

const STATES_WITHOUT_CRYPTO: readonly string[] = ['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'];

/**
 * Whether dry runs may be sent to a key in this state. AWS recommends an alarm that fires on every cryptographic call
 * against a disabled or pending key, so such a key gets only DescribeKey (H21).
 */
export const mayAskCrypto = (keyState: string | null): boolean =>
  keyState === null || !STATES_WITHOUT_CRYPTO.includes(keyState);

/**
 * The port to KMS. It calls KMS within a time limit and returns what it saw. It throws for no outcome of a KMS call,
 * because "no answer" is a result too.
 */
export type ProbeKey = (target: ProbeTarget, kind: ProbeKind) => Promise<ProbeReport>;
