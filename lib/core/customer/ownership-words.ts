import type { OwnershipAnswer, OwnershipProof } from '#lib/core/customer/customer.ts';
import type { CiphertextAnswer } from '#lib/core/customer/ownership.ts';

/** The last answer about an unproven key, for staff. It says nothing about the key's state or permissions (H16). */
export const OWNERSHIP_ANSWER_WORDS = {
  seen: 'We saw the code in the key’s description.',
  not_seen: 'We read the key’s description. It shows none of the open codes.',
  not_readable: 'Our account could not read this key.',
  could_not_check: 'We could not check: AWS gave no answer, or the cause is on our side. We ask again.',
} as const satisfies Record<OwnershipAnswer, string>;

/** The only fact about an unproven key that may be sent besides that its proof is missing (H16). `at` is in words. */
export const couldNotReadWords = (at: string): string => `Our account could not read this key at ${at}.`;

/**
 * Why our account usually can't read a key that is new to us, for staff and customers. AWS gives one answer for all of
 * them, so the list is always the whole one and names no cause (H16).
 */
export const USUAL_REASONS: readonly string[] = [
  'The key policy does not name our account yet, or names our account of another region.',
  'The key policy names our account, but without the action kms:DescribeKey.',
  'The ARN is not exactly the key’s: another region, another account, or a character that is missing.',
  'The change of the key policy is only minutes old. AWS needs a moment.',
  'A condition in the key policy, or a resource control policy of the organization, excludes our account.',
  'The key does not exist anymore.',
];

/** How a key was proven to be its holder's. */
export const OWNERSHIP_PROOF_WORDS = {
  account: 'by its AWS account, which was proven before',
  description_code: 'by a one-time code in the key’s description',
  ciphertext: 'by a one-time code encrypted with the key',
  exception: 'by an approver’s exception',
} as const satisfies Record<OwnershipProof, string>;

/** Whom a ciphertext proves, for the form. */
export const CIPHERTEXT_PROVES =
  'It proves that it comes from somebody who may encrypt with this key, and nothing more. It changes nothing on the customer’s side.';

/** What to do about a ciphertext that proved nothing. */
export const CIPHERTEXT_ANSWER_WORDS = {
  other_text:
    'The key decrypted this, but it contains something else than the code. Ask the customer to run the command again, unchanged.',
  not_decryptable:
    'This can’t be decrypted with this key and any open code of the setup. Ask the customer to run the command again, unchanged, with this key’s ARN and the latest code.',
  denied:
    'AWS doesn’t let our account decrypt with this key, so we can’t tell. Ask the customer to add our statements to the key policy first.',
  could_not_check: 'We could not check it: AWS gave no answer, or the cause is on our side. Try again in a minute.',
} as const satisfies Record<Exclude<CiphertextAnswer['answer'], 'proven'>, string>;

/** Why a key's account no longer covers it. */
export const ACCOUNT_SHARED_REASON =
  'The key’s AWS account was proven for another holder too, so it no longer shows whose key this is.';
