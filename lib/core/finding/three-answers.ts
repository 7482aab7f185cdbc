import { stops, type Stopped } from '#lib/core/finding/situation-words.ts';
import type { TextContext } from '#lib/core/finding/text-rule.ts';
import { heading, list, paragraph, type Part } from '#lib/core/text/blocks.ts';
import { placeWords, regionWords } from '#lib/core/text/text-subject.ts';

export const WHAT_TO_DO = heading('What to do');

/** Begins every step that undoes something (H3). An old key that another one replaces is still needed, so it counts too. */
export const ONLY_IF = 'Only if it was a mistake, or another key replaces this one:';

/** What can be undone, how, and until when. */
export type Undoing = {
  /** What may have been done on purpose: "the deletion". */
  what: string;
  /** The CloudTrail event that shows who did it; null when no event of the key's own account does. */
  event: string | null;
  /** What else helps to find out whether it was intended: other events, or who else may have done it. */
  more?: string;
  /** What stops. */
  stopped: Stopped;
  /** The steps that undo it. Nothing outside this answer asks to undo anything (H3). */
  mistake: readonly Part[];
  /** Until when it can be undone: "at any time". */
  until: string;
  /** When the data can no longer be read, and whether that can be undone. */
  data: string;
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
  const { what, event, mistake } = undoing;
  const who =
    event === null
      ? ''
      : ` If there is an event ${event} in your CloudTrail in ${regionWords(subject)}, it shows who did it and when.`;
  return [
    WHAT_TO_DO,
    paragraph(
      `Please find out first whether ${what} is intended.${who}${undoing.more === undefined ? '' : ` ${undoing.more}`} Then follow the answer that applies.`,
    ),
    heading('Answer 1, by mistake'),
    ...mistake,
    heading('Answer 2, replaced by another key'),
    paragraph(undoing.replaced ?? (context.situation.pendingSetup ? REPLACED_BEFORE_START : REPLACED)),
    heading('Answer 3, on purpose'),
    paragraph(`Change nothing, and ${subject.replyTo}: ${tellUs(context, undoing)} This is what it means:`),
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
  'Existing backups were encrypted with this key, so restores need it, whatever key comes next. Please follow the steps of answer 1 to keep this key usable for now, send us the ARN of the new key, and change nothing else until we have replied. Our service does not change to a new key by itself.';
const REPLACED_BEFORE_START =
  'Please send us the ARN of the new key, and change nothing else until we have replied. Our service does not change to a new key by itself.';

function purposeLines({ subject, situation }: TextContext<unknown>, { stopped, until, data }: Undoing): string[] {
  const { backups, restores, moves } = stops(stopped);
  const place = placeWords(subject);
  const what = [
    ...(backups ? [`new backups to ${place}`] : []),
    ...(restores ? ['restores from existing backups'] : []),
    ...(moves && !backups && !restores ? ['moving existing backups to or from this key'] : []),
  ].join(', and ');
  const undone = `Can it be undone: yes, with the steps of answer 1. Until when: ${until}.`;
  if (situation.pendingSetup)
    return what === ''
      ? ['We cannot warn you of a scheduled deletion.']
      : [
          `What stops: the setup of this key. How soon: at once. ${undone}`,
          `What happens to data that only this key can decrypt: ${data}`,
        ];
  const columns = `How soon: at once; a running job when it next needs the key. ${undone}`;
  return what === ''
    ? ['Nothing stops: backups and restores go on. But we cannot warn you of a scheduled deletion.']
    : [`What stops: ${what}. ${columns}`, `What happens to data that only this key can decrypt: ${data}`];
}

/** Undoing something that deletes nothing by itself. */
export const ANY_TIME = 'at any time, as long as the key exists';
export const DATA_STAYS =
  'it cannot be read meanwhile, and nothing is deleted by this alone. Can it be undone: yes, together with the above.';
