/** What the dialog says. */
export const FIND_WORDS = {
  recent: 'Opened last',
  commands: 'Pages and actions',
  otherCommands: 'Other pages and actions',
  searching: 'Searching…',
  more: 'there are more, type more',
  found: (n: number): string => `${n} found`,
  failed: 'Keydesk did not answer within 10 seconds. Nothing was found or changed. Type again to try again.',
  tooLong: 'This text is longer than 100,000 characters. Paste only the error, the policy or the ARNs.',
  checking: 'Checking the key. Its page shows the result.',
  checkFailed: 'The check could not be started because Keydesk did not answer. Press “Check now” on the page.',
} as const;
