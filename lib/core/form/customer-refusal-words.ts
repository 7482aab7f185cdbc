import type { SimilarCustomer } from '#lib/core/customer/customer-facts.ts';

/** Why a name or an external id was refused, and at which field that is shown. */
export const NAME_REFUSAL = {
  similar: {
    field: 'name',
    words: 'Customers of ours look like this one. Use one of them, or say that yours is another customer.',
  },
  same_name: { field: 'name', words: 'A customer of ours has this name.' },
  only_invisible: {
    field: 'name',
    words: 'A customer of ours has this name: only characters that nobody can see differ. Use that customer.',
  },
  external_id_taken: { field: 'externalId', words: 'A customer of ours has this external ID.' },
} as const satisfies Record<string, { field: 'name' | 'externalId'; words: string }>;

export type NameProblem = keyof typeof NAME_REFUSAL;

/** Whether a customer was refused because of another one, who is shown then. */
export const isNameProblem = (reason: string): reason is NameProblem => Object.hasOwn(NAME_REFUSAL, reason);

/** The answer to a form with a customer's facts: saved, or the customers that may be meant. */
export type SavedCustomer =
  { saved: true; customerId: string } | { saved: false; problem: NameProblem; similar: readonly SimilarCustomer[] };

const NOT_FOUND = 'This customer is no longer registered.';
const SUPERSEDED =
  'Someone else changed this customer in the meantime. What you typed is kept, and the page shows the change: review it, then try again.';

/** Why a provider was refused. */
export const PROVIDER_REFUSAL_WORDS = {
  provider_unknown: 'No customer has this name. Add the provider as a customer first, or correct the name.',
  provider_itself: 'A customer can’t be their own provider. Leave the field empty if they hold their keys themselves.',
  provider_is_client: 'This customer’s keys are held by the customer you edit, so they can’t hold theirs.',
  provider_in_use:
    'The provider holds keys that protect this customer’s workspaces. The provider can change once those keys are released.',
} as const satisfies Record<string, string>;

/** Why a change of a customer was refused because of the page it came from. */
export const STALE_CUSTOMER_WORDS = { not_found: NOT_FOUND, superseded: SUPERSEDED } as const satisfies Record<
  string,
  string
>;

/** Why a workspace was not added. */
export const WORKSPACE_REFUSAL_WORDS = {
  ...STALE_CUSTOMER_WORDS,
  region_not_hosted: 'We host no customers in this region.',
  unsafe_name:
    'This name can’t go into a text for the customer: it has hidden characters, an angle bracket, an ARN or an account, or begins like a formula or a command.',
  workspace_exists: 'This customer has a workspace of that name in this region.',
} as const satisfies Record<string, string>;

/** Why a change of a contact was refused. */
export const CONTACT_REFUSAL_WORDS = {
  ...STALE_CUSTOMER_WORDS,
  no_contact: 'This contact is none of this customer’s.',
  contact_left: 'This contact has left. Add the person again if they are back.',
} as const satisfies Record<string, string>;

/** Why a mark of an AWS account was not set. */
export const ACCOUNT_REFUSAL_WORDS = {
  ...STALE_CUSTOMER_WORDS,
  not_bound: 'This AWS account is no longer on record as this customer’s.',
  already_shared: 'This AWS account is already marked as shared.',
} as const satisfies Record<string, string>;
