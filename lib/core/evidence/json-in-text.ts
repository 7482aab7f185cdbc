/** A JSON value in a text, and the text before and after it. */
export type JsonInText = { value: unknown; others: readonly unknown[]; around: string };

/** Copying an object silently drops a member of that name, so such a text is not read. */
const PROTO = /__proto__|\\u005f/i;

/** No answer of AWS is nested so deeply, and reading such a value would cost far more than its length. */
const TOO_DEEP = '['.repeat(40);

/** How JSON begins and ends. `JSON.parse` counts a text's lines before it refuses it. */
const FIRST = /^\s*["[{\d\-tfn]/;
const LAST = /["\]}\del]/;

const mayBeJson = (text: string): boolean => FIRST.test(text) && LAST.test(text.trimEnd().at(-1) ?? '');

export function parseJson(text: string): { value: unknown } | null {
  if (!mayBeJson(text) || PROTO.test(text) || text.includes(TOO_DEEP)) return null;
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return null;
  }
}

/** Where the bracket at `from` is closed, or -1. Brackets inside JSON strings don't count. */
function closedAt(text: string, from: number): number {
  let [depth, inString] = [0, false];
  for (let at = from; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === 92) at += 1;
      else if (char === 34) inString = false;
    } else if (char === 34) inString = true;
    else if (char === 123 || char === 91) depth += 1;
    else if (char === 125 || char === 93) {
      depth -= 1;
      if (depth === 0) return at;
    }
  }
  return -1;
}

/** A bracket that can begin a JSON value. A shell prompt such as `[user@host ~]$` or a Python value can't. */
const BEGINNING = /\{(?=\s{0,200}")|\[(?=\s{0,200}[{"])/g;
/** Each failure may have looked at the whole text. */
const MOST_FAILURES = 4;
const MOST_VALUES = 50;

/** Every JSON object or list in a text that is not JSON as a whole. */
export function valuesIn(text: string): { value: unknown; from: number; to: number }[] {
  const found: { value: unknown; from: number; to: number }[] = [];
  let failures = 0;
  const beginning = new RegExp(BEGINNING);
  for (let match = beginning.exec(text); match !== null; match = beginning.exec(text)) {
    const end = closedAt(text, match.index);
    const parsed = end < 0 ? null : parseJson(text.slice(match.index, end + 1));
    if (parsed === null) {
      failures += 1;
      // What follows is inside a value that is cut off, or one that is not JSON.
      if (end < 0 || failures >= MOST_FAILURES) break;
    } else found.push({ value: parsed.value, from: match.index, to: end + 1 });
    if (found.length >= MOST_VALUES) break;
    beginning.lastIndex = end + 1;
  }
  return found;
}

/** What mail programs, chats and pagers put before every line. */
const LINE_PREFIX = /^[ \t]{0,20}(?:[>#|│┃║]|\/\/)[ \t]?/gm;
const ESCAPED_QUOTE = /\\"/g;

function search(text: string): JsonInText | null {
  const [first, ...others] = valuesIn(text);
  if (first === undefined) return null;
  return {
    value: first.value,
    others: others.map(({ value }) => value),
    around: `${text.slice(0, first.from)}\n${text.slice(first.to)}`,
  };
}

const STRING_LINE = /^[ \t]{0,20}(?:"[{[].*"|'[{[].*')[;,]?[ \t\r]{0,20}$/m;
const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A value that a command printed as text in quotes, as JSON or as Python. A policy stays text: its length counts. */
function ofString(text: string): unknown {
  const inner = text.startsWith('"')
    ? parseJson(text)?.value
    : text.slice(1, -1).replaceAll(/\\(.)/g, (_, char: string) => ESCAPED[char] ?? char);
  if (typeof inner !== 'string') return null;
  const parsed = parseJson(inner);
  return parsed === null || inner.includes('"Statement"') ? inner : parsed.value;
}

/** A line that is nothing but a value in quotes, below a command or a prompt. */
function quotedLine(text: string): JsonInText | null {
  const found = STRING_LINE.exec(text);
  if (found === null) return null;
  const value = ofString(found[0].trim().replace(/[;,]$/, ''));
  const around = `${text.slice(0, found.index)}\n${text.slice(found.index + found[0].length)}`;
  return value === null || (typeof value === 'string' && !value.includes('"Statement"'))
    ? null
    : { value, others: valuesIn(around).map((other) => other.value), around };
}

/**
 * Finds JSON in a text: the text itself, or inside a command line, a prompt, a log line, a quotation or a code fence.
 * @returns the first value; `others` are those after it, and `around` is all text except the first
 */
export function findJson(text: string): JsonInText | null {
  const whole = parseJson(text);
  if (whole !== null) {
    const value = typeof whole.value === 'string' ? (ofString(text) ?? whole.value) : whole.value;
    return { value, others: [], around: '' };
  }
  const quoted = quotedLine(text);
  if (quoted !== null) return quoted;
  // Without the prefixes first: a value that fits on one line may be a part of the one that was sent.
  const unprefixed = text
    .replaceAll(/&quot;/g, '"')
    .replaceAll(/&nbsp;/g, ' ')
    .replace(LINE_PREFIX, '');
  const plain = search(unprefixed) ?? (unprefixed === text ? null : search(text));
  return plain ?? (unprefixed.includes('\\"') ? search(unprefixed.replace(ESCAPED_QUOTE, '"')) : null);
}
