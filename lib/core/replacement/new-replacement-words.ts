import type { ReplacementSource } from './replacement.ts';

/** Above the form: most who ask about rotation need none of it. */
export const ROTATION_NEEDS_NOTHING =
  'Automatic and on-demand rotation keep the key and its ARN. They need nothing from us and no request: the rotation history on the key’s page shows them. Start a replacement only for a new key with a new ARN.';

/** How a request began, as staff choose it. */
export const SOURCE_WORD: Readonly<Record<ReplacementSource, string>> = {
  announced: 'The customer announced it',
  noticed: 'We noticed it',
};
export const SOURCE_HINT =
  'We noticed it: the customer’s evidence names another key, or the old key is out of use and they say that another key replaces it.';

/** Why a workspace can't be chosen. */
export const IN_REPLACEMENT_ALREADY = 'It is in a replacement that isn’t switched yet, or not acknowledged.';
export const LEAVES_ALREADY = 'It is leaving. Withdraw its departure first.';

export const NO_ACTIVE_KEY_WORDS =
  'No workspace of this customer has an active key. A first key is set up, not replaced.';
export const NONE_TO_CHOOSE = 'None of these workspaces can be chosen now.';

/** Beside the name of a contact in the list of who asked. */
export const CONTACT_VERIFIED_WORD = { yes: 'verified', no: 'not verified' } as const;

/** Leads from a key to the form. */
export const KEY_IS_REPLACED = 'Start a replacement, if another key replaces this one';
/** Beside evidence, before the link to the form. */
export const OTHER_KEY_ASK = {
  out_of_use: 'This key is out of use. If another key replaces it:',
  named: 'This names another key. If that key replaces this one:',
} as const;
export const START_REPLACEMENT = 'Start a replacement';

/** What a key is in a request. */
export const AS_OLD_KEY = 'as the old key';
export const AS_NEW_KEY = 'as the new key';
