import { TEXT_BLOCK_WORDS } from '#lib/core/customer-text/text-input.ts';

/** Why a key was not checked, for the person who asked. */
export const CHECK_REFUSAL_WORDS = {
  not_found: 'This key is no longer registered.',
  retired: 'This key is retired and no longer checked.',
  ownership_unproven:
    'It’s not proven that the key’s AWS account belongs to the customer, so we can’t check the key. Record the proof first.',
} as const satisfies Record<string, string>;

/** Why the keys of a customer were not checked together. */
export const CHECK_ALL_REFUSAL_WORDS = {
  not_found: 'This customer is no longer registered.',
  no_keys: 'This customer has no key that we may check: none is registered, or ownership isn’t proven.',
  running: 'The keys are being checked now. Wait until all of them are checked.',
} as const satisfies Record<string, string>;

/** Why an encrypt/decrypt test was not run. */
export const PROVE_REFUSAL_WORDS = {
  ...CHECK_REFUSAL_WORDS,
  asked_just_now: 'We called KMS for this key within the last 15 seconds. Try again in a moment.',
  released: 'This key is released: nothing of ours uses it any more, so we only watch it with DescribeKey.',
  superseded:
    'The key was changed or checked again during the test. Nothing was saved. Review the page, then try again.',
} as const satisfies Record<string, string>;

/** Why a reply to a customer was not copied. */
export const COPY_TEXT_REFUSAL_WORDS = {
  not_found: 'This key is no longer registered.',
  ...TEXT_BLOCK_WORDS,
} as const satisfies Record<string, string>;

/** Why an edited reply was not copied, before the reasons. */
export const EDIT_REFUSED_WORDS = 'The edited reply was not copied:';
export const CHANGED_MEANWHILE_WORDS =
  'Nothing was copied. The facts in the reply changed while you edited it. Compare it with the new text, then copy again:';

/** Why it was not recorded whether a reply was sent. */
export const SENT_REFUSAL_WORDS = {
  no_such_text: 'This text no longer exists.',
  already_answered: 'Somebody already recorded whether this text was sent.',
  in_the_future: 'This time has not come yet. Enter when it was sent, in UTC.',
  before_the_copy: 'The text was copied after this time. Enter when it was sent, in UTC.',
  secret_in_to: 'This looks like a secret. Say to whom it was sent.',
} as const satisfies Record<string, string>;

/** Why it was not recorded that our own side was checked. */
export const OUR_SIDE_CHECKED_REFUSAL_WORDS = {
  no_incident: 'There is no incident in this region anymore, so there is nothing to record.',
} as const satisfies Record<string, string>;

/** Why an error from production was not closed. */
export const CLOSE_ERROR_REFUSAL_WORDS = {
  not_open: 'Somebody else closed this error in the meantime.',
} as const satisfies Record<string, string>;

const SUPERSEDED =
  'Someone else changed this staff member in the meantime. The page shows the change: review it, then try again.';
const NO_SUCH_STAFF = 'This staff member no longer exists.';

/** Why a staff member was not disabled. */
export const DISABLE_REFUSAL_WORDS = {
  not_found: NO_SUCH_STAFF,
  yourself: 'You can’t disable yourself. Another admin can.',
  last_admin: 'This is the last enabled admin. Without one, nobody could enable staff again.',
  already_disabled: 'This staff member is already disabled.',
  superseded: SUPERSEDED,
} as const satisfies Record<string, string>;

/** Why a staff member was not enabled. */
export const ENABLE_REFUSAL_WORDS = {
  not_found: NO_SUCH_STAFF,
  already_enabled: 'This staff member is already enabled.',
  superseded: SUPERSEDED,
} as const satisfies Record<string, string>;
