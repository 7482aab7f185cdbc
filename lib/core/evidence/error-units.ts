import { errorNamesIn, writtenByKms, writtenName, type ErrorName, type WrittenName } from './error-names.ts';
import { errorNameInWords, errorNameOfState, stateSentencesIn } from './nameless-errors.ts';

/** One error in a text: the part that is about it, and what names it. */
export type ErrorUnit = {
  text: string;
  /** The name as AWS documents it, and whether only KMS uses it as it was written. */
  name: ErrorName | null;
  isKmsName: boolean;
  /** Whether the name is spelled as KMS spells it. S3 and CloudTrail write "AccessDenied". */
  asKmsWrites: boolean;
  /** The line of the name and the message after it, without what is printed below. */
  focus: string;
  /** Where its time stands, if anywhere. */
  dated: string;
  /** The operation in "when calling the … operation" or "operation error KMS: …". */
  operation: string | null;
};

type Mention = { at: number; end: number } & (
  | { kind: 'opener'; written: WrittenName | null; operation: string }
  | { kind: 'name'; written: WrittenName; closes: boolean; isCause: boolean }
  | { kind: 'sentence' }
  | { kind: 'state'; name: ErrorName }
);

const S = String.raw`\s{1,4}`;
const CLI = new RegExp(
  [
    ['An error occurred', String.raw`\(([\w.]{1,80})\)`, 'when calling the', String.raw`(\w{1,80})`, 'operation'],
    ['A client error', String.raw`\(([\w.]{1,80})\)`, 'occurred when calling the', String.raw`(\w{1,80})`, 'operation'],
  ]
    .map((words) => words.join(' ').replaceAll(' ', S))
    .join('|'),
  'g',
);
const GO = /operation\serror\s[\w ]{1,40}:\s(\w{1,60}),/g;
const SENTENCE = /\bUser:\s{0,4}(?=arn)|\bThe\sciphertext\srefers\sto\sa\b/g;
const NO_USER = /\bnot\sauthorized\sto\sperform\b/g;
/** The name stands after the message that it belongs to. */
const CLOSES = /(?:Error\s?Code:?|errorCode"?[:=]|\bcode:|<Code>|__type"?:|\bType:)\s?["']?(?:Some\("?)?$/i;
/** Packages of AWS and its libraries. In any other package the name is a program's own. */
const AWS_PACKAGE = /aws|amazon|boto|kms|types\.|errorfactory|exceptions?\.|client\./i;

