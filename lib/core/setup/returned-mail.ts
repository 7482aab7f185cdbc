/** The two parts of a mail: what its sender wrote, and what the mail repeats of older messages, without marks. */
export type MailParts = { written: string; quoted: string };

/** Ends whatever stands before it: no identifier goes on behind a part that was taken out. */
export const BREAK = ';';

const ENTITY: Readonly<Record<string, string>> = { quot: '"', amp: '&', lt: '<', gt: '>', nbsp: ' ', '#39': "'" };
const QUOTED = /^[^\S\n]{0,8}>/;
const MARKS = /^[^\S\n]{0,8}(?:>[^\S\n]?)+/;
const FORWARDED =
  /^[ -]{0,20}(?:(?:Begin )?Forwarded message|Weitergeleitete Nachricht|Message transféré|Mensaje reenviado)\b/i;
const ORIGINAL =
  /^\s{0,8}-{2,20}\s{0,4}(?:Original(?: Message|nachricht)|Ursprüngliche Nachricht|Message d[’']origine|Mensaje original)|\breply above this line\b/i;
const FROM = /^\s{0,8}\*?(?:From|Von|De|Da)\s?:/i;
const OTHER_HEADER =
  /^\s{0,8}\*?(?:Sent|Date|To|Cc|Subject|Gesendet|Datum|An|Betreff|Envoyé|À|Objet|Enviado|Fecha|Para|Asunto)\s?:/i;
const ATTRIBUTION = /^(?:On|Am|Le|El) .{4,200}(?:wrote|schrieb.{0,80}|a écrit|escribió)\s?:\s*$/i;
const HEADER_LINES = 8;

/** The same where a mail program broke the line: "On Monday, Ann <ann@example.com>", "wrote:", "ann@example.com>:". */
const ATTRIBUTION_PART =
  /^(?:On|Am|Le|El) .{0,200}\d{4}.{0,200}[<>]:?\s*$|^(?:\S{1,200}>)?\s?:?\s?(?:wrote|schrieb|a écrit|escribió)\s?:\s*$|^\S{1,200}>\s?:\s*$/i;

/** Whether a line is about the mail itself: who sent it to whom, or who wrote what is quoted. */
export const isMailHeader = (line: string): boolean =>
  [FROM, OTHER_HEADER, ATTRIBUTION, ATTRIBUTION_PART].some((pattern) => pattern.test(line));

const OTHER_SPACES = /[\u00A0\u2007\u202F]/g;
const INVISIBLE = /[\u00AD\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g;

/** How quoted-printable mail breaks a long line. Elsewhere, as in `key =`, it may end one. */
const SOFT_BREAK = /(?<=arn:[\w:/-]{4,80})=\n(?=[\w:/-])/g;

/** The text with line feeds and spaces only, without what nobody sees and without the entities of HTML. */
const normal = (text: string): string => {
  const lines = text
    .replaceAll(/\r\n?|[\u0085\u2028\u2029]/g, '\n')
    .replaceAll(OTHER_SPACES, ' ')
    .replaceAll(INVISIBLE, '')
    .replaceAll(SOFT_BREAK, '');
  return lines.includes('&')
    ? lines.replaceAll(/&(quot|amp|lt|gt|nbsp|#39);/g, (_, name: string) => ENTITY[name] ?? ' ')
    : lines;
};

/** Whether a message begins at this line: "From:" and, right below it, another header. */
const beginsMessage = (lines: readonly string[], at: number): boolean =>
  FROM.test(lines[at] ?? '') && lines.slice(at + 1, at + 4).some((line) => OTHER_HEADER.test(line));

/** The first line behind the headers of a message. */
function afterHeaders(lines: readonly string[], from: number): number {
  let at = from;
  while (at < from + HEADER_LINES && (lines[at]?.trim() === '' || isMailHeader(lines[at] ?? ''))) at += 1;
  return at;
}

/**
 * Separates what the sender wrote from older messages: lines that begin with ">", and everything below the headers of an
 * older message. What was forwarded counts as written.
 */
export function mailParts(text: string): MailParts {
  const lines = normal(text).split('\n');
  const written: string[] = [];
  const quoted: string[] = [];
  let [older, begun] = [false, false];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (!older && FORWARDED.test(line)) {
      at = afterHeaders(lines, at + 1) - 1;
      begun = false;
      continue;
    }
    // The headers of the message itself stand at its top, so they begin no older one.
    older ||= begun && (ORIGINAL.test(line) || beginsMessage(lines, at) || attributes(lines, at));
    const isQuoted = older || QUOTED.test(line);
    (isQuoted ? quoted : written).push(QUOTED.test(line) ? line.replace(MARKS, '') : line);
    if (isQuoted && written.at(-1) !== BREAK) written.push(BREAK);
    if (!isQuoted && quoted.length > 0 && quoted.at(-1) !== BREAK) quoted.push(BREAK);
    begun ||= line.trim() !== '' && !isMailHeader(line);
  }
  return { written: written.join('\n'), quoted: quoted.join('\n') };
}

/** "On … wrote:" begins an older message if that is not marked with ">". */
const attributes = (lines: readonly string[], at: number): boolean =>
  ATTRIBUTION.test(lines[at] ?? '') &&
  !QUOTED.test(lines.slice(at + 1, at + 3).find((line) => line.trim() !== '') ?? '>');
