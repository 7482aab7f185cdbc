import { stops, type Stopped } from '#lib/core/finding/situation-words.ts';
import type { TextContext } from '#lib/core/finding/text-rule.ts';
import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { placeWords } from '#lib/core/text/text-subject.ts';

export const WHAT_TO_DO = heading('What to do');

/** Begins every step that undoes something (H3). An old key that another one replaces is still needed, so it counts too. */
export const ONLY_IF = 'Only if it was a mistake, or another key replaces this one:';

/** What can be undone, how, and until when. */
export type Undoing = {
  /** What may have been done on purpose: "the deletion". */
  what: string;
  /** What helps to find out whether it was intended: the CloudTrail event that shows who did it, or words of their own. */
  find: { event: string } | { words: string };
  /** What stops. */
  stopped: Stopped;
  /** The steps that undo it. Nothing outside this answer asks to undo anything (H3). */
  mistake: readonly Part[];
  /** Until when it can be undone: "at any time". */
  until: string;
  /** When the data can no longer be read, and whether that can be undone; null where nothing is deleted by it. */
  data: string | null;
  /** What somebody who did it on purpose tells us: `until` for what has an end, `final` for a deletion, which has none. */
  purpose: 'until' | 'final';
  /** What to do where another key replaces this one, if the usual words don't fit. */
  replaced?: string;
};

/**
 * The three answers to "was this intended?" (H3): by mistake, replaced by another key, on purpose. The last one is a
 * short list of fixed columns: what stops, how soon, whether it can be undone, and until when.
 */
export function threeAnswers(context: TextContext<unknown>, undoing: Undoing): readonly Part[] {
  const { subject } = context;
  const { what, find, mistake } = undoing;
  const how =
    'words' in find
      ? find.words
      : `If there is an event ${find.event} in your CloudTrail in ${subject.region}, it shows who did it and when.`;
  return [
    WHAT_TO_DO,
    paragraph(`Please find out first whether ${what} is intended. ${how}`),
    heading('Answer 1, by mistake'),
    ...mistake,
    heading('Answer 2, replaced by another key'),
    paragraph(undoing.replaced ?? (context.situation.pendingSetup ? REPLACED_BEFORE_START : REPLACED)),
    heading('Answer 3, on purpose'),
    paragraph(`Change nothing, and ${subject.replyTo}: ${tellUs(context, undoing)} This means:`),
    list(...purposeLines(context, undoing)),
  ];
}

/** A deletion has no end, so nobody is asked until when it is intended. Its loss is accepted in writing (H20). */
function tellUs({ situation }: TextContext<unknown>, { purpose, what }: Undoing): string {
  if (purpose === 'until') return 'tell us that it is intended, and until when.';
  return situation.pendingSetup
    ? `tell us that ${what} is intended.`
    : `tell us that ${what} is intended, and that your company accepts the loss of all data that only this key can decrypt.`;
}

const REPLACED =
  'Restores of existing backups need this key. Please follow answer 1 to keep this key usable for now, send us the ARN of the new key, and change nothing else until we have replied.';
const REPLACED_BEFORE_START = 'Please send us the ARN of the new key, and change nothing else until we have replied.';

function purposeLines({ subject, situation }: TextContext<unknown>, { stopped, until, data }: Undoing): string[] {
  const { backups, restores, moves } = stops(stopped);
  const place = placeWords(subject);
  const what = [
    ...(backups ? [`new backups to ${place}`] : []),
    ...(restores ? ['restores from existing backups'] : []),
    ...(moves && !backups && !restores ? ['moving existing backups to or from this key'] : []),
  ].join(', and ');
  const undone = `${data === null ? '; nothing is deleted by this alone' : ''}. How soon: at once. Can it be undone: yes, with answer 1. Until when: ${until}.`;
  const lost = data === null ? [] : [`What happens to data that only this key can decrypt: ${data}`];
  if (situation.pendingSetup)
    return what === ''
      ? ['We cannot warn you of a scheduled deletion.']
      : [`What stops: the setup of this key${undone}`, ...lost];
  return what === ''
    ? ['Nothing stops: backups and restores go on. But we cannot warn you of a scheduled deletion.']
    : [`What stops: ${what}${undone}`, ...lost];
}

/** Of what deletes nothing by itself. */
export const WHILE_IT_EXISTS = 'as long as the key exists';
