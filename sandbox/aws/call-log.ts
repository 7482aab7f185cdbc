import type { EncryptionContext } from './ciphertext.ts';

/** One answered call. It never holds plaintext, ciphertext or credentials; encryption contexts are public in CloudTrail. */
export interface LoggedCall {
  readonly requestId: string;
  /** Real time, ISO 8601. */
  readonly at: string;
  readonly service: 'kms' | 'sts';
  readonly operation: string;
  readonly region: string;
  /** Null when the caller could not be identified. */
  readonly callerAccount: string | null;
  readonly callerArn: string | null;
  /** The key the request names, when it names one by key ID or ARN. */
  readonly keyArn: string | null;
  readonly dryRun: boolean;
  readonly encryptionContext: EncryptionContext | null;
  readonly faults: readonly string[];
  readonly status: number;
  /** `Success`, or AWS's name of the error. */
  readonly outcome: string;
}

/** Calls of one account in one Region to one operation, with how they ended. */
export interface CallCount {
  readonly account: string;
  readonly region: string;
  readonly operation: string;
  readonly calls: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

export interface CallLog {
  record(call: LoggedCall): void;
  /** The latest calls, newest first. */
  recent(): LoggedCall[];
  counts(): CallCount[];
  clear(): void;
}

const KEPT_CALLS = 1000;
const UNKNOWN_ACCOUNT = 'unknown';

/** Counts every call and remembers the latest thousand, in memory. */
export function createCallLog(): CallLog {
  let calls: LoggedCall[] = [];
  const counts = new Map<
    string,
    { -readonly [K in keyof CallCount]: CallCount[K] } & { outcomes: Record<string, number> }
  >();
  return {
    record(call) {
      calls.push(call);
      if (calls.length > 2 * KEPT_CALLS) calls = calls.slice(-KEPT_CALLS);
      const account = call.callerAccount ?? UNKNOWN_ACCOUNT;
      const id = `${account}/${call.region}/${call.operation}`;
      const count = counts.get(id) ?? {
        account,
        region: call.region,
        operation: call.operation,
        calls: 0,
        outcomes: {},
      };
      count.calls += 1;
      count.outcomes[call.outcome] = (count.outcomes[call.outcome] ?? 0) + 1;
      counts.set(id, count);
    },
    recent: () => calls.slice(-KEPT_CALLS).toReversed(),
    counts: () => [...counts.values()].map((count) => ({ ...count, outcomes: { ...count.outcomes } })),
    clear() {
      calls = [];
      counts.clear();
    },
  };
}
