/** "by Sat 14 Mar 2026 10:15 UTC", as `instantWords` gives it. */
const BY = String.raw`(?:[A-Z][a-z]{2} )?(\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}) UTC`;
/** What replies promise, also as a person may have changed it. */
const PROMISES = [
  new RegExp(String.raw`\bwe(?: will|['’]ll) write to you(?: again)? by ${BY}`, 'gi'),
  new RegExp(String.raw`\bby ${BY}[^.]*?, we(?: will|['’]ll) write to you by then\b`, 'gi'),
];

/** By when a text promises that we write again: the earliest time that it names; null where it names none. */
export function promisedIn(text: string): Date | null {
  const times = PROMISES.flatMap((promise) =>
    [...text.matchAll(promise)].map(([, at = '']) => Date.parse(`${at} UTC`)),
  ).filter((ms) => !Number.isNaN(ms));
  return times.length === 0 ? null : new Date(Math.min(...times));
}

/** The same text without the times by which it promises to write: they move with each quarter of an hour. */
export const withoutPromises = (text: string): string =>
  PROMISES.reduce((left, promise) => left.replaceAll(promise, ''), text);

/** The line over what a reply about several keys says of one of them, as `combinedText` makes it. */
const SECTION = /^Key \d+ of \d+, (arn:\S+):$/m;

/**
 * By when a sent text promises to write again, for each of its keys that it promises it of. In a reply about several keys a
 * promise below a key's line is about this key, and one before the first line is about all of them.
 */
export function promisesOf<Key extends { arn: string }>(
  body: string,
  keys: readonly Key[],
): { key: Key; promisedFor: Date }[] {
  const [toAll = '', ...sections] = body.split(SECTION);
  const ofKey = new Map(sections.flatMap((arn, n) => (n % 2 === 0 ? [[arn, sections[n + 1] ?? ''] as const] : [])));
  return keys.flatMap((key) => {
    const promisedFor = promisedIn(`${toAll}\n${ofKey.get(key.arn) ?? ''}`);
    return promisedFor === null ? [] : [{ key, promisedFor }];
  });
}

/** So long before its time a promise needs somebody: a new check and a reply take some minutes. */
export const PROMISE_NEAR_MS = 30 * 60_000;

/** Whether the customer must be written to now, because the promised time is near or has passed. */
export const isDue = (promisedFor: Date, now: Date): boolean =>
  promisedFor.getTime() - now.getTime() <= PROMISE_NEAR_MS;
