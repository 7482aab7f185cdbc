import { EDIT_RULE_WORDS, type EditRule } from '#lib/core/customer-text/edited-text-words.ts';
import { whyNotToSend } from '#lib/core/customer-text/outgoing-check.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';
import type { TextKey } from '#lib/core/text/text-subject.ts';

type MadeText = Extract<CustomerText, { kind: 'text' }>;

/** A sentence or line of a text, and the number of its line. */
type Piece = { text: string; line: number };

const oneSpaced = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** The sentences of a text by line. A dot inside an ARN, a file name or a number ends none. */
const sentencesOf = (body: string): Piece[] =>
  body.split('\n').flatMap((row, index) =>
    row
      .split(/(?<=[.!?])\s+(?=\S)/)
      .map((part) => ({ text: oneSpaced(part), line: index + 1 }))
      .filter(({ text }) => text !== ''),
  );

const AGE_LINE = /^As of .+; (?:could not be checked|not checked) since\.$/;
const ageLineOf = (body: string): string | null => {
  const first = oneSpaced(body.split('\n', 1)[0] ?? '');
  return AGE_LINE.test(first) ? first : null;
};
const CONFIRMING = /we are confirming until/i;

/** What asks for a change of the key, its policy or its state. */
const ASKS =
  /\b(?:please|you (?:must|need to|have to|should)|can you|could you|kindly)\b(?! (?:do not|don[’']t|not|leave|keep|wait)\b)[^.]*\b(?:add|allow|grant|change|correct|update|edit|fix|restore|remove|delete|attach|detach|put|enable|re-?enable|cancel|import|reconnect|undo|revert|exempt)\b[^.]*/i;
/** What says that the customer did it. */
const ACCUSES =
  /\b(?:you(?:r (?:team|colleagues?|administrators?|admins?|company|organi[sz]ation|side))?|somebody on your side) (?:have |has |must have |probably |apparently )*(?:removed|disabled|deleted|changed|revoked|scheduled|broke|broken|misconfigured|blocked|denied|caused)\b|\b(?:your|on your) (?:own )?(?:fault|mistake|error)\b|\b(?:cause|problem|fault|error|mistake) is on your side\b|\byour (?:key )?policy (?:denies|blocks|no longer allows|is wrong|is broken|does(?:n[’']t| not) allow)\b/i;
const NOTHING_TO_DO =
  /\b(?:you (?:need not|don[’']t need to|do not need to|don[’']t have to|do not have to) do (?:anything|something)|no action (?:is )?(?:needed|required|necessary)|nothing (?:for you )?to do|there is nothing you (?:need|have) to do)\b/i;
const LOST =
  /\b(?:unrecoverable|irrecoverabl[ey]|irretrievabl[ey]|(?:permanently|forever|irreversibly) (?:lost|gone|deleted)|lost (?:forever|for good)|cannot be recovered|can[’']t be recovered)\b/i;
const MAY_DELETE =
  /\b(?:you|they|it) (?:may|can|could) (?:now |safely |then |also )*(?:be )?(?:delete|deleted)\b|\bsafe(?:ly)? (?:to )?delete\b|\bschedule-key-deletion\b|\bgo ahead and delete\b|\bplease delete\b/i;
const DENIED_IN_CLOUDTRAIL =
  /\b(?:denied|denial|AccessDenied\w*|our (?:call|calls|request|requests))\b[^.]*\bCloudTrail\b|\bCloudTrail\b[^.]*\b(?:denied|denial|AccessDenied\w*|our (?:call|calls|request|requests))\b/i;
const SAYS_WORKS = /\b(?:key|everything|it|access) (?:now |again )?works\b|\bkey is working\b/i;

/** Rules about a sentence that the made text does not have. */
const SENTENCE_RULES: readonly {
  rule: EditRule;
  pattern: RegExp;
  applies: (says: MadeText['says'], made: string) => boolean;
}[] = [
  { rule: 'skips_lockout_check', pattern: /--?bypass-policy-lockout\S*/i, applies: () => true },
  { rule: 'policy_overwrite', pattern: /\bput-key-policy\b/i, applies: () => true },
  { rule: 'allows_deletion', pattern: MAY_DELETE, applies: () => true },
  { rule: 'calls_it_lost', pattern: LOST, applies: (_, made) => !LOST.test(made) },
  { rule: 'denied_call_in_cloudtrail', pattern: DENIED_IN_CLOUDTRAIL, applies: () => true },
  { rule: 'accuses', pattern: ACCUSES, applies: ({ confirmed }) => !confirmed },
  { rule: 'asks_too_early', pattern: ASKS, applies: ({ holds }) => holds },
  { rule: 'nothing_to_do', pattern: NOTHING_TO_DO, applies: ({ asks }) => asks },
  { rule: 'says_works', pattern: SAYS_WORKS, applies: (_, made) => !/\bworks\b/.test(made) },
];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH =
  '(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)';
const DAY_FIRST = new RegExp(String.raw`\b(\d{1,2})(?:st|nd|rd|th)?\.?,? (?:of )?${MONTH}\b(?:\.?,? (\d{4}))?`, 'gi');
const MONTH_FIRST = new RegExp(String.raw`\b${MONTH}\.? (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4}))?`, 'gi');
const ISO_DAY = /\b(\d{4})-(\d\d)-(\d\d)(?!\d)/g;
/** Which of the two numbers is the month, nobody can tell. */
const NUMERIC_DAY = /(?<![\d./-])\d{1,2}([./])\d{1,2}\1(?:\d{4}|\d\d)(?!\d|[./-]\d)/g;
const COUNT = '(?:\\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of)';
/** A deadline without a date. */
const LOOSE_DEADLINE = new RegExp(
  String.raw`\b(?:by|until|before|no later than|not later than|due) (?:the )?(?:end of |close of )?(?:the |next |this |coming )*(?:tomorrow|tonight|today|noon|midnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|weekend|business|day|week|month|quarter|\d{1,2}(?::\d\d)? ?(?:am|pm|utc|h|o[’']clock))\b|\b(?:within|in) (?:the next |at most |less than )?${COUNT} (?:more |business |working )?(?:minute|hour|day|week|month)s?\b`,
  'gi',
);

/** What we do ourselves, by when, is a promise and no deadline of the customer. */
const OUR_PROMISE =
  /^(?:then |until then,? )?(?:we|I)(?: will|[’']ll| shall) (?:write|call|reply|answer|check|look|send|update you|let you know|get back|come back|be in touch)\b(?!.*\b(?:if|unless|please|otherwise)\b)/i;

/** A day that a text names: without a year, any year. */
type NamedDay = { word: string; month: number; day: number; year: number | null };

function daysIn(text: string): NamedDay[] {
  const monthOf = (word = ''): number => MONTHS.indexOf(word.slice(0, 3).toLowerCase()) + 1;
  const yearOf = (word: string | undefined): number | null => (word === undefined ? null : Number(word));
  const of = (word: string, month: number, day: string | undefined, year: string | undefined): NamedDay => ({
    word,
    month,
    day: Number(day),
    year: yearOf(year),
  });
  return [
    ...[...text.matchAll(DAY_FIRST)].map(([word, day, month, year]) => of(word, monthOf(month), day, year)),
    // "14 Mar 2026" is no "Mar 20".
    ...[...text.replaceAll(DAY_FIRST, '#').matchAll(MONTH_FIRST)].map(([word, month, day, year]) =>
      of(word, monthOf(month), day, year),
    ),
    ...[...text.matchAll(ISO_DAY)].map(([word, year, month, day]) => of(word, Number(month), day, year)),
  ];
}

const sameDay = (a: NamedDay, b: NamedDay): boolean =>
  a.day === b.day && a.month === b.month && (a.year === null || b.year === null || a.year === b.year);

const dayOf = (at: Date): NamedDay => ({
  word: '',
  month: at.getUTCMonth() + 1,
  day: at.getUTCDate(),
  year: at.getUTCFullYear(),
});

/** The first date or deadline in a sentence that is none of the text's and none of the key's. */
function otherDate(sentence: string, made: string, known: readonly NamedDay[]): string | null {
  const deadlines = OUR_PROMISE.test(sentence) ? [] : sentence.matchAll(LOOSE_DEADLINE);
  const loose = [...deadlines, ...sentence.matchAll(NUMERIC_DAY)].map(([word]) => word);
  const unknown = daysIn(sentence).find((named) => !known.some((day) => sameDay(named, day)));
  return unknown?.word ?? loose.find((word) => !made.includes(word.toLowerCase())) ?? null;
}

/** The refusal in words: the word, its place, why, and what to do. */
function refusalOf(rule: EditRule, word: string, place: string): string {
  const { why, instead } = EDIT_RULE_WORDS[rule];
  const shown = word.length > 160 ? `${word.slice(0, 159)}…` : word;
  return `“${shown}”, ${place}, ${why}. ${instead}`;
}

/** Staff see so many refusals at once: the others show at the next try. */
const MOST_SHOWN = 5;

/**
 * Why an edited reply may not be copied (H1, H2, H5, H6, H7, H13, H19, H27). The sentences that Keydesk wrote itself are
 * not questioned.
 * @param made what Keydesk writes now
 * @param edited the body as a person changed it
 * @param ownDates the instants that Keydesk knows of the key
 * @returns each with its word, its place and what to do; empty where it may be copied
 */
export function whyNotToCopy(made: MadeText, edited: string, key: TextKey, ownDates: readonly Date[]): string[] {
  if (edited.trim() === '') return [refusalOf('empty', edited.trim(), 'in line 1')];
  const refusals: string[] = [];
  const foreign = whyNotToSend(`${made.subject}\n${edited}`, key);
  if (foreign !== null) refusals.push(foreign);

  const [age, kept] = [ageLineOf(made.body), ageLineOf(edited)];
  if (age !== null && kept !== age) refusals.push(refusalOf('age_line_missing', age, 'the first line'));
  if (kept !== null && age === null) refusals.push(refusalOf('age_line_outdated', kept, 'in line 1'));
  const confirming = sentencesOf(made.body).find(({ text }) => CONFIRMING.test(text));
  if (confirming !== undefined && !CONFIRMING.test(oneSpaced(edited)))
    refusals.push(refusalOf('confirming_missing', confirming.text, 'after the greeting'));

  const own = new Set(sentencesOf(made.body).map(({ text }) => text));
  const plainMade = oneSpaced(made.body).toLowerCase();
  const known = [...daysIn(oneSpaced(`${made.subject} ${made.body}`)), ...ownDates.map(dayOf)];
  for (const { text, line } of sentencesOf(edited)) {
    if (own.has(text) || text === kept) continue;
    const place = `in line ${line} of the text`;
    for (const { rule, pattern, applies } of SENTENCE_RULES) {
      const found = applies(made.says, made.body) ? pattern.exec(text) : null;
      if (found !== null) refusals.push(refusalOf(rule, found[0].trim(), place));
    }
    const date = otherDate(text, plainMade, known);
    if (date !== null) refusals.push(refusalOf('other_date', date, place));
  }
  return refusals.slice(0, MOST_SHOWN);
}
