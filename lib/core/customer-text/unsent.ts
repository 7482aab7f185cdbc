/** After this time a copied reply that nobody recorded as sent is asked about, and not before: sending takes a while. */
export const ASK_WHETHER_SENT_AFTER_MS = 30 * 60_000;

/**
 * Whether it is time to ask whether a reply was sent: whoever copied it has half an hour to send it.
 * @param by who copied it, where that isn't the person who is asked
 */
export const asksWhetherSent = (copiedAt: Date, by: string | null, now: Date): boolean =>
  by !== null || now.getTime() - copiedAt.getTime() >= ASK_WHETHER_SENT_AFTER_MS;

/** For so long others are told that somebody copied a reply. After that only the key's page says it. */
export const COPY_SHOWN_FOR_MS = 24 * 3_600_000;

function agoWords(at: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - at.getTime()) / 60_000));
  const count = (n: number, unit: string): string => `${n} ${unit}${n === 1 ? '' : 's'} ago`;
  if (minutes === 0) return 'less than a minute ago';
  if (minutes < 120) return count(minutes, 'minute');
  return minutes < 48 * 60 ? count(Math.floor(minutes / 60), 'hour') : count(Math.floor(minutes / (24 * 60)), 'day');
}

/**
 * What is asked of whoever has to say it: "You copied this reply 34 minutes ago. Did you send it?"
 * @param by who copied it, where that is somebody else: the reply was handed over, or is the team’s
 */
export const whetherSentWords = (copiedAt: Date, by: string | null, now: Date): string =>
  by === null
    ? `You copied this reply ${agoWords(copiedAt, now)}. Did you send it?`
    : `${by} copied this reply ${agoWords(copiedAt, now)} and didn’t record whether it was sent. Find out, then record it here.`;

/**
 * What everybody else must know before they answer the same customer: "Priya copied the reply 12 minutes ago, ask them
 * before you answer".
 * @param keys about how many keys the row is: of several, some may have another reply
 */
export const copiedByOtherWords = ({ by, at }: { by: string; at: Date }, keys: number, now: Date): string =>
  `${by} copied ${keys === 1 ? 'the' : 'a'} reply ${agoWords(at, now)}, ask them before you answer`;
