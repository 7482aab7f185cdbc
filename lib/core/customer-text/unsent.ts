/** After this time a copied reply that nobody recorded as sent is asked about, and not before: sending takes a while. */
export const ASK_WHETHER_SENT_AFTER_MS = 30 * 60_000;

/** Whether it is time to ask the person who copied a reply whether they sent it. */
export const asksWhetherSent = (copiedAt: Date, now: Date): boolean =>
  now.getTime() - copiedAt.getTime() >= ASK_WHETHER_SENT_AFTER_MS;

/** "You copied this reply 34 minutes ago." */
export function copiedAgoWords(copiedAt: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - copiedAt.getTime()) / 60_000));
  const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
  const ago =
    minutes < 120
      ? count(minutes, 'minute')
      : minutes < 48 * 60
        ? count(Math.floor(minutes / 60), 'hour')
        : count(Math.floor(minutes / (24 * 60)), 'day');
  return `You copied this reply ${ago} ago.`;
}
