import type { AccountProof, ContactRole, VerifyChannel } from './customer.ts';

/** A contact's role. */
export const CONTACT_ROLE_WORD = {
  key_admin: 'key administrator',
  security: 'security',
  account_executive: 'account executive',
  billing: 'billing',
} as const satisfies Record<ContactRole, string>;

/** How a contact was verified. */
export const VERIFY_CHANNEL_WORD = {
  phone: 'by phone',
  video_call: 'in a video call',
  in_person: 'in person',
  signed_letter: 'by a signed letter',
} as const satisfies Record<VerifyChannel, string>;

/** How we know that an AWS account is the customer’s. */
export const ACCOUNT_PROOF_WORD = {
  vendor_record: 'our records',
  description_token: 'a one-time code in the description of a key',
  support_case: 'a support case from the account',
  ciphertext: 'a one-time code that was encrypted with a key of the account',
  exception: 'an approver’s exception',
} as const satisfies Record<AccountProof, string>;

/** ISO weekdays: 1 is Monday. */
export const WEEKDAY_WORD: Readonly<Record<number, string>> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
};

/** Working days as people write them: "Monday to Friday", "Sunday to Thursday", "Monday, Wednesday". */
export function workingDaysWords(days: readonly number[]): string {
  const known = [...new Set(days)].toSorted((one, other) => one - other);
  const first = known.find((day) => !known.includes(day === 1 ? 7 : day - 1));
  if (known.length === 7) return 'every day';
  const row = first === undefined ? [] : known.map((_, index) => ((first - 1 + index) % 7) + 1);
  const words = (day: number | undefined): string => WEEKDAY_WORD[day ?? 0] ?? '';
  if (known.length >= 3 && row.every((day) => known.includes(day))) return `${words(row[0])} to ${words(row.at(-1))}`;
  return known.map(words).join(', ');
}
