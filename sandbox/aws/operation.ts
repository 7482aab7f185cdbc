import type { z } from 'zod';
import { parseKeyReference } from './arn.ts';
import { authorizeByIdentity, authorizeKeyAccess } from './authorize.ts';
import type { SandboxClock } from './clock.ts';
import { AwsError } from './errors.ts';
import type { Caller, IdentityStore } from './identity.ts';
import { parseInput } from './input.ts';
import type { KeyRecord } from './key-record.ts';
import { refuseByState, type KeyOperationName } from './key-states.ts';
import type { KeyStore } from './key-store.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import { buildRequestContext, type RequestDetails } from './request-context.ts';
import type { Settings } from './settings.ts';

/** The state of one sandbox, as operations see it. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly keys: KeyStore;
  readonly identities: IdentityStore;
  settings(): Settings;
}

/** One authenticated call. */
export interface Call {
  readonly sandbox: Sandbox;
  readonly caller: Caller;
  readonly region: string;
  readonly sourceIp: string;
  /** The sandbox instant of the call: one call, one now. */
  readonly now: number;
}

/** A KMS operation: takes the JSON body, returns the JSON answer (undefined: an empty body) or throws an AwsError. */
export interface Operation {
  readonly name: string;
  run(call: Call, body: object): object | undefined;
}

/** Makes an operation of a schema and a function on the validated input. */
export function defineOperation<S extends z.ZodType>(
  name: string,
  schema: S,
  run: (call: Call, input: z.output<S>) => object | undefined,
): Operation {
  return { name, run: (call, body) => run(call, parseInput(schema, body)) };
}

/**
 * The operations that work on another account's key; permission given for any other has no effect (KMS Developer Guide,
 * "Allowing users in other accounts to use a KMS key").
 */
const CROSS_ACCOUNT: ReadonlySet<KeyOperationName> = new Set([
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GetKeyRotationStatus',
]);

export interface KeyRequest extends RequestDetails {
  readonly operation: KeyOperationName;
  readonly keyId: string;
  /** How the caller pointed at the key; a ciphertext that names an unreachable key is answered in other words. */
  readonly foundBy?: 'keyId' | 'ciphertext';
}

/**
 * The key that a request is about, once the caller may use it for the operation: resolved, then authorised, then
 * admitted by its state. Throws NotFoundException to its own account and the catch-all denial to any other when the key
 * is not there.
 */
export function openKey(call: Call, request: KeyRequest): KeyRecord {
  const key = authorizedKey(call, request);
  refuseByState(request.operation, key);
  return key;
}

/** `openKey` for a dry run: whether the key's state counts is a setting, because AWS does not document it. */
export function openKeyForDryRun(call: Call, request: KeyRequest): KeyRecord {
  const key = authorizedKey(call, request);
  if (call.sandbox.settings().dryRunChecksKeyState) refuseByState(request.operation, key);
  return key;
}

/** Ends a dry run that would have succeeded. A dry run never succeeds (KMS Developer Guide, "Testing your permissions"). */
export function dryRunSucceeded(): AwsError {
  return new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
}

/** Authorises an operation on no key by the caller's own policies. */
export function authorizeAccountOperation(call: Call, operation: string, details: RequestDetails = {}): void {
  authorizeByIdentity({
    caller: call.caller,
    action: `kms:${operation}`,
    resourceArn: '*',
    context: buildRequestContext(call, undefined, details),
    nameResource: false,
  });
}

function authorizedKey(call: Call, request: KeyRequest): KeyRecord {
  const reference = parseKeyReference(request.keyId, { accountId: call.caller.accountId, region: call.region });
  const ownerAccountId = reference.kind === 'key' ? reference.address.accountId : reference.accountId;
  const key = reference.kind === 'key' ? call.sandbox.keys.find(reference.arn) : undefined;
  const foundBy = request.foundBy ?? 'keyId';
  if (key === undefined && ownerAccountId === call.caller.accountId && foundBy === 'keyId') {
    throw new AwsError(
      'NotFoundException',
      reference.kind === 'key' ? `Key '${reference.arn}' does not exist` : `Alias ${reference.arn} is not found.`,
    );
  }
  const access = {
    caller: call.caller,
    action: `kms:${request.operation}`,
    resourceArn: reference.arn,
    context: buildRequestContext(call, key, request),
    ownerAccountId,
    keyPolicy: key === undefined ? null : keyPolicyOf(key),
    crossAccount: CROSS_ACCOUNT.has(request.operation),
    foundBy,
  };
  authorizeKeyAccess(access);
  if (key === undefined) throw new Error(`A key that does not exist was authorised: ${reference.arn}`);
  return key;
}

const parsedPolicies = new WeakMap<KeyRecord, PolicyDocument>();

function keyPolicyOf(key: KeyRecord): PolicyDocument {
  const parsed = parsedPolicies.get(key) ?? parsePolicyDocument(key.policy, 'key');
  parsedPolicies.set(key, parsed);
  return parsed;
}
