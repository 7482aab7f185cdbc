import type { z } from 'zod';
import { parseKeyArn, parseKeyReference } from './arn.ts';
import type { AliasStore } from './aliases.ts';
import { authorizeByIdentity, authorizeKeyAccess } from './authorize.ts';
import type { SandboxClock } from './clock.ts';
import { refuseByFailingStore, type CustomKeyStore } from './custom-key-stores.ts';
import { denialMessage } from './denials.ts';
import { AwsError } from './errors.ts';
import { grantedTo, parseGrantToken, type GrantStore, type GrantTerms } from './grants.ts';
import type { GuardrailStore } from './guardrails.ts';
import type { Caller, IdentityStore } from './identity.ts';
import { parseInput } from './input.ts';
import type { DurableMap } from './journal.ts';
import type { KeyRecord } from './key-record.ts';
import type { ImportParameters } from './import-parameters.ts';
import { isCryptographic, refuseByState, type KeyOperationName } from './key-states.ts';
import type { KeyStore } from './key-store.ts';
import { refuseByUsage } from './key-usage.ts';
import { parsePolicyDocument, type PolicyDocument } from './policy-document.ts';
import { buildRequestContext, type CallHeaders, type RequestDetails } from './request-context.ts';
import type { Settings } from './settings.ts';

/** The state of one sandbox. */
export interface Sandbox {
  readonly clock: SandboxClock;
  readonly keys: KeyStore;
  readonly customKeyStores: DurableMap<CustomKeyStore>;
  readonly importParameters: DurableMap<ImportParameters>;
  readonly aliases: AliasStore;
  readonly grants: GrantStore;
  readonly guardrails: GuardrailStore;
  readonly identities: IdentityStore;
  settings(): Settings;
}

/** One authenticated call. */
export interface Call {
  readonly sandbox: Sandbox;
  readonly caller: Caller;
  readonly region: string;
  readonly sourceIp: string;
  readonly headers: CallHeaders;
  /** The time of the call on the sandbox clock, the same throughout the call. */
  readonly now: number;
}

/** A KMS operation: takes the JSON body, returns the JSON response (undefined: empty body) or throws an AwsError. */
export interface Operation {
  readonly name: string;
  run(call: Call, body: object): object | undefined;
}

/** Defines an operation by a schema and a function of the validated input. */
export function defineOperation<S extends z.ZodType>(
  name: string,
  schema: S,
  run: (call: Call, input: z.output<S>) => object | undefined,
): Operation {
  return {
    name,
    run(call, body) {
      const input = parseInput(schema, body);
      refuseInvalidGrantTokens(input);
      return run(call, input);
    },
  };
}

/**
 * The operations that KMS supports on another account's key; permission for any other has no effect (KMS Developer Guide,
 * "Allowing users in other accounts to use a KMS key").
 */
const CROSS_ACCOUNT: ReadonlySet<KeyOperationName> = new Set([
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GetKeyRotationStatus',
  'CreateGrant',
  'ListGrants',
  'RevokeGrant',
]);

export interface KeyRequest extends RequestDetails {
  readonly operation: KeyOperationName;
  readonly keyId: string;
  /** How the request names the key; AWS denies access with a different message if only the ciphertext names it. */
  readonly foundBy?: 'keyId' | 'ciphertext';
  /** For CreateGrant: the terms of the requested grant. */
  readonly createdGrant?: GrantTerms;
}

/**
 * Resolves the key of a request, authorizes the caller and checks the key state. For a key that doesn't exist, throws
 * NotFoundException if the caller's account would own it, otherwise the catch-all denial.
 */
export function openKey(call: Call, request: KeyRequest): KeyRecord {
  const key = authorizeKey(call, request);
  refuseByState(request.operation, key, call.sandbox.settings());
  refuseByUsage(request.operation, key);
  if (isCryptographic(request.operation)) refuseByFailingStore(key);
  return key;
}

/**
 * `openKey` for a dry run. Whether it checks the key state is a setting, because AWS doesn't document it. A dry run never
 * uses the key material, so it doesn't notice a failing custom key store.
 */
export function openKeyForDryRun(call: Call, request: KeyRequest): KeyRecord {
  const key = authorizeKey(call, request);
  if (call.sandbox.settings().dryRunChecksKeyState) refuseByState(request.operation, key, call.sandbox.settings());
  refuseByUsage(request.operation, key);
  return key;
}

/** Ends a dry run that would have succeeded. A dry run never succeeds (KMS Developer Guide, "Testing your permissions"). */
export function dryRunSucceeded(): AwsError {
  return new AwsError('DryRunOperationException', 'The request would have succeeded, but the DryRun option is set.');
}

/** Authorizes an operation that isn't about a key by the caller's own policies. */
export function authorizeAccountOperation(call: Call, operation: string, details: RequestDetails = {}): void {
  authorizeByIdentity({
    caller: call.caller,
    action: `kms:${operation}`,
    resourceArn: '*',
    context: buildRequestContext(call, undefined, details),
    nameResource: false,
    guardrails: call.sandbox.guardrails,
  });
}

/** The operations whose KeyId may be an alias; all others accept only a key ID or key ARN (KMS API Reference). */
const TAKES_ALIASES: ReadonlySet<string> = new Set([
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
]);

