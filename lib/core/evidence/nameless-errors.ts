import type { ErrorName } from './error-names.ts';

/** KMS's sentence about a key state. */
const STATE_SENTENCES: readonly (readonly [RegExp, ErrorName])[] = [
  [/:key\/[\w-]{1,60}['"\])]?\s(?:is|was)\sdisabled\b/, 'DisabledException'],
  [
    /:key\/[\w-]{1,60}['"\])]?\sis\s(?:already\s|in\s(?:the\s)?state:?\s)?(?:pending\s?(?:replica\s?)?deletion|pending\s?import|unavailable|creating|updating)\b/i,
    'KMSInvalidStateException',
  ],
  [/\bKMS\skey\s[^.\n]{0,80}:key\/[\w-]{1,60}[^.\n]{0,80}\sis\sdisabled\b/, 'DisabledException'],
  [
    /\bKMS\skey\s[^.\n]{0,80}:key\/[\w-]{1,60}[^.\n]{0,80}\sis\s(?:pending\s(?:deletion|import)|unavailable)\b/,
    'KMSInvalidStateException',
  ],
  [/\bspecified\s(?:KMS\skey|CMK)\sis\snot\senabled\b/, 'DisabledException'],
  // Without the key's ARN it is only believed after the name of an error: people write such sentences, too.
  [/\bKMS\skey\s(?:is|was)\sdisabled\b(?<=(?:Exception|Fault|Error)\b[^\n]{0,200})/, 'DisabledException'],
  [
    /\bKMS\skey\sis\s(?:pending\s(?:deletion|import)|unavailable)\b(?<=(?:Exception|Fault|Error)\b[^\n]{0,200})/,
    'KMSInvalidStateException',
  ],
];

/** How services say that they can't use a key. */
const NOT_USABLE = [
  /\bKMS\s(?:encryption\s)?key\b.{0,200}?\s(?:is\snot\s(?:enabled|accessible|allowed)|isn't\s(?:enabled|accessible)|does\snot\sexist|is\sinaccessible|in\san\sincorrect\sstate|can(?:not|'t)\sbe\s(?:accessed|used))/s,
  /\b(?:cannot|can't|unable\sto|failed\sto)\saccess\s(?:the\s)?(?:AWS\s)?KMS\b/i,
  /\binaccessible\s(?:AWS\s)?KMS\s(?:encryption\s)?key\b/,
  /\b[Gg]iven\skey\sID\sis\snot\saccessible\b/,
  /:key\/[\w-]{1,60}['"]?\s(?:is\snot\saccessible|cannot\sbe\sused\sbecause\sit\sis)/,
] as const;
const DENIED =
  /\bKMS\s(?:key\s)?access\s(?:is\s|was\s)?denied\b|\b[Aa]ccess\s(?:is\s)?denied\sto\s(?:the\s)?(?:AWS\s)?KMS\b/;

/** One of these is in every sentence above. Most texts have none, and looking for the sentences costs more. */
const WORDS = /disabled|enabled|pending|unavailable|creating|updating|access|does\snot|incorrect|allowed/i;

/** KMS's sentence about a key state, or how services say that they can't use a key; null if a text has neither. */
export function errorNameInWords(text: string): ErrorName | null {
  if (!WORDS.test(text)) return null;
  const ofState = STATE_SENTENCES.find(([pattern]) => pattern.test(text))?.[1];
  if (ofState !== undefined) return ofState;
  if (DENIED.test(text)) return 'AccessDeniedException';
  return NOT_USABLE.some((pattern) => pattern.test(text)) ? 'KMSKeyNotAccessibleFault' : null;
}

/** The name that a key state in the text gives an error; null if the text names no state. */
export const errorNameOfState = (text: string): ErrorName | null =>
  STATE_SENTENCES.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** KMS's sentences about a key state in a text: where each stands, and the name of the error that it comes with. */
export function stateSentencesIn(text: string): { at: number; end: number; name: ErrorName }[] {
  if (!text.includes(':key/') || !WORDS.test(text)) return [];
  return STATE_SENTENCES.flatMap(([pattern, name]) =>
    [...text.matchAll(new RegExp(pattern, `${pattern.flags}g`))].map(({ index, 0: found }) => ({
      at: index,
      end: index + found.length,
      name,
    })),
  );
}
