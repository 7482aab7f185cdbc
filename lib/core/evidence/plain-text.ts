// A pattern for each character: replacing with a fixed text costs a third of calling a function for each match.
/** The ampersand last, because each entity is undone once. */
const ENTITIES: readonly (readonly [RegExp, string])[] = [
  [/&quot;/g, '"'],
  [/&lt;/g, '<'],
  [/&gt;/g, '>'],
  [/&apos;/g, "'"],
  [/&nbsp;/g, ' '],
  [/&amp;/g, '&'],
];
const NUMBERED = /&#(?:x([0-9a-f]{1,4})|(\d{1,5}));/gi;
const IN_URLS: readonly (readonly [RegExp, string])[] = [
  [/%20/g, ' '],
  [/%22/g, '"'],
  [/%27/g, "'"],
  [/%2c/gi, ','],
  [/%2f/gi, '/'],
  [/%3a/gi, ':'],
  [/%3d/gi, '='],
];
const replaced = (text: string, pairs: readonly (readonly [RegExp, string])[]): string => {
  let plain = text;
  for (const [pattern, character] of pairs) plain = plain.replaceAll(pattern, character);
  return plain;
};

const ofCode = (code: number): string => (code < 0xd800 ? String.fromCodePoint(code) : ' ');

const UNICODE = /\\u[0-9a-f]{4}/gi;
const AFTER_BACKSLASH: readonly (readonly [RegExp, string])[] = [
  [/\\"/g, '"'],
  [/\\'/g, "'"],
  [/\\\//g, '/'],
  [/\\[nr]/g, '\n'],
  [/\\t/g, ' '],
];
function withoutBackslashes(text: string): string {
  const single = text.replaceAll(/\\\\/g, '\\');
  const named = single.replaceAll(UNICODE, (escape) => ofCode(Number.parseInt(escape.slice(2), 16)));
  return replaced(named, AFTER_BACKSLASH);
}

/** Undoes what HTML, JSON and URLs do to a text, each at most twice (a log line inside a JSON document). */
function unescape(text: string): string {
  let plain = text;
  if (plain.includes('&'))
    plain = replaced(plain, ENTITIES).replaceAll(NUMBERED, (_, hex?: string, digits?: string) =>
      ofCode(hex === undefined ? Number(digits) : Number.parseInt(hex, 16)),
    );
  // A log line inside a JSON document is escaped twice.
  for (let level = 0; level < 2 && plain.includes('\\'); level += 1) plain = withoutBackslashes(plain);
  return plain.includes('%') ? replaced(plain, IN_URLS) : plain;
}

// eslint-disable-next-line no-control-regex -- terminals print colors with this character
const COLOR = /\u001B\[[0-9;]{0,12}[A-Za-z]/g;
const BORDER = /^[│┃║|>]|[│┃║|]$/m;
const BEFORE = /^(?:[│┃║|>]{1,3} ?){1,3}/;
const AFTER = / ?[│┃║|]$/;

/** Markup of mails and pages. `<Code>` is S3's, and `<account>` stands for what somebody hid. */
const TAG = 'a|b|body|br|code|div|em|font|h[1-6]|html|i|li|ol|p|pre|span|strong|table|tbody|td|th|thead|tr|u|ul';
const IS_MARKUP = new RegExp(String.raw`</(?:${TAG})>|<br\s?/?>`);
const END_OF_LINE = /<br\s?\/?>|<\/(?:div|h[1-6]|li|p|pre|table|td|th|tr)>/g;
const ANY_TAG = new RegExp(String.raw`</?(?:${TAG})(?:\s[^<>]{0,500})?>`, 'g');
const withoutMarkup = (text: string): string =>
  IS_MARKUP.test(text) ? text.replaceAll(END_OF_LINE, '\n').replaceAll(ANY_TAG, '') : text;

/** How mail programs break long lines (quoted-printable). */
const SOFT_BREAK = /(?<=[\w:/.,-])=\n(?=[\w:/.,-])/g;

const LONGEST_ARN = 300;
const ARN = /^arn:[^\s"'<>,;[\](){}]{0,300}$/;
const HEX_AT_START = /^[0-9a-f-]{1,40}/i;
const KEY_ID_AT_END = /:key\/((?:mrk-)?[0-9a-f-]{0,40})$/i;
const WHOLE_KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

/** Whether an ARN at the end of a line goes on in the next one. An ARN holds no white space. */
function goesOn(line: string, next: string): boolean {
  const end = line.slice(-LONGEST_ARN);
  const arn = end.slice(end.lastIndexOf('arn:'));
  if (!ARN.test(arn)) return false;
  const [, keyId] = KEY_ID_AT_END.exec(arn) ?? [];
  if (keyId !== undefined)
    return !WHOLE_KEY_ID.test(keyId) && WHOLE_KEY_ID.test(keyId + (HEX_AT_START.exec(next)?.[0] ?? ''));
  const [, , service, , , resource = ''] = arn.split(':');
  if (service === 'kms' || service === undefined) return !/[*█<[]/.test(arn) && /^[\w:/-]/.test(next);
  if (service === 'sts') return !/^assumed-role\/[^/]+\/[^/]+$/.test(resource) && /^[\w:/-]/.test(next);
  return service === 'iam' && resource === '' && /^[\w:/-]/.test(next);
}

/** An ARN in a narrow column. */
const MOST_BREAKS = 12;
/** Lines that end in an ARN, in a text that people send. */
const MOST_ARNS = 2000;

/**
 * A text as AWS wrote it: without escapes, colors, the borders of boxes and quotations, and with ARNs in one piece.
 * Line breaks stay, because logs and mail programs also break sentences.
 */
export function plainText(text: string): string {
  let plain = withoutMarkup(unescape(text))
    .replaceAll(COLOR, '')
    .replaceAll(/[“”„‟«»]/g, '"')
    .replaceAll(/[‘’]/g, "'")
    .replaceAll(/[^\S\n ][^\S\n]*| [^\S\n]+/g, ' ')
    .replaceAll(/ \n ?|\n /g, '\n');
  if (BORDER.test(plain)) plain = plain.split('\n').map(withoutBorders).join('\n');
  if (plain.includes('=\n')) plain = plain.replaceAll(SOFT_BREAK, '');
  return plain.includes('arn:') && plain.includes('\n') ? withWholeArns(plain) : plain;
}

const withoutBorders = (line: string): string => line.replace(BEFORE, '').replace(AFTER, '');

function withWholeArns(text: string): string {
  const joined: string[] = [];
  let [current, breaks, arns] = ['', 0, 0];
  for (const line of text.split('\n')) {
    const endsInArn = arns < MOST_ARNS && breaks < MOST_BREAKS && current.includes('arn:');
    if (endsInArn) arns += 1;
    if (endsInArn && goesOn(current, line)) {
      current += line;
      breaks += 1;
    } else {
      joined.push(current);
      [current, breaks] = [line, 0];
    }
  }
  joined.push(current);
  return joined.slice(1).join('\n');
}

/** The text without any white space, for sentences that may be broken anywhere. */
export const squashed = (text: string): string => text.replaceAll(/\s+/g, '');
