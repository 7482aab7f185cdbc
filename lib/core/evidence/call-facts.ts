import { accountOfArn } from '#lib/core/key/key-arn.ts';
import { isGrantAction, usesEncryptionContext, type KmsAction } from './kms-actions.ts';

/** One value of a condition key: the text, or how it begins when only that is known. */
export type FactValue = string | { prefix: string };
/** What a condition key may be in the call: absent (null), or present with these values. One entry is certain. */
export type Fact = readonly (readonly FactValue[] | null)[];

/** The call that a policy is asked about. */
export type PolicyCall = {
  awsAccountId: string;
  action: KmsAction;
  /** The key's ARN. */
  arn: string;
  /** Whether an AWS service makes the call for the account, with the account's own permissions. */
  throughAwsService?: boolean;
  /** Who in the account calls: a session of one of its roles, as our services do, or anybody. */
  caller?: 'role_session' | 'anybody';
  /** The encryption context that the call sends; null for none, undefined if that is not known. */
  encryptionContext?: Readonly<Record<string, string>> | null | undefined;
  /** When the call is made. */
  at?: Date | undefined;
};

const ABSENT: Fact = [null];
/** The request always has this key; its value is not known. */
const PRESENT: Fact = [[{ prefix: '' }]];
const UNKNOWN: Fact = [null, [{ prefix: '' }]];
const is = (...values: string[]): Fact => [values];

type FactRule = Fact | ((call: PolicyCall, key: string) => Fact);

const regionOf = ({ arn }: PolicyCall): string => arn.split(':')[3] ?? '';
const contextOf = ({ encryptionContext: context, action, throughAwsService }: PolicyCall) =>
  throughAwsService === true ? undefined : usesEncryptionContext(action) ? context : null;

const ENCRYPTION_CONTEXT = 'kms:encryptioncontext:';
function contextFact(call: PolicyCall, key: string): Fact {
  const context = contextOf(call);
  if (context === undefined) return UNKNOWN;
  // The name of a pair is not case-sensitive in a condition key. Source: KMS developer guide, kms:EncryptionContext.
  const values = Object.entries(context ?? {}).flatMap(([name, value]) =>
    `${ENCRYPTION_CONTEXT}${name.toLowerCase()}` === key ? [value] : [],
  );
  return values.length === 0 ? ABSENT : [values];
}
function contextKeysFact(call: PolicyCall): Fact {
  const context = contextOf(call);
  if (context === undefined) return UNKNOWN;
  const names = Object.keys(context ?? {});
  return names.length === 0 ? ABSENT : [names];
}

/** Known of every call to a key by a principal of an account. */
const OF_ANY_CALL: Readonly<Record<string, FactRule>> = {
  'kms:calleraccount': ({ awsAccountId }) => is(awsAccountId),
  'aws:principalaccount': ({ awsAccountId }) => is(awsAccountId),
  'aws:principalarn': ({ awsAccountId }) => [[{ prefix: `arn:aws:iam::${awsAccountId}:` }]],
  'aws:principalisawsservice': is('false'),
  'aws:principalservicename': ABSENT,
  'aws:principalservicenameslist': ABSENT,
  // KMS accepts calls only over TLS.
  'aws:securetransport': is('true'),
  'aws:requestedregion': (call) => is(regionOf(call)),
  'aws:resourceaccount': ({ arn }) => is(accountOfArn(arn)),
  'aws:currenttime': ({ at }) => (at === undefined ? PRESENT : is(at.toISOString())),
  'aws:epochtime': ({ at }) => (at === undefined ? PRESENT : is(String(Math.floor(at.getTime() / 1000)))),
  'aws:userid': PRESENT,
  'kms:multiregion': ({ arn }) => is(String(arn.includes(':key/mrk-'))),
};

/** Known of a role's session. Source: IAM user guide, "AWS global condition context keys". */
const OF_A_ROLE_SESSION: Readonly<Record<string, FactRule>> = {
  'aws:principalarn': ({ awsAccountId }) => [[{ prefix: `arn:aws:iam::${awsAccountId}:role/` }]],
  'aws:principaltype': is('AssumedRole'),
  'aws:username': ABSENT,
  'aws:assumedroot': ABSENT,
  'aws:tokenissuetime': PRESENT,
  // A machine has no MFA device. Whether the key is then absent or false depends on how the role was assumed.
  'aws:multifactorauthpresent': [null, ['false']],
  'aws:multifactorauthage': ABSENT,
  'aws:useragent': PRESENT,
};

/** Known of a call that our service makes to KMS itself, with the key's ARN. */
const OF_A_DIRECT_CALL: Readonly<Record<string, FactRule>> = {
  'kms:viaservice': ABSENT,
  'aws:viaawsservice': is('false'),
  'aws:calledvia': ABSENT,
  'aws:calledviafirst': ABSENT,
  'aws:calledvialast': ABSENT,
  'aws:sourcearn': ABSENT,
  'aws:sourceaccount': ABSENT,
  'aws:sourceorgid': ABSENT,
  'aws:sourceorgpaths': ABSENT,
  'aws:referer': ABSENT,
  'kms:requestalias': ABSENT,
  'kms:recipientattestation': ABSENT,
};

