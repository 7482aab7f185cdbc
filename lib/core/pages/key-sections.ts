/**
 * The sections of a key's page in their order, each with the letter that leads to it. A section's id is its name in the
 * address. `always`: it is also there while ownership is unproven (H16).
 */
export const KEY_SECTIONS = [
  { id: 'next', letter: 'n', title: 'Next' },
  { id: 'reply', letter: 'r', title: 'Reply' },
  { id: 'permissions', letter: 'p', title: 'Permissions' },
  { id: 'why', letter: 'w', title: 'Why' },
  { id: 'dates', letter: 'd', title: 'Dates' },
  { id: 'history', letter: 'h', title: 'History' },
  { id: 'rotation', letter: 'o', title: 'Rotation' },
  { id: 'evidence', letter: 'e', title: 'Evidence' },
  { id: 'keys', letter: 'k', title: 'Other keys', always: true },
  { id: 'contacts', letter: 'c', title: 'Contacts', always: true },
  { id: 'notes', letter: 's', title: 'Notes', always: true },
  { id: 'facts', letter: 'f', title: 'Facts', always: true },
  { id: 'timeline', letter: 't', title: 'Timeline' },
] as const satisfies readonly { id: string; letter: string; title: string; always?: true }[];