/** A resolved KeyId. If there is no such key, `key` is undefined and `arn` is the one asked for (maybe of an alias). */
export interface ResolvedKey {
  readonly arn: string;
  readonly ownerAccountId: string;
  readonly key: KeyRecord | undefined;
  readonly aliasName: string | undefined;
}

/** Throws NotFoundException and InvalidArnException as `parseKeyReference` does. */
export function resolveKey(call: Call, keyId: string): ResolvedKey {
  const reference = parseKeyReference(keyId, { accountId: call.caller.accountId, region: call.region });
  const { keys, aliases } = call.sandbox;
  if (reference.kind === 'key') {
    const { arn, address } = reference;
    return { arn, ownerAccountId: address.accountId, key: keys.find(arn), aliasName: undefined };
  }
  const { arn, accountId, aliasName } = reference;
  const alias = aliases.find(arn);
  const key = alias && keys.find(alias.keyArn);
  return { arn: key?.arn ?? arn, ownerAccountId: accountId, key, aliasName };
}

/** Throws InvalidArnException for an alias where KMS accepts only keys; message from field reports. */
export function refuseAlias(keyId: string): void {
  if (!keyId.startsWith('alias/') && !keyId.includes(':alias/')) return;
  throw new AwsError('InvalidArnException', 'Key Aliases are not supported for this operation.');
}

/** Throws NotFoundException for a missing key of the caller's own account; other accounts get the catch-all denial. */
export function refuseMissingOwnKey(call: Call, { arn, ownerAccountId, key }: ResolvedKey): void {
  if (key !== undefined || ownerAccountId !== call.caller.accountId) return;
  if (arn.includes(':alias/')) throw aliasNotFound(arn);
  throw new AwsError('NotFoundException', `Key '${arn}' does not exist`);
}

export function aliasNotFound(arn: string): AwsError {
  return new AwsError('NotFoundException', `Alias ${arn} is not found.`);
}

/** Resolves the key of a request and authorizes the caller, whatever the key state. */
export function authorizeKey(call: Call, request: KeyRequest): KeyRecord {
  if (!TAKES_ALIASES.has(request.operation)) refuseAlias(request.keyId);
  const foundBy = request.foundBy ?? 'keyId';
  if (foundBy === 'ciphertext') refuseCiphertextOfOtherRegion(call, request);
  const resolved = resolveKey(call, request.keyId);
  const { arn, ownerAccountId, key } = resolved;
  if (foundBy === 'keyId') refuseMissingOwnKey(call, resolved);
  const access = {
    caller: call.caller,
    action: `kms:${request.operation}`,
    resourceArn: arn,
    context: buildRequestContext(call, key, withAliases(call, request, resolved)),
    ownerAccountId,
    keyPolicy: key === undefined ? null : keyPolicyOf(key),
    grantedTo: grantedTo(call.sandbox.grants.ofKey(arn), {
      caller: call.caller,
      operation: request.operation,
      encryptionContext: request.encryptionContext,
      createdGrant: request.createdGrant,
    }),
    crossAccount: CROSS_ACCOUNT.has(request.operation),
    foundBy,
    guardrails: call.sandbox.guardrails,
    wording: call.sandbox.settings(),
  };
  authorizeKeyAccess(access);
  if (key === undefined) throw new Error(`A key that does not exist was authorized: ${arn}`);
  return key;
}

/** A ciphertext of another Region's key is denied like one of a key that doesn't exist. */
function refuseCiphertextOfOtherRegion({ caller, region }: Call, { operation, keyId }: KeyRequest): void {
  const address = parseKeyArn(keyId);
  if (address === null || address.region === region) return;
  const request = { callerArn: caller.arn, action: `kms:${operation}` };
  throw new AwsError('AccessDeniedException', denialMessage(request, { kind: 'onlyCatchAll', foundBy: 'ciphertext' }));
}

function withAliases(call: Call, request: KeyRequest, { key, aliasName }: ResolvedKey): RequestDetails {
  const ofKey = key === undefined ? undefined : call.sandbox.aliases.namesOfKey(key.arn);
  const conditionKeys = { ...request.conditionKeys, 'kms:RequestAlias': aliasName, 'kms:ResourceAliases': ofKey };
  return { encryptionContext: request.encryptionContext, conditionKeys };
}

/** The error for an invalid grant token, with the message from the API reference. */
export function invalidGrantToken(): AwsError {
  return new AwsError(
    'InvalidGrantTokenException',
    'The request was rejected because the specified grant token is not valid.',
  );
}

/** Grants take effect at once here, so valid tokens change nothing; invalid ones are still refused. */
function refuseInvalidGrantTokens(input: unknown): void {
  const tokens = typeof input === 'object' && input !== null && 'GrantTokens' in input ? input.GrantTokens : undefined;
  if (!Array.isArray(tokens) || tokens.every((token) => parseGrantToken(String(token)) !== null)) return;
  throw invalidGrantToken();
}

const parsedPolicies = new WeakMap<KeyRecord, PolicyDocument>();

function keyPolicyOf(key: KeyRecord): PolicyDocument {
  const parsed = parsedPolicies.get(key) ?? parsePolicyDocument(key.policy, 'key');
  parsedPolicies.set(key, parsed);
  return parsed;
}
