import clsx from 'clsx';
import type { ReactNode } from 'react';
import { CHANNEL_WORD, type ToldChannel } from '#lib/core/customer/told.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubjectLine } from './subject-line.tsx';

type Done = { by: string; at: Date };
/** A text as it was when somebody copied it, and whether a person told the customer (H18). */
type FrozenTextView = {
  subject: string;
  body: string;
  frozen: Done;
  told: (Done & { to: string; channel: ToldChannel }) | null;
};

/** A frozen text with who made it, its words to copy, and the form that records that a person sent it. */
export function FrozenText({
  id,
  title,
  text: { subject, body, frozen, told },
  now,
  rows,
  form,
}: {
  /** Where it is on the page, for links. */
  id?: string;
  title: string;
  text: FrozenTextView;
  now: Date;
  /** How many lines are shown before a person scrolls; absent: as many as fit. */
  rows?: number;
  /** Records that the customer was told; shown until somebody did. */
  form: ReactNode;
}) {
  return (
    <div id={id} className="mb-6 scroll-mt-16">
      <h3 className="font-medium">
        {title}
        <span className="font-normal text-subtle">
          {' '}
          · {frozen.by}, <Instant at={frozen.at} now={now} />
          {told !== null && (
            <>
              {' '}
              · told to {told.to} ({CHANNEL_WORD[told.channel]}) by {told.by}, <Instant at={told.at} now={now} />
            </>
          )}
        </span>
      </h3>
      <div className="mt-1">
        <SubjectLine of="Subject" subject={subject} />
      </div>
      <textarea
        readOnly
        rows={rows ?? 10}
        value={body}
        aria-label={`Text: ${title}`}
        className={clsx(
          'my-2 w-full max-w-prose resize-y rounded-md border border-line bg-sunken px-4 py-3 text-table whitespace-pre-wrap text-default',
          rows === undefined && 'field-sizing-content max-h-[36rem] min-h-40',
        )}
      />
      <div className="space-y-3">
        <CopyButton value={body} what="text">
          Copy text
        </CopyButton>
        {told === null && form}
      </div>
    </div>
  );
}
