import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer } from './answer.ts';
import { ACCOUNT_ID, accountOfArn } from './arn.ts';
import { POLICY_TYPES, type PolicyType } from './denials.ts';

const AccountId = z.string().regex(ACCOUNT_ID, 'must be a 12-digit account number');
const policyTypes = Object.keys(POLICY_TYPES) as [PolicyType, ...PolicyType[]];

/** Which calls a fault applies to; omitted members match everything. `account` owns the key (for STS, the role). */
export const FaultMatch = z.strictObject({
  account: AccountId.optional(),
  callerAccount: AccountId.optional(),
  keyArn: z.string().startsWith('arn:').optional(),
  operation: z.union([z.string(), z.array(z.string()).min(1)]).optional(),
  region: z.string().optional(),
});
export type FaultMatch = z.output<typeof FaultMatch>;

/** What a fault does: errors and denials of AWS, with AWS's messages, or failures of networks and proxies. */
export const FaultEffect = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('throttle'), retryAfterMs: z.int().min(0).optional() }),
  z.strictObject({
    kind: z.literal('serviceError'),
    name: z.enum(['KMSInternalException', 'DependencyTimeoutException', 'KeyUnavailableException']),
  }),
  z.strictObject({
    kind: z.literal('error'),
    name: z.string().min(1),
    message: z.string().optional(),
    status: z.int().min(300).max(599).default(400),
  }),
  z.strictObject({
    kind: z.literal('denial'),
    policy: z.enum([...policyTypes, 'catchAll', 'catchAllForCiphertext', 'olderDecrypt']),
    form: z.enum(['explicit', 'implicit']).default('explicit'),
    policyArn: z.string().optional(),
    action: z
      .string()
      .regex(/^[a-z]+:[A-Za-z]+$/, 'must be an action such as kms:ReEncryptTo')
      .optional(),
  }),
  z.strictObject({ kind: z.literal('delay'), delayMs: z.int().min(0).max(3_600_000) }),
  z.strictObject({ kind: z.literal('hang') }),
  z.strictObject({ kind: z.literal('drip'), intervalMs: z.int().min(1).default(300) }),
  z.strictObject({ kind: z.literal('reset'), at: z.enum(['beforeAnswer', 'midAnswer']).default('beforeAnswer') }),
  z.strictObject({ kind: z.literal('html'), status: z.int().min(200).max(599).default(503) }),
  z.strictObject({ kind: z.literal('emptyBody') }),
  z.strictObject({ kind: z.literal('emptyObject') }),
  z.strictObject({ kind: z.literal('truncatedBody') }),
  z.strictObject({ kind: z.literal('hugeBody'), bytes: z.int().min(1).max(200_000_000).default(20_000_000) }),
  z.strictObject({ kind: z.literal('wrongArn') }),
  z.strictObject({ kind: z.literal('wrongTypes') }),
  z.strictObject({ kind: z.literal('keyState'), keyState: z.string().default('Suspended') }),
  z.strictObject({ kind: z.literal('skewedDate'), skewMs: z.int() }),
  z.strictObject({ kind: z.literal('alternate') }),
]);
export type FaultEffect = z.output<typeof FaultEffect>;

/**
 * A fault as declared through the control API. `times` limits how often it applies. `percent` of the matching calls fail,
 * evenly spread instead of random, so that the same calls fail in every test run.
 */
export const FaultDeclaration = z.strictObject({
  match: FaultMatch.default({}),
  effect: FaultEffect,
  times: z.int().min(1).optional(),
  percent: z.number().gt(0).max(100).default(100),
});
export type FaultDeclaration = z.output<typeof FaultDeclaration>;

export interface Fault extends FaultDeclaration {
  readonly id: string;
  readonly timesApplied: number;
}

/** A fault that applies to a call, with its memory (for `alternate`: the first response to each request). */
export interface AppliedFault extends Fault {
  readonly memory: Map<string, RememberedAnswer>;
}

export interface RememberedAnswer {
  readonly past: Answer;
  givesPastNext: boolean;
}

/** What is known about a call before it runs. */
export interface FaultSubject {
  readonly operation: string;
  readonly region: string;
  readonly callerAccount: string;
  readonly ownerAccount: string;
  readonly keyArn: string | null;
  /** The destination key of ReEncrypt: a fault on either key or its owner applies. */
  readonly destinationKeyArn: string | null;
}

export interface FaultStore {
  add(declaration: FaultDeclaration): Fault;
  list(): Fault[];
  remove(id: string): boolean;
  clear(): void;
  /** Returns the faults that apply to this call, oldest first, and counts them as applied. */
  apply(subject: FaultSubject): AppliedFault[];
}

/** The faults of one sandbox, in memory only: a restart removes them. */
export function createFaultStore(): FaultStore {
  const faults = new Map<string, { fault: Fault; accumulatedPercent: number; memory: AppliedFault['memory'] }>();
  return {
    add(declaration) {
      const fault = { ...declaration, id: randomUUID(), timesApplied: 0 };
      faults.set(fault.id, { fault, accumulatedPercent: 0, memory: new Map() });
      return fault;
    },
    list: () => [...faults.values()].map(({ fault }) => fault),
    remove: (id) => faults.delete(id),
    clear: () => faults.clear(),
    apply(subject) {
      const applied: AppliedFault[] = [];
      for (const entry of faults.values()) {
        const { fault } = entry;
        if (!matches(fault.match, subject) || fault.timesApplied >= (fault.times ?? Infinity)) continue;
        entry.accumulatedPercent += fault.percent;
        if (entry.accumulatedPercent < 100) continue;
        entry.accumulatedPercent -= 100;
        entry.fault = { ...fault, timesApplied: fault.timesApplied + 1 };
        applied.push({ ...entry.fault, memory: entry.memory });
      }
      return applied;
    },
  };
}

function matches(match: FaultMatch, subject: FaultSubject): boolean {
  const operations = match.operation === undefined ? null : [match.operation].flat();
  const destinationOwner = subject.destinationKeyArn && accountOfArn(subject.destinationKeyArn);
  const owners = [subject.ownerAccount, destinationOwner];
  return (
    (match.account === undefined || owners.includes(match.account)) &&
    (match.callerAccount === undefined || match.callerAccount === subject.callerAccount) &&
    (match.keyArn === undefined || [subject.keyArn, subject.destinationKeyArn].includes(match.keyArn)) &&
    (match.region === undefined || match.region === subject.region) &&
    (operations === null || operations.includes(subject.operation))
  );
}
