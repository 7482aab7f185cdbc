/** The contact whom a text greets: the key administrator; null if there are several, because then nobody is greeted by name. */
export function greetedContact(contacts: readonly { role: string; name: string }[]): string | null {
  const admins = contacts.filter(({ role }) => role === 'key_admin');
  return admins.length === 1 ? (admins[0]?.name ?? null) : null;
}
