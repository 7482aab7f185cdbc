import { z } from 'zod';
import { denyKeyAccess } from '../authorize.ts';
import { AwsError } from '../errors.ts';
import { NO_GUARDRAILS } from '../guardrails.ts';
import { member } from '../input.ts';
import type { KeyRecord } from '../key-record.ts';
import { defineOperation, openKey, type Call, type Operation } from '../operation.ts';
import { parsePolicyDocument } from '../policy-document.ts';
import { buildRequestContext } from '../request-context.ts';

const POLICY_NAME = 'default';
const policyName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w]+$/)
  .default(POLICY_NAME);

const getKeyPolicy = defineOperation(
  'GetKeyPolicy',
  z.object({ KeyId: member.keyId, PolicyName: policyName }),
  (call, input) => {
    const key = openKey(call, { operation: 'GetKeyPolicy', keyId: input.KeyId });
    refuseOtherPolicyNames(input.PolicyName);
    return { Policy: key.policy, PolicyName: POLICY_NAME };
  },
);

const listKeyPolicies = defineOperation(
  'ListKeyPolicies',
  z.object({ KeyId: member.keyId, Limit: member.limit, Marker: member.marker }),
  (call, input) => {
    openKey(call, { operation: 'ListKeyPolicies', keyId: input.KeyId });
    return { PolicyNames: [POLICY_NAME], Truncated: false };
  },
);

/** PutKeyPolicy replaces the whole document and takes effect at once (KMS API Reference, PutKeyPolicy). */
const putKeyPolicy = defineOperation(
  'PutKeyPolicy',
  z.object({
    KeyId: member.keyId,
    PolicyName: policyName,
    Policy: z.string().min(1).max(131_072),
    BypassPolicyLockoutSafetyCheck: z.boolean().optional(),
  }),
  (call, input) => {
    const bypassLockoutCheck = input.BypassPolicyLockoutSafetyCheck;
    const key = openKey(call, {
      operation: 'PutKeyPolicy',
      keyId: input.KeyId,
      // Without the parameter, the condition key is absent too (KMS Developer Guide, "AWS KMS condition keys").
      conditionKeys: { 'kms:BypassPolicyLockoutSafetyCheck': bypassLockoutCheck },
    });
    refuseOtherPolicyNames(input.PolicyName);
    const changed = { ...key, policy: input.Policy };
    acceptKeyPolicy(call, changed, { bypassLockoutCheck });
    call.sandbox.keys.put(changed);
    return undefined;
  },
);

/**
 * Checks a new key policy. Throws MalformedPolicyDocumentException when it isn't a valid policy, or when the caller could
 * no longer change it (the lockout safety check), unless that check is bypassed.
 */
export function acceptKeyPolicy(
  call: Call,
  key: KeyRecord,
  { bypassLockoutCheck }: { bypassLockoutCheck: boolean | undefined },
): void {
  const keyPolicy = parsePolicyDocument(key.policy, 'key');
  if (bypassLockoutCheck === true) return;
  const denial = denyKeyAccess({
    caller: call.caller,
    action: 'kms:PutKeyPolicy',
    resourceArn: key.arn,
    context: buildRequestContext(call, key, {}),
    ownerAccountId: key.accountId,
    keyPolicy,
    grantedTo: 'nobody',
    crossAccount: false,
    foundBy: 'keyId',
    guardrails: NO_GUARDRAILS,
    wording: call.sandbox.settings(),
  });
  if (denial === null) return;
  throw new AwsError(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  );
}

function refuseOtherPolicyNames(name: string): void {
  if (name !== POLICY_NAME) throw new AwsError('NotFoundException', 'No such policy exists');
}

export const POLICY_OPERATIONS: readonly Operation[] = [getKeyPolicy, listKeyPolicies, putKeyPolicy];
