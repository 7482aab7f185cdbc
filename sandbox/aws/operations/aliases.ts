import { z } from 'zod';
import { describeAlias, type Alias } from '../aliases.ts';
import { formatAliasArn } from '../arn.ts';
import { authorizeByIdentity } from '../authorize.ts';
import { AwsError } from '../errors.ts';
import { member } from '../input.ts';
import {
  aliasNotFound,
  authorizeAccountOperation,
  authorizeKey,
  defineOperation,
  openKey,
  refuseAlias,
  refuseMissingOwnKey,
  resolveKey,
  type Call,
  type Operation,
} from '../operation.ts';
import { pageOf } from '../pagination.ts';
import { buildRequestContext } from '../request-context.ts';

const MAX_ALIASES_PER_KEY = 50;
const RESERVED = 'alias/aws/';

const AliasName = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[a-zA-Z0-9:/_-]+$/);
const AliasAndTarget = z.object({ AliasName, TargetKeyId: member.keyId });

/**
 * CreateAlias. Like every change to an alias, it needs permission on the alias, which only an IAM policy can give, and
 * permission on the key (KMS Developer Guide, "Controlling access to aliases").
 */
const createAlias = defineOperation('CreateAlias', AliasAndTarget, (call, input) => {
  const arn = acceptAliasName(call, input.AliasName);
  authorizeForAlias(call, 'CreateAlias', arn);
  const key = openKey(call, { operation: 'CreateAlias', keyId: input.TargetKeyId });
  const { aliases } = call.sandbox;
  if (aliases.find(arn) !== undefined) {
    throw new AwsError('AlreadyExistsException', `An alias with the name ${arn} already exists`);
  }
  if (aliases.namesOfKey(key.arn).length >= MAX_ALIASES_PER_KEY) {
    throw new AwsError('LimitExceededException', `Key ${key.arn} has the maximum number of aliases.`);
  }
  const { accountId } = call.caller;
  const { region, now } = call;
  aliases.put({ arn, accountId, region, name: input.AliasName, keyArn: key.arn, createdAt: now, updatedAt: now });
  return undefined;
});

/** UpdateAlias: both keys must have the same type and usage; only the new key's state matters (KMS API Reference). */
const updateAlias = defineOperation('UpdateAlias', AliasAndTarget, (call, input) => {
  const alias = findAlias(call, acceptAliasName(call, input.AliasName));
  authorizeForAlias(call, 'UpdateAlias', alias.arn);
  const current = authorizeKey(call, { operation: 'UpdateAlias', keyId: alias.keyArn });
  const next = openKey(call, { operation: 'UpdateAlias', keyId: input.TargetKeyId });
  if (kindOf(current) !== kindOf(next)) {
    throw new AwsError('ValidationException', `Alias ${alias.arn} cannot change to a key of another type or usage.`);
  }
  call.sandbox.aliases.put({ ...alias, keyArn: next.arn, updatedAt: call.now });
  return undefined;
});

const deleteAlias = defineOperation('DeleteAlias', z.object({ AliasName }), (call, input) => {
  const alias = findAlias(call, acceptAliasName(call, input.AliasName));
  authorizeForAlias(call, 'DeleteAlias', alias.arn);
  openKey(call, { operation: 'DeleteAlias', keyId: alias.keyArn });
  call.sandbox.aliases.remove(alias.arn);
  return undefined;
});

/** ListAliases lists the caller's own account. The sandbox has no AWS managed keys, so their aliases never appear. */
const listAliases = defineOperation(
  'ListAliases',
  z.object({ KeyId: member.keyId.optional(), Limit: z.int().min(1).max(100).optional(), Marker: member.marker }),
  (call, input) => {
    authorizeAccountOperation(call, 'ListAliases');
    const keyArn = input.KeyId === undefined ? undefined : arnOfOwnKey(call, input.KeyId);
    const aliases = call.sandbox.aliases
      .list(call.caller.accountId, call.region)
      .filter((alias) => (keyArn ?? alias.keyArn) === alias.keyArn);
    const page = pageOf(aliases, (alias) => alias.name, { limit: input.Limit ?? 50, marker: input.Marker });
    return { Aliases: page.items.map(describeAlias), ...page.continuation };
  },
);

/** The ARN of an alias that callers may manage. Messages are AWS's (field reports), except for the reserved prefix. */
function acceptAliasName(call: Call, name: string): string {
  if (!name.startsWith('alias/')) {
    throw new AwsError(
      'ValidationException',
      'Alias must start with the prefix "alias/". Please see https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html',
    );
  }
  if (name.includes(':')) throw new AwsError('ValidationException', `${name} contains invalid characters for an alias`);
  if (name.startsWith(RESERVED) || name === 'alias/') {
    throw new AwsError(
      'InvalidAliasNameException',
      'The request was rejected because the specified alias name is not valid.',
    );
  }
  return formatAliasArn({ accountId: call.caller.accountId, region: call.region }, name);
}

function authorizeForAlias(call: Call, operation: string, aliasArn: string): void {
  authorizeByIdentity({
    caller: call.caller,
    action: `kms:${operation}`,
    resourceArn: aliasArn,
    context: buildRequestContext(call, undefined, {}),
    nameResource: true,
    guardrails: call.sandbox.guardrails,
  });
}

function findAlias(call: Call, arn: string): Alias {
  const alias = call.sandbox.aliases.find(arn);
  if (alias === undefined) throw aliasNotFound(arn);
  return alias;
}

function kindOf({ keySpec, keyUsage }: { keySpec: string; keyUsage: string }): string {
  const type = keySpec === 'SYMMETRIC_DEFAULT' || keySpec.startsWith('HMAC_') ? keySpec.split('_')[0] : 'asymmetric';
  return `${type} ${keyUsage}`;
}

function arnOfOwnKey(call: Call, keyId: string): string {
  refuseAlias(keyId);
  const resolved = resolveKey(call, keyId);
  refuseMissingOwnKey(call, resolved);
  if (resolved.ownerAccountId === call.caller.accountId) return resolved.arn;
  throw new AwsError('NotFoundException', `Key '${resolved.arn}' does not exist`);
}

export const ALIAS_OPERATIONS: readonly Operation[] = [createAlias, updateAlias, deleteAlias, listAliases];
