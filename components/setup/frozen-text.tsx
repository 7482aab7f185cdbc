import { CHANNEL_WORD } from '#lib/core/customer/told.ts';
import type { ReactNode } from 'react';
import { CopyButton } from '#components/ui/copy-button.tsx';
import { Instant } from '#components/ui/instant.tsx';
import type { SetupPage, SetupTextView } from '#lib/core/pages/setup-page.ts';
import { TEXT_TITLE } from '#lib/core/setup/setup-words.ts';
import { ToldForm } from './told-form.tsx';
import type { SetupActions } from './setup-actions.ts';

/** Where a text is on the page, for links. */
export const textAnchor = ({ id }: Pick<SetupTextView, 'id'>): string => `text-${id}`;

/** A text as it was frozen, and whether somebody told the customer. */
export function FrozenText({
  page,
  text,
  actions,
  isCurrent,
}: {
  page: SetupPage;
  text: SetupTextView;
  actions: SetupActions;
  /** Whether somebody still has to send it. */
  isCurrent: boolean;
}): ReactNode {
  const { kind, subject, body, frozen, told } = text;
  return (
    <div id={textAnchor(text)} className="mb-6 scroll-mt-16">
      <h3 className="font-medium">
        {TEXT_TITLE[kind]}
        <span className="font-normal text-subtle">
          {' '}
          · {frozen.by}, <Instant at={frozen.at} now={page.now} />
          {told !== null && (
            <>
              {' '}
              · told to {told.to} ({CHANNEL_WORD[told.channel]}) by {told.by}, <Instant at={told.at} now={page.now} />
            </>
          )}
        </span>
      </h3>
      <p className="mt-1 text-table text-subtle">
        Subject: <span className="text-default">{subject}</span>
      </p>
      <textarea
        readOnly
        rows={isCurrent ? 10 : 4}
        value={body}
        aria-label={`Text: ${TEXT_TITLE[kind]}`}
        className="my-2 w-full max-w-prose resize-y rounded-md border border-line bg-sunken px-4 py-3 text-table whitespace-pre-wrap text-default"
      />
      <div className="space-y-3">
        <CopyButton value={body} what="text">
          Copy text
        </CopyButton>
        {told === null && <ToldForm page={page} text={text} actions={actions} isCurrent={isCurrent} />}
      </div>
    </div>
  );
}
