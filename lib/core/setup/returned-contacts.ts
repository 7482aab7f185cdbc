import type { SuggestedContact } from './returned.ts';
import { isMailHeader } from './returned-mail.ts';

const EMAIL = /(?<![\w.+-])[\w.+-]{1,64}@(?:[a-z\d-]{1,63}\.){1,6}[a-z]{2,24}(?![\w-])/gi;
const NOBODY = /^(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster)@/i;
const WORD = String.raw`[\p{Lu}][\p{L}\p{M}'’.-]{0,30}`;
/** A name as people write it: up to five words in capitals, with particles such as "van der". */
const NAME_AT_END = new RegExp(String.raw`(?:${WORD} )(?:(?:van|von|der|den|de|da|la|bin|${WORD}) ){0,4}$`, 'u');
const NAME_AT_START = new RegExp(String.raw`^ ?\(?(${WORD}(?: ${WORD}){1,3})\)?(?=$|[,;|) ])`, 'u');
/** Words that stand before an address and are nobody's name. */
const LABEL =
  /^(?:e-?mail|mail|mailto|contacts?|name|security|admin(?:istrator)?s?|key|cloud|team|and|or|please|to|at|cc|from|primary|second|first|backup|phone|tel|our|the|owner|engineer|lead|manager|reach|write|ask|call|thanks|regards|hi|hello|dear|ping)$/i;
const MOST_CONTACTS = 20;
const LONGEST_BEFORE = 120;

/**
 * People whom a text names with their e-mail addresses. Only the line of the address is looked at: a name that stands
 * elsewhere may be somebody else's.
 * @returns sorted by address, at most 20
 */
export function contactsIn(text: string): SuggestedContact[] {
  const contacts = new Map<string, SuggestedContact>();
  for (const line of text.split('\n')) {
    if (!line.includes('@') || isMailHeader(line)) continue;
    let end = 0;
    for (const match of line.matchAll(EMAIL)) {
      const email = match[0].toLowerCase();
      const before = line.slice(Math.max(end, match.index - LONGEST_BEFORE), match.index);
      end = match.index + match[0].length;
      if (NOBODY.test(email)) continue;
      const name = nameBefore(before) ?? nameBehind(line.slice(end, end + LONGEST_BEFORE));
      const known = contacts.get(email);
      // Of two names for one address, the same is taken in whatever order they stand.
      if (known === undefined || isBetter(name, known.name)) contacts.set(email, { name, email });
    }
  }
  return [...contacts.values()].toSorted((a, b) => (a.email < b.email ? -1 : 1)).slice(0, MOST_CONTACTS);
}

const isBetter = (name: string | null, known: string | null): boolean =>
  name !== null && (known === null || name.length > known.length || (name.length === known.length && name < known));

function nameBefore(before: string): string | null {
  const said = before.replaceAll(/\([^()]{0,60}\)/g, ' ').replaceAll(/[<([|:,;"'*\t\s–—-]+$/g, '');
  for (const field of said.split(/[|:;,\t([]| - /).toReversed()) {
    const words = field.trim().replaceAll(/\s+/g, ' ');
    const [found] = NAME_AT_END.exec(`${words} `) ?? [];
    const name = found === undefined ? null : withoutLabels(found);
    if (name !== null) return name;
    // A job or a label may stand between a name and its address; a sentence may not.
    if (!words.split(' ').every((word) => word === '' || LABEL.test(word))) return null;
  }
  return null;
}

function nameBehind(behind: string): string | null {
  const [, found] = NAME_AT_START.exec(behind.replace(/^[>\s]*/, ' ').replace(/^ [-–|,] ?/, ' ')) ?? [];
  return found === undefined ? null : withoutLabels(found);
}

function withoutLabels(found: string): string | null {
  const words = found.trim().split(' ');
  while (LABEL.test(words[0] ?? '')) words.shift();
  while (LABEL.test(words.at(-1) ?? '')) words.pop();
  return words.length === 0 || words.some((word) => LABEL.test(word)) ? null : words.join(' ');
}
