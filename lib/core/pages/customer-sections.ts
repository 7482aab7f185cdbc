/** The sections of a customer's page in their order, each with the letter that leads to it. The id is its name in the address. */
export const CUSTOMER_SECTIONS = [
  { id: 'keys', letter: 'k', title: 'Keys' },
  { id: 'reply', letter: 'r', title: 'Reply' },
  { id: 'tickets', letter: 't', title: 'Tickets' },
  { id: 'restore', letter: 'b', title: 'Restore' },
  { id: 'roles', letter: 'o', title: 'Roles' },
  { id: 'setups', letter: 's', title: 'Setups' },
  { id: 'replacements', letter: 'm', title: 'Replacements' },
  { id: 'departures', letter: 'd', title: 'Departures' },
  { id: 'facts', letter: 'f', title: 'Facts' },
  { id: 'workspaces', letter: 'w', title: 'Workspaces' },
  { id: 'contacts', letter: 'c', title: 'Contacts' },
  { id: 'accounts', letter: 'a', title: 'Accounts' },
  { id: 'notes', letter: 'n', title: 'Notes' },
  { id: 'texts', letter: 'x', title: 'Texts' },
  { id: 'history', letter: 'h', title: 'History' },
] as const satisfies readonly { id: string; letter: string; title: string }[];
