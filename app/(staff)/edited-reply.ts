import { z } from 'zod';
import { refusal } from '#lib/core/form/action-state.ts';
import { CHANGED_MEANWHILE_WORDS, EDIT_REFUSED_WORDS } from '#lib/core/form/refusal-words.ts';

/** A text as it was made: a form sends line breaks as CR LF. */
export const asLines = (text: string): string => text.replaceAll('\r\n', '\n');

/** The body of a reply as somebody changed it; absent where it is copied as it is. */
export const editedBody = z
  .string()
  .max(40_000, 'The edited reply is longer than 40,000 characters.')
  .transform(asLines)
  .optional();

/** What somebody made of a reply that told `tells`; null where they copy it as it is. */
export const editOf = ({ edited, tells = '' }: { edited?: string | undefined; tells?: string | undefined }) =>
  edited === undefined ? null : { body: edited, tells };

type RefusedEdit =
  { reason: 'edit_refused'; problems: readonly string[] } | { reason: 'changed_meanwhile'; changes: readonly string[] };

/** The answer where an edited reply may not leave, or what it is about has changed. */
export const editRefusal = (refused: RefusedEdit) =>
  refused.reason === 'edit_refused'
    ? refusal(refused.reason, `${EDIT_REFUSED_WORDS}\n${refused.problems.join('\n')}`)
    : refusal(refused.reason, `${CHANGED_MEANWHILE_WORDS} ${refused.changes.join('; ')}.`);
