import type { KeyStoreNamed, ProductionError } from '#lib/core/finding/evidence.ts';
import type { DenialSource, StateRefusal } from '#lib/core/probe/report.ts';
import type { ErrorName } from './error-names.ts';
import { calledActionOf } from './kms-actions.ts';

// All patterns here are compared with the text in lower case and without white space: AWS's sentences may be broken.

const DENIALS: readonly (readonly [RegExp, DenialSource])[] = [
  [
    /noresource-basedpoliciesallow|doesnotexist,doesnotexistinthisregion,oryouarenotallowed|ciphertextreferencesakeythat/,
    'cross_account_catch_all',
  ],
  [/identity-basedpolicy/, 'identity_policy'],
  [/permissionsboundary/, 'permissions_boundary'],
  [/sessionpolicy/, 'session_policy'],
  [/servicecontrolpolicy/, 'service_control_policy'],
  [/vpcendpointpolicy|vpceaccessdenied/, 'vpc_endpoint_policy'],
  [/resourcecontrolpolicy/, 'resource_control_policy'],
  [/resource-basedpolicy/, 'resource_policy'],
];

/** One of these is in every text that one of the patterns above fits. */
const OF_A_DENIAL = ['polic', 'permissionsboundary', 'vpceaccessdenied', 'oryouarenotallowed', 'referencesakeythat'];

/** Which policy the message of a denial names; null if it names none. */
export const deniedByOf = (squashed: string): DenialSource | null =>
  OF_A_DENIAL.some((part) => squashed.includes(part))
    ? (DENIALS.find(([pattern]) => pattern.test(squashed))?.[1] ?? null)
    : null;

export const saysExplicitDeny = (squashed: string): boolean => squashed.includes('withanexplicitdeny');

const POLICY_ARN =
  /arn:aws[a-z-]{0,20}:organizations::\d{12}:policy\/o-[a-z0-9]{10,32}\/(?:service|resource)_control_policy\/p-[0-9a-z_]{8,128}/;
export const policyArnIn = (squashed: string): string | null => POLICY_ARN.exec(squashed)?.[0] ?? null;

const STATES: readonly (readonly [RegExp, StateRefusal])[] = [
  [
    /is(?:already|currently|now|in(?:the)?state:?)?pending(?:replica)?deletion|(?:is|are|been)(?:marked|scheduled)fordeletion|kmskeymarkedfordeletion/,
    'pending_deletion',
  ],
  [/is(?:already|currently|now|in(?:the)?state:?)?pendingimport/, 'pending_import'],
  [/is(?:already|currently|now|in(?:the)?state:?)?disabled/, 'disabled'],
  [/is(?:currently|now|in(?:the)?state:?)?unavailable/, 'unavailable'],
  [/is(?:in(?:the)?state:?)?creating/, 'creating'],
  [/is(?:in(?:the)?state:?)?updating/, 'updating'],
];
/** Names of errors whose messages may say which state the key is in. */
const WITH_STATE: readonly ErrorName[] = [
  'Client.InvalidKMSKey.InvalidState',
  'DecryptionFailure',
  'EncryptionFailure',
  'KMSFault',
  'KMSInvalidStateException',
  'KMSKeyNotAccessibleFault',
  'RDS-EVENT-0419',
  'inaccessible-encryption-credentials',
  'inaccessible-encryption-credentials-recoverable',
];

/** The key state that an error names. Only KMS's own sentences count; an IncorrectKeyException says nothing of a type. */
export function stateOf(name: ErrorName, squashed: string): StateRefusal | null {
  if (name === 'InvalidKeyUsageException') return 'wrong_key_type';
  if (name === 'DisabledException') return 'disabled';
  if (!WITH_STATE.includes(name)) return null;
  const said = STATES.map(([pattern, state]) => ({ state, at: squashed.search(pattern) })).filter(({ at }) => at >= 0);
  return said.toSorted((a, b) => a.at - b.at)[0]?.state ?? null;
}

/** KMS reports faults of a custom key store under names that mean something else elsewhere; only the message tells. */
export function keyStoreOf(squashed: string): KeyStoreNamed | null {
  if (/externalkeystore|xksproxy|xkskey/.test(squashed)) return 'external_key_store';
  return squashed.includes('cloudhsm') ? 'cloudhsm_key_store' : null;
}

/** KMS's answer to a refused Decrypt whose key it may not name. */
const DECRYPT_CATCH_ALL = 'theciphertextreferstoa';

export const isDecryptCatchAll = (squashed: string): boolean =>
  (squashed.includes(DECRYPT_CATCH_ALL) && squashed.includes('oryouarenotallowed')) ||
  /theciphertextreferencesakeythat.{0,60}(?:doesnotexist|doesn'texist)/.test(squashed);

const ACTION =
  /notauthorizedtoperform:?([a-z0-9-]{2,40}):([a-z]{1,60}?)(?=onresource|onthisresource|ontheresource|because|withanexplicit|[^a-z]|$)/;

/** The service and action of "is not authorized to perform: service:action", in lower case. */
export function deniedAction(squashed: string): { service: string; action: string | null } | null {
  const [, service, action = ''] = ACTION.exec(squashed) ?? [];
  return service === undefined ? null : { service, action: service === 'kms' ? calledActionOf(action) : null };
}

/** Whether an operation is one of KMS's own. */
export const isKmsOperation = (operation: string | null): boolean =>
  operation !== null && (operation === 'ReEncrypt' || calledActionOf(operation) !== null);

/** How much an error says about this key, for choosing among several. */
export const weightOf = ({ namesThisKey, state, errorName, keyStore }: ProductionError): number =>
  (namesThisKey === true ? 2 : 0) +
  (errorName === 'AccessDeniedException' || errorName === 'KMSKeyNotAccessibleFault' || state || keyStore ? 1 : 0);
