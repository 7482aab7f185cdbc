/** What every page says of "Find anything". The rest is fetched with the dialog. */
export const OPENER_WORDS = {
  title: 'Find anything',
  button: 'Find',
  shortcut: 'Ctrl K',
  placeholder: 'Customer, ARN, account, ticket, or paste an error…',
  notOpened: 'Find anything could not be opened because Keydesk did not answer. Try again, or reload the page.',
} as const;
