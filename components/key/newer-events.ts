type Events<Item> = { events: readonly Item[]; after: string | null };

/**
 * The latest events in front of those that were read before. If none of the latest is known, some in between are missing:
 * then only the latest are shown, and the others can be read again.
 */
export function withNewer<Item extends { id: string }>(
  latest: Events<Item>,
  before: Events<Item> | null,
): Events<Item> {
  if (before === null) return latest;
  const known = new Set(before.events.map(({ id }) => id));
  const newer = latest.events.filter(({ id }) => !known.has(id));
  if (newer.length === latest.events.length && newer.length > 0) return latest;
  return { events: [...newer, ...before.events], after: before.after };
}
