import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';

export type ProbeTarget = {
  arn: KeyArn;
  region: string;
  /** The key state we saw last, if any: it decides whether crypto may be asked where DescribeKey gives no answer. */
  lastKeyState: string | null;
  /** The custom key store we last saw the key in, if any: it is asked at most once a second (H24). */
  lastKeyStoreId: string | null;
};

/** Hard end of a whole check, whatever KMS does. */
export const CHECK_TIMEOUT_MS = 6_000;

const STATES_WITHOUT_CRYPTO: readonly string[] = ['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'];

/**
 * Whether crypto dry runs may be sent to a key in that state (H21): AWS's own recipe alarms the customer on every
 * crypto call against a disabled or pending key, so such a key is only described.
 */
export const mayAskCrypto = (keyState: string | null): boolean =>
  keyState === null || !STATES_WITHOUT_CRYPTO.includes(keyState);

/**
 * The port to KMS. Asks within a hard limit and returns what was seen; it throws for no KMS outcome, because
 * "could not be asked" is an answer too.
 */
export type ProbeKey = (target: ProbeTarget, kind: ProbeKind) => Promise<ProbeReport>;
