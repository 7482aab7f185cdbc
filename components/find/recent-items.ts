/** Something that was opened from "Find anything". */
export type RecentItem = { id: string; label: string; detail: string; href: string };

const STORED_AS = 'keydesk-recent-';
const MOST = 8;

const isRecent = (value: unknown): value is RecentItem =>
  typeof value === 'object' &&
  value !== null &&
  (['id', 'label', 'detail', 'href'] as const).every((name) => typeof Reflect.get(value, name) === 'string') &&
  String(Reflect.get(value, 'href')).startsWith('/');

/** What this person opened last in this browser, newest first. Signing out clears it, and so does another person's sign-in. */
export function recentItems(staffId: string): RecentItem[] {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(STORED_AS) && name !== `${STORED_AS}${staffId}`) localStorage.removeItem(name);
    const stored: unknown = JSON.parse(localStorage.getItem(`${STORED_AS}${staffId}`) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => isRecent(one)).slice(0, MOST) : [];
  } catch {
    // Where nothing may be stored, nothing is recent.
    return [];
  }
}

/** Puts something first among what was opened last. */
export function rememberItem(staffId: string, { id, label, detail, href }: RecentItem): void {
  try {
    const others = recentItems(staffId).filter((one) => one.id !== id);
    localStorage.setItem(
      `${STORED_AS}${staffId}`,
      JSON.stringify([{ id, label, detail, href }, ...others].slice(0, MOST)),
    );
  } catch {
    // The way back is a search then.
  }
}
