import { arnFlaws } from '#lib/core/key/arn-flaws.ts';
import { arnPlaces, asciiOf, attachedBefore, textOf, type Place, type Visible } from '#lib/core/key/arn-places.ts';
import { parseKeyArn, type KeyArnParts } from '#lib/core/key/key-arn.ts';
import { visibleCharacters } from '#lib/core/key/visible-characters.ts';
import type { RefusedIdentifier } from './returned.ts';

/** Stands in a text in place of a key ARN that was taken out of it. */
export const ARN_MARK = '\uE000';
const MARKS = /\uE000/g;

/** The key ARNs of a text, those that can't be one, and the text with a mark in place of each. */
export type ArnsInText = {
  keys: readonly KeyArnParts[];
  refused: readonly RefusedIdentifier[];
  /** What reads like an ARN and has a placeholder where a value belongs, as in our instructions. */
  placeholders: readonly string[];
  rest: string;
};

/** What stands where a value belongs: `<account>`, `YOUR_ACCOUNT`, `ACCOUNT-ID`. */
const BEHIND_PLACEHOLDER = /[<[{$]/;
const WORD_FOR_ACCOUNT = /^[^:]*:[^:]*:[^:]*:[^:]*:(?:[A-Za-z][A-Za-z_-]{2,}|x{4,})/;

/** Finds every key ARN in a text of several lines. No character of an ARN is ever corrected. */
export function arnsIn(text: string): ArnsInText {
  const clean = text.replaceAll(MARKS, ' ');
  const visible = visibleCharacters(clean);
  const ascii = asciiOf(visible);
  const { exact, damaged } = arnPlaces(visible, ascii, true);
  const keys = new Map<string, KeyArnParts>();
  const refused = new Map<string, RefusedIdentifier>();
  const placeholders = new Set<string>();
  for (const arn of new Set(exact.map((place) => textOf(visible, place)))) {
    const parsed = parseKeyArn(arn);
    if (parsed.ok) keys.set(arn, parsed.value);
    else
      refused.set(arn, {
        as: arn,
        reason: 'wrong_partition',
        noticed: { kind: 'partition', partition: arn.split(':')[1] ?? '' },
      });
  }
  for (const place of damaged) {
    const as = textOf(visible, place);
    if (isPlaceholder(visible, place, as)) placeholders.add(as);
    else {
      const flaws = arnFlaws(as, attachedBefore(visible, place.from));
      refused.set(as, { as, reason: 'damaged_arn', noticed: { kind: 'flaws', flaws } });
    }
  }
  return {
    keys: [...keys.values()],
    refused: [...refused.values()],
    placeholders: [...placeholders],
    rest: withMarks(clean, visible, [...exact, ...damaged]),
  };
}

const isPlaceholder = (visible: Visible, { to }: Place, as: string): boolean =>
  WORD_FOR_ACCOUNT.test(as) ||
  (BEHIND_PLACEHOLDER.test(visible[to]?.character ?? '') && /[:/]$/.test(as) && visible[to]?.gap === null);

function withMarks(text: string, visible: Visible, places: readonly Place[]): string {
  const pieces: string[] = [];
  let end = 0;
  for (const { from, to } of places.toSorted((a, b) => a.from - b.from)) {
    const [first, last] = [visible[from], visible[to - 1]];
    if (first === undefined || last === undefined || first.from < end) continue;
    pieces.push(text.slice(end, first.from), ARN_MARK);
    end = last.to;
  }
  return [...pieces, text.slice(end)].join('');
}
