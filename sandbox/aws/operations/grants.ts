import { z } from 'zod';
import { accountOfArn, parseKeyArn } from '../arn.ts';
import { authorizeByIdentity, authorizeKeyAccess } from '../authorize.ts';
import { AwsError } from '../errors.ts';
import {
  constraintType,
  isSameGrant,
  refuseConflictingMembers,
  refuseInvalidPrincipal,
  refuseUnsupportedOperations,
} from '../grant-rules.ts';
import {
  describeGrant,
  GRANTABLE_OPERATIONS,
  newGrantId,
  newGrantToken,
  parseGrantToken,
  retirableBy,
  type Grant,
} from '../grants.ts';
import { member } from '../input.ts';
import type { KeyRecord } from '../key-record.ts';
import {
  defineOperation,
  dryRunSucceeded,
  invalidGrantToken,
  openKey,
  openKeyForDryRun,
  refuseAlias,
  refuseMissingOwnKey,
  resolveKey,
  type Call,
  type KeyRequest,
  type Operation,
} from '../operation.ts';
import { pageOf } from '../pagination.ts';
import { buildRequestContext } from '../request-context.ts';

const MAX_GRANTS_PER_KEY = 50_000;
const DEFAULT_PAGE = 50;

const principal = z.string().min(1).max(256);
const service = z.string().min(1).max(256);
const grantId = z.string().min(1).max(128);
const paging = { Limit: z.int().min(1).max(100).optional(), Marker: member.marker };
const constraintContext = member.encryptionContext;

const CreateGrantInput = z.object({
  KeyId: member.keyId,
  GranteePrincipal: principal.optional(),
  GranteeServicePrincipal: service.optional(),
  RetiringPrincipal: principal.optional(),
  RetiringServicePrincipal: service.optional(),
  Operations: z.array(z.enum(GRANTABLE_OPERATIONS)),
  Constraints: z
    .object({
      EncryptionContextEquals: constraintContext,
      EncryptionContextSubset: constraintContext,
      SourceArn: z.string().min(1).max(2048).optional(),
    })
    .optional(),
  GrantTokens: member.grantTokens,
  Name: z
    .string()
    .min(1)
    .max(256)
    .regex(/^[a-zA-Z0-9:/_-]+$/)
    .optional(),
  DryRun: member.dryRun,
});
type CreateGrantInput = z.output<typeof CreateGrantInput>;

// True only when an AWS service calls on a user's behalf, so a direct call never matches the console's grant statement.
const CALLED_DIRECTLY = { 'kms:GrantIsForAWSResource': false };

/**
 * CreateGrant. A request that repeats the name and all terms of an existing grant returns that grant with a new token
 * (KMS API Reference, CreateGrant).
 */
const createGrant = defineOperation('CreateGrant', CreateGrantInput, (call, input) => {
  refuseConflictingMembers(input);
  const constraints = input.Constraints ?? null;
  const context = constraints?.EncryptionContextEquals ?? constraints?.EncryptionContextSubset;
  const request: KeyRequest = {
    operation: 'CreateGrant',
    keyId: input.KeyId,
    encryptionContext: context,
    createdGrant: { operations: input.Operations, constraints },
    conditionKeys: {
      ...CALLED_DIRECTLY,
      'kms:GrantOperations': input.Operations,
      'kms:GranteePrincipal': input.GranteePrincipal,
      'kms:GranteeServicePrincipal': input.GranteeServicePrincipal,
      'kms:RetiringPrincipal': input.RetiringPrincipal,
      'kms:RetiringServicePrincipal': input.RetiringServicePrincipal,
      'kms:GrantConstraintType': constraintType(constraints),
      'kms:GrantConstraintSourceArn': constraints?.SourceArn,
    },
  };
  const key = input.DryRun ? openKeyForDryRun(call, request) : openKey(call, request);
  refuseUnsupportedOperations(key, input.Operations);
  for (const arn of [input.GranteePrincipal, input.RetiringPrincipal]) refuseInvalidPrincipal(arn);
  if (input.DryRun) throw dryRunSucceeded();

  const { grants } = call.sandbox;
  const requested = newGrant(call, key, input);
  const existing = grants.ofKey(key.arn).find((grant) => isSameGrant(grant, requested));
  if (existing === undefined) {
    if (grants.ofKey(key.arn).length >= MAX_GRANTS_PER_KEY) {
      throw new AwsError('LimitExceededException', `Key ${key.arn} has the maximum number of grants.`);
    }
    grants.add(requested);
  }
  const made = existing ?? requested;
  return { GrantId: made.grantId, GrantToken: newGrantToken(made) };
});

const listGrants = defineOperation(
  'ListGrants',
  z.object({
    ...paging,
    KeyId: member.keyId,
    GrantId: grantId.optional(),
    GranteePrincipal: principal.optional(),
    GranteeServicePrincipal: service.optional(),
  }),
  (call, input) => {
    const key = openKey(call, {
      operation: 'ListGrants',
      keyId: input.KeyId,
      conditionKeys: CALLED_DIRECTLY,
    });
    const found = call.sandbox.grants
      .ofKey(key.arn)
      .filter(
        (grant) =>
          (input.GrantId ?? grant.grantId) === grant.grantId &&
          (input.GranteePrincipal ?? grant.granteePrincipal) === grant.granteePrincipal &&
          (input.GranteeServicePrincipal ?? grant.granteeServicePrincipal) === grant.granteeServicePrincipal,
      );
    return pageOfGrants(found, input);
  },
);

