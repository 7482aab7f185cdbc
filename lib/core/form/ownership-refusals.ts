import { CIPHERTEXT_ANSWER_WORDS } from '#lib/core/customer/ownership-words.ts';

const HELD =
  'Another customer holds this key. The page names them. Do not tell either customer about the other: find out who owns the AWS account.';

/** Why a key was not proven. */
const PROVE_WORDS = {
  not_found: 'This key is no longer registered.',
  retired: 'This key is retired, so there is nothing to prove.',
  already_proven: 'The ownership of this key is proven already.',
  key_held_by_another_customer: HELD,
} as const satisfies Record<string, string>;

const ASKED_JUST_NOW = 'We asked AWS about this key within the last 15 seconds. Try again in a moment.';
const SUPERSEDED = 'Somebody else proved this key, or its code was used, in the meantime. Review the page.';

/** Why nobody starts a check of a key whose proof was withdrawn. */
export const CHECK_WITHDRAWN_WORDS =
  'The proof of ownership was withdrawn. The scheduler goes on checking the key, but nothing about it is shown until its ownership is proven again.';

/** Why AWS was not asked for the code in a key's description. */
export const CHECK_OWNERSHIP_REFUSAL_WORDS = {
  ...PROVE_WORDS,
  asked_just_now: ASKED_JUST_NOW,
  superseded: SUPERSEDED,
} as const satisfies Record<string, string>;

/** Why a pasted ciphertext proved nothing. */
export const CIPHERTEXT_REFUSAL_WORDS = {
  ...CHECK_OWNERSHIP_REFUSAL_WORDS,
  ...CIPHERTEXT_ANSWER_WORDS,
  not_a_ciphertext:
    'This is no ciphertext as the AWS CLI prints it: letters, digits, plus, slash and equals signs. Paste all of it and nothing else.',
  no_open_code:
    'There is no open code for this key. Make one in its setup, or let the last one last longer, and send it.',
} as const satisfies Record<string, string>;

/** Why an approver's exception was not recorded. */
export const EXCEPT_REFUSAL_WORDS = { ...PROVE_WORDS, code_used: SUPERSEDED } as const satisfies Record<string, string>;

/** Why a proof of ownership was not withdrawn. */
export const WITHDRAW_REFUSAL_WORDS = {
  not_found: PROVE_WORDS.not_found,
  retired: 'This key is retired: nothing about it is shown or sent any more.',
  not_proven: 'The ownership of this key is not proven, or the proof was withdrawn in the meantime.',
} as const satisfies Record<string, string>;
