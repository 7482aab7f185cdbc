import type { EncryptionContext } from './ciphertext.ts';

/** One answered call. Never holds plaintext, ciphertext or credentials; CloudTrail shows encryption contexts too. */
export interface LoggedCall {
  readonly requestId: string;
  /** Real time, ISO 8601. */
  readonly at: string;
  readonly service: 'kms' | 'sts';
  readonly operation: string;
  readonly region: string;
  /** Null if the caller couldn't be identified. */
  readonly callerAccount: string | null;
  readonly callerArn: string | null;
  /** The key that the request names by key ID or ARN, if it does. */
  readonly keyArn: string | null;
  /** The destination key of ReEncrypt, if named by key ID or ARN. */
  readonly destinationKeyArn: string | null;
  readonly dryRun: boolean;
  readonly encryptionContext: EncryptionContext | null;
  readonly faults: readonly string[];
  readonly status: number;
  /** `Success`, or the name of the AWS error. */
  readonly outcome: string;
}

/** Calls of one account to one operation in one Region, with their outcomes. */
export interface CallCount {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly calls: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Calls on one key; ReEncrypt counts for both keys. */
export interface KeyCallCount {
  readonly keyArn: string;
  readonly calls: number;
  readonly operations: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface CallLog {
  record(call: LoggedCall): void;
  /** The latest calls, newest first. */
  recent(): LoggedCall[];
  counts(): CallCount[];
  countsByKey(): KeyCallCount[];
  clear(): void;
}

type Counted = Record<string, number>;

const KEPT_CALLS = 1000;
const UNKNOWN_ACCOUNT = 'unknown';

/** Counts every call and remembers the latest thousand, in memory. */
export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  const counts = new Map<string, CallCount & { outcomes: Counted }>();
  const countsByKey = new Map<string, KeyCallCount & { operations: Counted; outcomes: Counted }>();

  const countByOperation = ({ callerAccount, region, operation, outcome }: LoggedCall): void => {
    const account = callerAccount ?? UNKNOWN_ACCOUNT;
    const id = `${account}/${region}/${operation}`;
    const count = counts.get(id) ?? { account, region, operation, calls: 0, outcomes: {} };
    counts.set(id, { ...count, calls: count.calls + 1 });
    increment(count.outcomes, outcome);
  };
  const countByKey = (keyArn: string, { operation, outcome }: LoggedCall): void => {
    const count = countsByKey.get(keyArn) ?? { keyArn, calls: 0, operations: {}, outcomes: {} };
    countsByKey.set(keyArn, { ...count, calls: count.calls + 1 });
    increment(count.operations, operation);
    increment(count.outcomes, outcome);
  };
  return {
    record(call) {
      calls.push(call);
      if (calls.length > 2 * KEPT_CALLS) calls = calls.slice(-KEPT_CALLS);
      countByOperation(call);
      const keyArns = new Set([call.keyArn, call.destinationKeyArn]);
      for (const keyArn of keyArns) if (keyArn !== null) countByKey(keyArn, call);
    },
    recent: () => calls.slice(-KEPT_CALLS).toReversed(),
    counts: () => structuredClone([...counts.values()]),
    countsByKey: () => structuredClone([...countsByKey.values()]),
    clear() {
      calls = [];
      counts.clear();
      countsByKey.clear();
    },
  };
}

function increment(counted: Counted, name: string): void {
  counted[name] = (counted[name] ?? 0) + 1;
}