/** ListRetirableGrants covers keys of any account, but only retiring principals of the caller's account (KMS API). */
const listRetirableGrants = defineOperation(
  'ListRetirableGrants',
  z.object({ ...paging, RetiringPrincipal: principal }),
  (call, input) => {
    const { caller, region } = call;
    authorizeByIdentity({
      caller,
      action: 'kms:ListRetirableGrants',
      resourceArn: input.RetiringPrincipal,
      context: buildRequestContext(call, undefined, {}),
      nameResource: true,
      guardrails: call.sandbox.guardrails,
    });
    const found = call.sandbox.grants
      .all()
      .filter(
        (grant) => grant.retiringPrincipal === input.RetiringPrincipal && parseKeyArn(grant.keyArn)?.region === region,
      );
    const isSameAccount = accountOfArn(input.RetiringPrincipal) === caller.accountId;
    return pageOfGrants(isSameAccount ? found : [], input);
  },
);

const revokeGrant = defineOperation(
  'RevokeGrant',
  z.object({ KeyId: member.keyId, GrantId: grantId, DryRun: member.dryRun }),
  (call, input) => {
    const request: KeyRequest = {
      operation: 'RevokeGrant',
      keyId: input.KeyId,
      conditionKeys: CALLED_DIRECTLY,
    };
    const key = input.DryRun ? openKeyForDryRun(call, request) : openKey(call, request);
    const grant = findGrant(call, key.arn, input.GrantId);
    if (grant === undefined) throw grantNotFound(input.GrantId);
    if (input.DryRun) throw dryRunSucceeded();
    call.sandbox.grants.remove(grant);
    return undefined;
  },
);

/**
 * RetireGrant, by grant token or by key and grant ID. The grant decides who may retire it; policies can only deny it, or
 * delegate an account's permission (KMS Developer Guide, "Retiring and revoking grants").
 */
const retireGrant = defineOperation(
  'RetireGrant',
  z.object({
    GrantToken: z.string().min(1).max(8192).optional(),
    KeyId: member.keyId.optional(),
    GrantId: grantId.optional(),
    DryRun: member.dryRun,
  }),
  (call, input) => {
    const named = readRetiredGrant(call, input);
    const resolved = resolveKey(call, named.keyArn);
    refuseMissingOwnKey(call, resolved);
    const { ownerAccountId, key } = resolved;
    const grant = findGrant(call, named.keyArn, named.grantId);
    if (grant === undefined && ownerAccountId === call.caller.accountId) throw grantNotFound(named.grantId);
    authorizeKeyAccess({
      caller: call.caller,
      action: 'kms:RetireGrant',
      resourceArn: named.keyArn,
      context: buildRequestContext(call, key, {
        conditionKeys: { 'kms:GrantConstraintType': constraintType(grant?.constraints ?? null) },
      }),
      ownerAccountId,
      keyPolicy: { statements: [] },
      grantedTo: grant === undefined ? 'nobody' : retirableBy(grant, call.caller),
      crossAccount: true,
      foundBy: 'keyId',
      guardrails: call.sandbox.guardrails,
      wording: call.sandbox.settings(),
    });
    if (grant === undefined) throw grantNotFound(named.grantId);
    if (input.DryRun) throw dryRunSucceeded();
    call.sandbox.grants.remove(grant);
    return undefined;
  },
);

function newGrant(call: Call, key: KeyRecord, input: CreateGrantInput): Grant {
  return {
    grantId: newGrantId(),
    keyArn: key.arn,
    name: input.Name ?? null,
    createdAt: call.now,
    granteePrincipal: input.GranteePrincipal ?? null,
    granteeServicePrincipal: input.GranteeServicePrincipal ?? null,
    retiringPrincipal: input.RetiringPrincipal ?? null,
    retiringServicePrincipal: input.RetiringServicePrincipal ?? null,
    issuingAccountId: call.caller.accountId,
    operations: [...new Set(input.Operations)],
    constraints: input.Constraints ?? null,
  };
}

function pageOfGrants(grants: readonly Grant[], input: { Limit?: number | undefined; Marker?: string | undefined }) {
  const ordered = grants.toSorted((one, other) => (one.grantId < other.grantId ? -1 : 1));
  const paged = { limit: input.Limit ?? DEFAULT_PAGE, marker: input.Marker };
  const page = pageOf(ordered, (grant) => grant.grantId, paged);
  return { Grants: page.items.map(describeGrant), ...page.continuation };
}

function findGrant(call: Call, keyArn: string, wantedId: string): Grant | undefined {
  return call.sandbox.grants.ofKey(keyArn).find((grant) => grant.grantId === wantedId);
}

function grantNotFound(wantedId: string): AwsError {
  return new AwsError('NotFoundException', `Grant ID ${wantedId} not found`);
}

function readRetiredGrant(
  call: Call,
  input: { GrantToken?: string | undefined; KeyId?: string | undefined; GrantId?: string | undefined },
): Pick<Grant, 'keyArn' | 'grantId'> {
  if (input.GrantToken !== undefined) {
    const named = parseGrantToken(input.GrantToken);
    if (named === null) throw invalidGrantToken();
    return named;
  }
  if (input.KeyId === undefined || input.GrantId === undefined) {
    throw new AwsError('ValidationException', 'Specify a grant token, or both a key ID and a grant ID.');
  }
  refuseAlias(input.KeyId);
  return { keyArn: resolveKey(call, input.KeyId).arn, grantId: input.GrantId };
}

export const GRANT_OPERATIONS: readonly Operation[] = [
  createGrant,
  listGrants,
  listRetirableGrants,
  revokeGrant,
  retireGrant,
];
