import { CHANNEL_WORD, type ToldChannel } from '#lib/core/customer/told.ts';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Form, type FormAction } from '#components/ui/form.tsx';
import { HiddenFields } from '#components/ui/hidden-fields.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { SubmitButton } from '#components/ui/submit-button.tsx';
import { ToldFields } from './told-fields.tsx';

type Done = { by: string; at: Date };
/** A text as it was when somebody copied it, and whether a person told the customer (H18). */
export type FrozenTextView = {
  subject: string;
  body: string;
  frozen: Done;
  told: (Done & { to: string; channel: ToldChannel }) | null;
};

/** A frozen text with who made it, its words to copy, and the form that records that a person sent it. */
export function FrozenText({
  title,
  text: { subject, body, frozen, told },
  now,
  record,
}: {
  title: string;
  text: FrozenTextView;
  now: Date;
  /** Records that the customer was told; null where nothing is recorded any more. */
  record: {
    action: FormAction<null, string>;
    fields: Readonly<Record<string, string>>;
    blockedReason: string | null;
  } | null;
}) {
  return (
    <div className="mb-6">
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
      <p className="mt-1 text-table text-subtle">
        Subject: <span className="text-default">{subject}</span>
      </p>
      <textarea
        readOnly
        rows={10}
        value={body}
        aria-label={`Text: ${title}`}
        className="my-2 field-sizing-content max-h-[36rem] min-h-40 w-full max-w-prose resize-y rounded-md border border-line bg-sunken px-4 py-3 text-table whitespace-pre-wrap text-default"
      />
      <div className="space-y-3">
        <CopyButton value={body} what="text">
          Copy text
        </CopyButton>
        {told === null && record !== null && (
          <Form action={record.action} doneWords="Recorded that the customer was told.">
            <HiddenFields values={record.fields} />
            <div className="flex flex-wrap gap-3">
              <ToldFields />
            </div>
            <SubmitButton pendingWords="Recording" blockedReason={record.blockedReason ?? undefined}>
              Record as told
            </SubmitButton>
          </Form>
        )}
      </div>
    </div>
  );
}
