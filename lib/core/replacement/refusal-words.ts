const STALE =
  'Somebody else changed this request in the meantime. What you typed is still here: review the page, then send it again.';
const REQUEST = { not_found: 'There is no such request.', stale: STALE } as const;
const LINE = {
  ...REQUEST,
  no_such_line: 'This workspace is not part of the request.',
  too_late: 'This workspace is switched or the request has ended, so nothing of it is changed any more.',
} as const;
const UNSAFE_NAME =
  'The name of who asked can’t go into a text for the customer: it has hidden characters, an angle bracket, an ARN or an account, or begins like a formula or a command. Correct it.';
const NO_SUCH_CONTACT = 'This contact is not one of the customer’s any more. Choose another one.';

/** Why a request was not started. */
export const START_REPLACEMENT_REFUSAL_WORDS = {
  no_workspace: 'Choose at least one workspace.',
  no_active_key: 'One of these workspaces has no active key. A first key is set up, not replaced.',
  too_many: 'At most 50 workspaces in one request.',
  workspace_leaves: 'One of these workspaces is leaving. Withdraw its departure first.',
  replaced_already: 'One of these workspaces is in a replacement that is not finished. Open that one.',
  no_such_contact: NO_SUCH_CONTACT,
  unsafe_name: UNSAFE_NAME,
} as const satisfies Record<string, string>;

export const EDIT_REPLACEMENT_REFUSAL_WORDS = {
  ...REQUEST,
  no_such_contact: NO_SUCH_CONTACT,
  unsafe_name: UNSAFE_NAME,
} as const satisfies Record<string, string>;

export const TAKE_OVER_REFUSAL_WORDS = {
  ...REQUEST,
  yours_already: 'This request is yours already.',
} as const satisfies Record<string, string>;

/** Why a new key was not taken in. What is wrong with the paste itself has words of its own. */
export const NEW_KEY_REFUSAL_WORDS = {
  ...LINE,
  same_key:
    'This is the key that is in use already. A rotation of its key material needs nothing from us: the rotation history shows it.',
  released_key:
    'This key was released, and its owner was told that nothing needs it. Ask the customer for a new key, or what they know of this one.',
  no_provider: 'This customer has no service provider. Add it on the customer’s page.',
  key_held_by_provider:
    'The service provider of this customer holds this key. Choose the service provider as the one whose AWS account has it.',
  key_held_by_another_customer:
    'Another customer holds this key. Ask this customer for the ARN of their own key, and do not name the other customer.',
  shared_key_needs_approver: 'Another customer of the same holder uses this key. An approver has to take it in.',
} as const satisfies Record<string, string>;

/** Why nothing was tested. */
export const TEST_LINE_REFUSAL_WORDS = {
  ...LINE,
  no_new_key: 'The customer has not sent the new key.',
  ownership_unproven: 'It is not proven that the customer holds the new key, so nothing is tested or shown (H16).',
} as const satisfies Record<string, string>;

export const CONFIRM_ACCOUNT_REFUSAL_WORDS = {
  ...LINE,
  no_new_key: 'The customer has not sent the new key.',
  no_such_contact: NO_SUCH_CONTACT,
  contact_left: 'A verified contact of this customer may confirm it. Ask them first.',
  contact_too_new:
    'This contact doesn’t count: it must have been verified at least 14 days before the request, by somebody other than who started it, and not be an account executive.',
} as const satisfies Record<string, string>;

export const OVERRIDE_REFUSAL_WORDS = {
  ...LINE,
  no_new_key: 'The customer has not sent the new key.',
  old_key_usable: 'The old key is usable, so there is nothing to decide.',
  overridden_already: 'Somebody has decided this already.',
} as const satisfies Record<string, string>;

export const ASK_REFUSAL_WORDS = {
  ...LINE,
  asked_already: 'Somebody asked within the last hour.',
  not_waiting: 'This workspace is not waiting for an approval.',
} as const satisfies Record<string, string>;

export const APPROVE_REFUSAL_WORDS = {
  ...LINE,
  not_waiting: 'This workspace is not waiting for an approval.',
  wrong_characters:
    'These are not the last 8 characters of the new key’s id. Read them from the ARN that the customer sent.',
  window_in_the_past: 'The window must end later than it begins, and later than now.',
  window_too_long: 'The window must end within 14 days.',
} as const satisfies Record<string, string>;

export const SWITCH_REFUSAL_WORDS = {
  ...LINE,
  not_approved: 'This workspace is not approved, or not any more.',
  not_checked:
    'Nothing was switched: one of the keys has no full check of this moment. AWS gave no answer, or a scheduled check asked less than 15 seconds ago. Try again in 15 seconds.',
  before_window: 'Nothing was switched: the approved window has not begun.',
  workspace_leaves: 'Nothing was switched: this workspace is leaving. Withdraw its departure first.',
} as const satisfies Record<string, string>;

export const FOLLOW_REFUSAL_WORDS = {
  ...LINE,
  not_switched: 'This workspace is not switched, or the step before is missing.',
  recorded_already: 'This was recorded already.',
  another_key: 'This backup used another key. Look at our product at once: it may use the wrong key.',
  in_the_future: 'This time is in the future.',
  before_switch: 'This time is before the switch.',
} as const satisfies Record<string, string>;

export const END_LINE_REFUSAL_WORDS = {
  ...LINE,
  nothing_to_reject: 'The customer has not sent a key, so there is nothing to reject. Withdraw the request instead.',
} as const satisfies Record<string, string>;

export const REOPEN_REFUSAL_WORDS = {
  ...LINE,
  not_ended: 'This workspace was not rejected or withdrawn.',
  no_active_key: 'The old key is not the active key of this workspace any more.',
  replaced_already: 'This workspace is in another replacement that is not finished. Open that one.',
} as const satisfies Record<string, string>;

export const ROLL_BACK_REFUSAL_WORDS = {
  ...LINE,
  not_switched: 'This workspace is not switched.',
  old_key_gone: 'The old key is not kept for this workspace any more.',
  old_key_unproven: 'It is no longer proven that the customer holds the old key, so nothing goes back to it (H16).',
  old_key_unusable:
    'The old key is unusable, so every new backup would fail with it. The customer must make it usable first.',
} as const satisfies Record<string, string>;

export const REPLACEMENT_TEXT_REFUSAL_WORDS = {
  ...REQUEST,
  not_yet: 'This text does not fit any workspace of this request now.',
  text_not_allowed: 'This text can’t be sent as it is. The page says which word is in the way.',
  no_such_text: 'There is no such text, or it was recorded as told already.',
  in_the_future: 'This time is in the future.',
} as const satisfies Record<string, string>;

/** Why something was refused in one sentence, with what is missing. */
export const missingWords = (what: string, missing: readonly string[]): string => `${what} ${missing.join(' ')}`;