const THROUGH_A_SERVICE: Readonly<Record<string, FactRule>> = {
  'kms:viaservice': PRESENT,
  'aws:viaawsservice': is('true'),
  'aws:calledvia': PRESENT,
};

/** Keys that only some actions have, which a use of the key by us does not. Source: KMS developer guide. */
const OF_OTHER_ACTIONS = [
  'aws:requesttag',
  'aws:tagkeys',
  'kms:bypasspolicylockoutsafetycheck',
  'kms:datakeypairspec',
  'kms:expirationmodel',
  'kms:grantconstrainttype',
  'kms:grantoperations',
  'kms:granteeprincipal',
  'kms:keyagreementalgorithm',
  'kms:macalgorithm',
  'kms:messagetype',
  'kms:primaryregion',
  'kms:retiringprincipal',
  'kms:rotationperiodindays',
  'kms:schedulekeydeletionpendingwindowindays',
  'kms:signingalgorithm',
  'kms:validto',
  'kms:wrappingalgorithm',
  'kms:wrappingkeyspec',
];

/** Uses of the key, whose requests hold none of the keys above. */
const USES: readonly KmsAction[] = [
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
];

const OF_THE_ACTION: ReadonlySet<string> = new Set([
  ...OF_OTHER_ACTIONS,
  'kms:encryptionalgorithm',
  'kms:encryptioncontextkeys',
  'kms:grantisforawsresource',
  'kms:reencryptonsamekey',
]);

/** Whether a condition key's value depends on the action. Of all others, every call of a caller knows the same. */
export const dependsOnAction = (key: string): boolean =>
  OF_THE_ACTION.has(key) || key.startsWith(ENCRYPTION_CONTEXT) || key.startsWith('aws:requesttag/');

/** Actions of one kind have requests with the same condition keys. */
export const requestKind = (action: KmsAction): string =>
  USES.includes(action) && action !== 'GenerateDataKeyWithoutPlaintext'
    ? action
    : action === 'GenerateDataKeyWithoutPlaintext'
      ? 'GenerateDataKey'
      : `${usesEncryptionContext(action)} ${isGrantAction(action)}`;

function ofTheAction(call: PolicyCall, key: string): Fact | null {
  const { action, throughAwsService = false } = call;
  if (key === 'kms:grantisforawsresource') return isGrantAction(action) ? is(String(throughAwsService)) : ABSENT;
  if (key.startsWith(ENCRYPTION_CONTEXT)) return contextFact(call, key);
  if (key === 'kms:encryptioncontextkeys') return contextKeysFact(call);
  if (!USES.includes(action)) return null;
  const reEncrypts = action === 'ReEncryptFrom' || action === 'ReEncryptTo';
  if (key === 'kms:reencryptonsamekey') return reEncrypts ? PRESENT : ABSENT;
  if (key === 'kms:encryptionalgorithm' && (reEncrypts || action === 'Encrypt' || action === 'Decrypt'))
    return is('SYMMETRIC_DEFAULT');
  if (key === 'kms:encryptionalgorithm' && action === 'DescribeKey') return ABSENT;
  return OF_OTHER_ACTIONS.includes(key.split('/')[0] ?? key) ? ABSENT : null;
}

/**
 * What is known about a condition key in a call, without making it.
 * @param key the key's name in lower case; condition keys are not case-sensitive
 * @param ofCaller what was found before about the same caller, whatever the action
 */
export function factOf(call: PolicyCall, key: string, ofCaller: Map<string, Fact>): Fact {
  const ofAction = dependsOnAction(key) ? ofTheAction(call, key) : null;
  if (ofAction !== null) return ofAction;
  const before = ofCaller.get(key);
  if (before !== undefined) return before;
  const fact = ofEveryAction(call, key);
  ofCaller.set(key, fact);
  return fact;
}

const OF_ANOTHER_SERVICE =
  /^(?:autoscaling|backup|dynamodb|ec2|ecr|ecs|elasticfilesystem|iam|lambda|logs|organizations|rds|s3|secretsmanager|sns|sqs|ssm|sts):/;

function ofEveryAction(call: PolicyCall, key: string): Fact {
  const tables =
    call.caller === 'anybody'
      ? [OF_ANY_CALL]
      : [call.throughAwsService === true ? THROUGH_A_SERVICE : OF_A_DIRECT_CALL, OF_A_ROLE_SESSION, OF_ANY_CALL];
  // AWS services define such keys for their own requests only.
  if (OF_ANOTHER_SERVICE.test(key) && call.throughAwsService !== true) return ABSENT;
  const rule = tables.find((table) => Object.hasOwn(table, key))?.[key] ?? UNKNOWN;
  return typeof rule === 'function' ? rule(call, key) : rule;
}
