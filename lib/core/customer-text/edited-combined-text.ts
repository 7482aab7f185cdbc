import { whyNotToCopyEdited, type KeyTextDeps } from '#lib/core/customer-text/key-text.ts';
import { MOST_SHOWN, whyNotToCopy } from '#lib/core/customer-text/edited-text.ts';
import type { CombinedText, KeyToTell } from '#lib/core/customer-text/combined-text.ts';
import type { CustomerText } from '#lib/core/customer-text/text-input.ts';

type MadeText = Extract<CustomerText, { kind: 'text' }>;
type MadeReply = Extract<CombinedText, { kind: 'text' }>;

const MARK_MISSING =
  'Put it back as it was, once and in its place: it says which key the words below it are about, and where they end.';

/** Where each of these lines stands, in their order; the first that is missing, moved or there twice. */
function placesOf(marks: readonly string[], lines: readonly string[]): { places: number[] } | { missing: string } {
  const trimmed = lines.map((line) => line.trim());
  const places = marks.map((mark) => trimmed.indexOf(mark));
  const wrong = marks.find((mark, index) => {
    const place = places[index] ?? -1;
    return place < 0 || trimmed.lastIndexOf(mark) !== place || place <= (places[index - 1] ?? -1);
  });
  return wrong === undefined ? { places } : { missing: wrong };
}

/** The lines that are wanted; the others stay empty, so that a line keeps its number. */
const only = (lines: readonly string[], isWanted: (index: number) => boolean): string =>
  lines.map((line, index) => (isWanted(index) ? line : '')).join('\n');

/**
 * Why an edited reply about several keys may not be copied; empty where it may. What stands below a key's line is judged as
 * a reply about that key. What stands outside is about all of them: it names no date, asks for nothing while one of them
 * is not judged, and accuses nobody unless all are confirmed (H6, H7, H27).
 * @param made the reply as `combinedText` makes it of the same keys now
 */
export function whyNotToCopyEditedOf(
  keys: readonly KeyToTell[],
  { subject, body, asOf, caution, sections, ending, says }: MadeReply,
  edited: string,
  deps: KeyTextDeps,
  now: Date,
): string[] {
  const madeOf = (part: string, itSays: MadeText['says']): MadeText => ({
    kind: 'text',
    subject,
    body: part,
    asOf,
    caution,
    says: itSays,
  });
  const sourceOf = (keyId: string): KeyToTell['source'][] =>
    keys.flatMap(({ id, source }) => (id === keyId ? [source] : []));
  if (ending === null || sections.length < 2)
    return sections.flatMap(({ keyId }) =>
      sourceOf(keyId).flatMap((source) => whyNotToCopyEdited(source, madeOf(body, says), edited, deps, now)),
    );

  const marks = [...sections.map(({ title }) => title), ending];
  const [madeLines, lines] = [body.split('\n'), edited.split('\n')];
  const [own, theirs] = [placesOf(marks, madeLines), placesOf(marks, lines)];
  if ('missing' in own) throw new Error('A reply about several keys has a line for each of them.');
  if ('missing' in theirs) return [`The edited reply no longer has the line “${theirs.missing}”. ${MARK_MISSING}`];
  const isIn = (places: readonly number[], section: number) => (index: number) =>
    index > (places[section] ?? 0) && index < (places[section + 1] ?? 0);
  const isInNone = (places: readonly number[]) => (index: number) =>
    sections.every((_, section) => !isIn(places, section)(index));

  const textKeys = sections.map(({ key }) => key);
  const [first] = textKeys;
  const aboutAll =
    first === undefined
      ? []
      : whyNotToCopy(
          madeOf(only(madeLines, isInNone(own.places)).trim(), says),
          only(lines, isInNone(theirs.places)),
          first,
          { known: [], deadlineAt: null, now },
          textKeys,
        );
  const aboutEach = sections.flatMap(({ keyId, says: itSays }, section) =>
    sourceOf(keyId).flatMap((source) =>
      whyNotToCopyEdited(
        source,
        madeOf(only(madeLines, isIn(own.places, section)).trim(), itSays),
        only(lines, isIn(theirs.places, section)),
        deps,
        now,
        textKeys,
      ),
    ),
  );
  return [...new Set([...aboutAll, ...aboutEach])].slice(0, MOST_SHOWN);
}
