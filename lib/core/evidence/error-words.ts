import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import type { DenialSource } from '#lib/core/probe/report.ts';
import { neededBy } from './calling-service.ts';
import { isSeenToBeOurs } from './evidence-source.ts';
import { BY_KEY_STORE, BY_STATE, NOT_FOUND, saidByName, type Said } from './error-name-words.ts';
import { isGrantAction, kmsActionOf } from './kms-actions.ts';

/** What an error says in words for staff: its meaning, whose action is next and how sure that is. */
export type ErrorWords = {
  means: string;
  nextAction: string;
  /** The service that passed KMS's error on, or null. */
  through: string | null;
};

const OURS = 'Us, confirmed: the policy belongs to our side.';
/** The caller may be anybody, such as a user of the customer, whose own policies these would be (H12). */
const OURS_IF_WE_CALLED =
  'Us, likely: such a policy belongs to the caller’s side. The text does not show whether the caller was ours.';
const BY_SOURCE = {
  cross_account_catch_all: {
    means:
      'KMS refused the call. For a caller of another account, this one sentence covers a missing Allow, a Deny, and a key that does not exist. It proves none of them.',
    nextAction: 'Customer, likely: the key policy is the first place to look. Our permission tests narrow it down.',
  },
  identity_policy: { means: 'The IAM policy of our own role or user does not allow the call.', nextAction: OURS },
  permissions_boundary: { means: 'A permissions boundary of our own role or user refuses the call.', nextAction: OURS },
  session_policy: { means: 'The policy of our own session refuses the call.', nextAction: OURS },
  service_control_policy: {
    means: 'A service control policy refuses the call. It binds the principals of its own organization, which is ours.',
    nextAction: OURS,
  },
  vpc_endpoint_policy: { means: 'The policy of our own VPC endpoint refuses the call.', nextAction: OURS },
  resource_control_policy: {
    means: 'A resource control policy of the organization that owns the key refuses the call.',
    nextAction: 'Customer, likely: the administrators of their organization must exempt our account.',
  },
  resource_policy: {
    means: 'The key policy has no Allow for this call.',
    nextAction: 'Customer, likely: add the permission to the statement for our account.',
  },
  not_found: NOT_FOUND,
  unrecognised: {
    means: 'KMS refused the call and names no policy.',
    nextAction: 'Unclear until our tests narrow it down.',
  },
} as const satisfies Record<DenialSource, Said>;

const DENY = {
  means: 'A Deny in the key policy refuses the call. An added Allow does not help.',
  nextAction: 'Customer, confirmed by the message: change the Deny in the key policy.',
};
const DENY_OF_SOMEBODY =
  'Customer, likely: compare the Deny in the key policy with our calls. The text does not show who called.';
/** A Deny in a policy of another kind than the key policy: the same owner, and another repair than a missing Allow. */
const byDeny = ({ means, nextAction }: Said): Said => ({
  means: `${means} The text names an explicit Deny, so an added Allow does not help.`,
  nextAction,
});
const NO_POLICY_NAMED = {
  means: 'KMS refused the call. The text does not say which policy decided.',
  nextAction: 'Unclear until our tests narrow it down.',
};

/** What the console's statement calls the permissions that belong together. */
const PATTERN_OF: Readonly<Record<string, string>> = {
  ReEncryptFrom: 'ReEncrypt*',
  ReEncryptTo: 'ReEncrypt*',
  GenerateDataKey: 'GenerateDataKey*',
  GenerateDataKeyWithoutPlaintext: 'GenerateDataKey*',
};

const RECREATED_ROLE: Said = {
  means: `${BY_SOURCE.cross_account_catch_all.means} Here it is the function’s role that was refused.`,
  nextAction:
    'Us, likely: if the function’s role was re-created, set it on the function again, because a grant does not pass to the new role. Then the key policy.',
};

const isForGrants = (action: string | null): boolean => {
  const permission = kmsActionOf(action ?? '');
  return permission !== null && isGrantAction(permission);
};
const isNeeded = (action: string | null): boolean =>
  action === null || (REQUIRED_ACTIONS as readonly string[]).includes(action) || isForGrants(action);

/** A role that was re-created has no grant, and the credentials of the old one are no longer valid. */
const isOfRecreatedRole = ({ deniedBy, errorName, otherErrors = [], service }: ProductionError): boolean =>
  service === 'Lambda' &&
  (deniedBy === 'cross_account_catch_all' || [errorName, ...otherErrors].includes('UnrecognizedClientException'));

function denialSaid(error: ProductionError): Said {
  const { deniedBy, explicitDeny, action } = error;
  if (deniedBy === 'resource_policy' && explicitDeny === true)
    return isSeenToBeOurs(error) ? DENY : { ...DENY, nextAction: DENY_OF_SOMEBODY };
  if (deniedBy === 'resource_policy' && action !== null)
    return { ...BY_SOURCE.resource_policy, nextAction: toAdd(action) };
  const said = notKeyPolicySaid(error);
  return explicitDeny === true ? byDeny(said) : said;
}

function notKeyPolicySaid(error: ProductionError): Said {
  const { deniedBy } = error;
  if (deniedBy === null || deniedBy === undefined) return NO_POLICY_NAMED;
  const said = BY_SOURCE[deniedBy];
  return said.nextAction === OURS && !isSeenToBeOurs(error)
    ? {
        means: said.means.replace('our own', 'the caller’s').replace(', which is ours', ''),
        nextAction: OURS_IF_WE_CALLED,
      }
    : said;
}

/** Which permission the customer is to add, and how. */
function toAdd(action: string): string {
  if (isForGrants(action))
    return `Customer, likely: add the statement for grants (kms:CreateGrant, kms:ListGrants and kms:RevokeGrant) with the condition kms:GrantIsForAWSResource. AWS services such as RDS, EBS and AWS Backup need it to use the key for us.`;
  const who = isNeeded(action) ? 'Customer, likely' : 'Customer, only if they want to';
  return `${who}: add kms:${PATTERN_OF[action] ?? action} to the statement for our account.`;
}

function said(error: ProductionError): Said {
  if (isOfRecreatedRole(error)) return RECREATED_ROLE;
  if (error.keyStore !== undefined) return BY_KEY_STORE[error.keyStore];
  if (error.errorName === 'AccessDeniedException') return denialSaid(error);
  if (error.state) return BY_STATE[error.state];
  return saidByName(error.errorName);
}

/** What an error from production says, for staff. */
export function errorWords(error: ProductionError): ErrorWords {
  const { means, nextAction } = said(error);
  const { service = null, operation, action } = error;
  const needs = operation === undefined || action !== null ? null : neededBy(operation);
  const named = operation === undefined ? service : `${service} ${operation}`;
  const through = needs === null ? named : `${named}, which needs ${needs}`;
  const isUnneeded = error.errorName === 'AccessDeniedException' && !isNeeded(action);
  return { means: isUnneeded ? `${means} Backups don’t need kms:${action}.` : means, nextAction, through };
}