/** Lambda names its own exception first, and KMS's after it. */
const CAUSE = /KMS Exception:\s?$/;
/** "no AccessDeniedException since Monday" */
const DENIED_IN_WORDS = /\b(?:no|not an?|never an?|without(?: an?| any)?|no more|any)\s$/i;
/** In characters. Each of the three patterns above fits in it. */
const LONGEST_BEFORE = 24;
/** How what each of them fits ends: white space, or a sign. Anything else needs no look. */
const BEFORE_NAME = /[\s:="'>(]/;

const MOST_MENTIONS = 2000;

function mentionsIn(text: string): Mention[] {
  const found: Mention[] = [];
  const add = (
    matches: Iterable<RegExpExecArray>,
    make: (match: RegExpExecArray, place: { at: number; end: number }) => Mention | null,
  ) => {
    for (const match of matches) {
      const mention = make(match, { at: match.index, end: match.index + match[0].length });
      if (mention !== null) found.push(mention);
      if (found.length >= MOST_MENTIONS) return;
    }
  };
  add(text.matchAll(CLI), ([, one, operation, other, otherOperation], place) => ({
    ...place,
    kind: 'opener',
    written: writtenName(one ?? other ?? ''),
    operation: operation ?? otherOperation ?? '',
  }));
  add(text.matchAll(GO), ([, operation = ''], place) => ({ ...place, kind: 'opener', written: null, operation }));
  add(text.matchAll(SENTENCE), (_, place) => ({ ...place, kind: 'sentence' }));
  if (!found.some(({ kind }) => kind === 'sentence'))
    add(text.matchAll(NO_USER), (_, place) => ({ ...place, kind: 'sentence' }));
  add(errorNamesIn(text), (match, place) => {
    const [, inPackage = '', name = ''] = match;
    if (inPackage !== '' && !AWS_PACKAGE.test(inPackage)) return null;
    const before = BEFORE_NAME.test(text[place.at - 1] ?? '')
      ? text.slice(Math.max(0, place.at - LONGEST_BEFORE), place.at)
      : '';
    if (text[place.end] === '?' || (before !== '' && DENIED_IN_WORDS.test(before))) return null;
    const written = inPackage !== '' && /kms\.$/i.test(inPackage) ? writtenByKms(name) : writtenName(name);
    const [closes, isCause] = before === '' ? [false, false] : [CLOSES.test(before), CAUSE.test(before)];
    return { ...place, kind: 'name', written, closes, isCause };
  });
  for (const sentence of stateSentencesIn(text).slice(0, MOST_MENTIONS)) found.push({ ...sentence, kind: 'state' });
  return found.toSorted((a, b) => a.at - b.at || b.end - a.end);
}

type Open = {
  from: number;
  end: number;
  unit: Pick<ErrorUnit, 'name' | 'isKmsName' | 'asKmsWrites' | 'operation'>;
  sentence: boolean;
};

/** Whether a mention is of another error than the one that is being read. */
function startsAnother(mention: Mention, open: Open, between: string): boolean {
  // Python prints the class before the sentence that holds the same name.
  if (mention.kind === 'opener')
    return !(
      /^:? ?$/.test(between) &&
      open.unit.operation === null &&
      (mention.written?.name ?? null) === open.unit.name
    );
  // The name inside "An error occurred (…)".
  if (mention.at < open.end) return false;
  // A line with another state than the one before it, as logs print it without a name.
  if (mention.kind === 'state')
    return mention.name !== open.unit.name && (open.sentence || saysOtherwise(open, between));
  if (mention.kind === 'sentence') return open.sentence || /\n\s*\n/.test(between);
  if (mention.isCause && open.unit.isKmsName) return false;
  const { name } = mention.written;
  if (open.unit.name === null) return /\n\s*\n/.test(between) && !mention.closes;
  if (name !== open.unit.name) return true;
  return !mention.closes && (open.sentence || between.includes('\n'));
}

const isOfState = (name: ErrorName | null): boolean =>
  name === 'DisabledException' || name === 'KMSInvalidStateException';

/** Whether the error that is being read has a name of its own, to which a sentence about a key state does not belong. */
const saysOtherwise = ({ unit: { name } }: Open, between: string): boolean =>
  isOfState(name) || (between.includes('\n') && !VAGUE.includes(name) && !OF_SERVICE.includes(name));

function take(mention: Mention, open: Open): void {
  open.end = Math.max(open.end, mention.end);
  if (mention.kind === 'state') {
    open.unit.name ??= mention.name;
    open.unit.isKmsName ||= open.unit.name === mention.name;
    return;
  }
  if (mention.kind === 'sentence') open.sentence = true;
  if (mention.kind === 'opener') open.unit.operation = mention.operation;
  if (mention.kind === 'sentence' || mention.written === null) return;
  const { name, asKmsWrites, isKmsName } = mention.written;
  if (mention.kind === 'name' && mention.isCause) open.unit.name = name;
  open.unit.name ??= name;
  open.unit.asKmsWrites ||= asKmsWrites;
  open.unit.isKmsName ||= isKmsName;
}

/** Names of services and of programs that say less than KMS's sentence in the message. */
const VAGUE: readonly (ErrorName | null)[] = [null, 'ValidationException', 'InvalidArnException', 'ConflictException'];
const OF_SERVICE: readonly (ErrorName | null)[] = [
  'KMSFault',
  'KMSKeyNotAccessibleFault',
  'EncryptionFailure',
  'DecryptionFailure',
];

function namelessUnits(text: string): ErrorUnit[] {
  const name = errorNameInWords(text);
  if (name === null) return [];
  return [{ text, name, isKmsName: true, asKmsWrites: true, focus: text, dated: text, operation: null }];
}

/** A unit under the name that its message gives it, where the name that was printed says less. */
function renamed(unit: ErrorUnit): ErrorUnit {
  const name = VAGUE.includes(unit.name)
    ? errorNameInWords(unit.focus)
    : OF_SERVICE.includes(unit.name)
      ? errorNameOfState(unit.focus)
      : null;
  return name === null ? unit : { ...unit, name, isKmsName: true };
}

/** Splits a plain text into the errors that it holds, in their order. */
export function errorUnits(text: string): ErrorUnit[] {
  const named = namedUnits(text).map(renamed);
  return named.length > 0 ? named : namelessUnits(text);
}

function namedUnits(text: string): ErrorUnit[] {
  const opened: Open[] = [];
  for (const mention of mentionsIn(text)) {
    const last = opened.at(-1);
    if (
      last !== undefined &&
      !startsAnother(mention, last, text.slice(last.end, Math.min(mention.at, last.end + 400)))
    ) {
      take(mention, last);
      continue;
    }
    const open: Open = {
      from: mention.at,
      end: mention.end,
      unit: { name: null, isKmsName: false, asKmsWrites: false, operation: null },
      sentence: false,
    };
    take(mention, open);
    opened.push(open);
  }
  return opened.map((open, at) => {
    const [from, until] = [beginningOf(opened, at, text), beginningOf(opened, at + 1, text)];
    const part = text.slice(from, until);
    const focus = focusOf(open, from, until, text);
    const operation = open.unit.operation ?? EVENT_NAME.exec(part)?.[1] ?? null;
    return { ...open.unit, operation, text: part, focus, dated: focus };
  });
}

/** In a CloudTrail event that is cut off and so no JSON. */
const EVENT_NAME = /"eventName"\s?:\s?"(\w{1,60})"/;
const LONGEST_LINE_BEFORE = 400;
const LONGEST_MESSAGE = 600;
/** In characters, from an error's first name to its last. What stands further away in a line is not its message. */
export const LONGEST_NAMED = 4000;

function focusOf({ from, end }: Open, begins: number, until: number, text: string): string {
  const before = text.slice(Math.max(begins, from - LONGEST_LINE_BEFORE), from);
  const after = text.slice(end, Math.min(until, end + LONGEST_MESSAGE));
  const [message = ''] = after.split(/\n\s*\n|\n\s{0,40}at\s/, 1);
  return before.slice(before.lastIndexOf('\n') + 1) + text.slice(from, Math.min(end, from + LONGEST_NAMED)) + message;
}

/** An error's part begins with its line, because the name of the service or package stands before the error's name. */
function beginningOf(opened: readonly Open[], at: number, text: string): number {
  const open = opened[at];
  if (open === undefined) return text.length;
  const before = opened[at - 1];
  if (before === undefined) return 0;
  const from = Math.max(before.end, open.from - LONGEST_LINE_BEFORE);
  return from + text.slice(from, open.from).lastIndexOf('\n') + 1;
}
