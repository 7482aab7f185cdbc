/** What Keydesk knows of the key's dates: an edited text names no other, and has no other deadline (H27). */
export type OwnDates = {
  /** The instants that Keydesk knows of the key. */
  known: readonly Date[];
  /** When something happens to the key, as its page shows it; null for nothing. */
  deadlineAt: Date | null;
  now: Date;
};

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY_FIRST = new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?\.?,? (?:of )?${MONTH}\b(?:\.?,? (\d{4}))?`, 'gi');
const MONTH_FIRST = new RegExp(String.raw`\b${MONTH}\.? (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`, 'gi');
const ISO_DAY = /\b(\d{4})-(\d\d)-(\d\d)(?!\d)/g;
/** Which of the two numbers is the month, nobody can tell. "24/7" is no day. */
const NUMERIC_DAY =
  /(?<![\d./-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|[./-]\d)|(?<![\d./-])\d{4}([./])\d{1,2}\2\d{1,2}(?!\d)|(?<![\d./-])(?!24\/7)\d{1,2}\/\d{1,2}(?![\d/])/g;
const COUNT =
  '(?:\\d+|an?|the|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|few|couple of)(?:-(?:two|four|six|eight))?';
const UNIT = '(?:minute|min|hour|hr|day|week|wk|month)s?|h|d';
const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day';
/** A deadline without a date. */
const LOOSE_DEADLINE = new RegExp(
  [
    String.raw`\b(?:by|until|till|before|no later than|not later than|due) (?:the )?(?:end of |close of )?(?:the |next |this |coming )*(?:tomorrow|tonight|today|noon|midnight|${WEEKDAY}|weekend|business|play|day|week|month|quarter|eod|cob|\d{1,2}[./-]\d{1,2}|\d{1,2}(?::\d\d)? ?(?:am|pm|utc|h|o[’']clock))\b`,
    String.raw`\b(?:within|in) (?:the next |at most |less than |the coming )?${COUNT}[ -]?(?:more |business |working )?(?:${UNIT})\b`,
    String.raw`\bthe (?:next|coming) ${COUNT}[ -]?(?:business |working )?(?:${UNIT})\b`,
    String.raw`\b(?:by |before |until )?(?:EOD|COB|EOB|EOW|EOM)\b`,
    String.raw`\b(?:end|close) of (?:the |this |next )?(?:business|play|day|week|month)\b`,
    String.raw`\b(?:by|until|till|before|end of) (?:the )?(?:end of |early |mid-?|late )?${MONTH}\b(?!\.? \d)`,
    String.raw`\b(?:by|on|until|till|before|than) (?:the )?\d{1,2}(?:st|nd|rd|th)\b(?! (?:of )?${MONTH})`,
    String.raw`\b(?:tomorrow|tonight|next (?:week|month)|this (?:afternoon|evening|week|month))\b`,
  ].join('|'),
  'gi',
);
/** A day of the week, except one that has passed or stands before a date. */
const ANY_WEEKDAY = new RegExp(
  String.raw`(?<!\blast )\b(?:${WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Fri|Sat|Sun))\b(?!,? (?:the )?(?:\d|${MONTH}\b)| last\b)`,
  'gi',
);
/** What makes a day a deadline. */
const DEADLINE_BEFORE = /\b(?:by|until|till|before|than|due|deadline|latest|expires?|ends?)\b[^.]{0,24}$/i;

/** What we do ourselves, by when, is a promise and no deadline of the customer. */
const OUR_PROMISE =
  /^(?:then |until then,? )?(?:we|I)(?: will|[’']ll| shall) (?:write|call|reply|answer|check|look|send|update you|let you know|get back|come back|be in touch)\b(?!.*\b(?:if|unless|please|otherwise|you (?:must|need|have|should))\b)/i;

/** A day that a text names, and where: without a year, any year. */
type NamedDay = { word: string; at: number; month: number; day: number; year: number | null };

/** The days that a text names. */
function daysIn(text: string): NamedDay[] {
  const monthOf = (word = ''): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  const of = (found: RegExpMatchArray, month: number, day: string | undefined, year: string | undefined): NamedDay => ({
    word: found[0],
    at: found.index ?? 0,
    month,
    day: Number(day),
    year: year === undefined ? null : Number(year),
  });
  return [
    ...[...text.matchAll(DAY_FIRST)].map((found) => of(found, monthOf(found[2]), found[1], found[3])),
    // "14 Mar 2026" is no "Mar 20".
    ...[...text.replaceAll(DAY_FIRST, (word) => '#'.repeat(word.length)).matchAll(MONTH_FIRST)].map((found) =>
      of(found, monthOf(found[1]), found[2], found[3]),
    ),
    ...[...text.matchAll(ISO_DAY)].map((found) => of(found, Number(found[2]), found[3], found[1])),
  ];
}

const sameDay = (a: NamedDay, b: NamedDay): boolean =>
  a.day === b.day && a.month === b.month && (a.year === null || b.year === null || a.year === b.year);

const dayOf = (at: Date): NamedDay => ({
  word: '',
  at: 0,
  month: at.getUTCMonth() + 1,
  day: at.getUTCDate(),
  year: at.getUTCFullYear(),
});

/** Whether a text names that day. */
export const namesDay = (text: string, at: Date): boolean => daysIn(text).some((day) => sameDay(day, dayOf(at)));

const isAfter = ({ year, month, day }: NamedDay, now: Date): boolean =>
  year !== null &&
  Date.UTC(year, month - 1, day + 1) > now.getTime() &&
  !sameDay({ ...dayOf(now) }, { word: '', at: 0, year, month, day });

/**
 * Finds the dates and deadlines of sentences that are none of the text's and none of the key's. As a deadline only a day
 * counts that is still to come.
 * @param made the subject and body that Keydesk made, in one line
 * @returns for a sentence, its first such date; null for none
 */
export function otherDates(made: string, own: OwnDates): (sentence: string) => string | null {
  const plainMade = made.toLowerCase();
  const known = [...daysIn(made), ...own.known.map(dayOf)];
  const toCome = known.filter((day) => isAfter(day, own.now));
  const deadlineDay =
    own.deadlineAt === null
      ? null
      : new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: 'UTC' }).format(own.deadlineAt).toLowerCase();
  return (sentence) => {
    const unknown = daysIn(sentence).find((named) => {
      const allowed = DEADLINE_BEFORE.test(sentence.slice(0, named.at)) ? toCome : known;
      return !allowed.some((day) => sameDay(named, day));
    });
    if (unknown !== undefined) return unknown.word;
    if (OUR_PROMISE.test(sentence)) return null;
    const loose = [...sentence.matchAll(LOOSE_DEADLINE), ...sentence.matchAll(NUMERIC_DAY)].map(([word]) => word);
    const weekdays = [...sentence.matchAll(ANY_WEEKDAY)].map(([word]) => word);
    // "Sun" and "sat" are words too: short ones count as they are written.
    const otherDay = weekdays.find(
      (word) => (word.length > 5 || /^[A-Z]/.test(word)) && deadlineDay?.startsWith(word.toLowerCase()) !== true,
    );
    return loose.find((word) => !plainMade.includes(word.toLowerCase())) ?? otherDay ?? null;
  };
}
