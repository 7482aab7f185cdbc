'use client';

import { PlainPage } from '#app/plain-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { NO_DATABASE_MARK, NO_DATABASE_WORDS } from '#lib/http/no-database.ts';

/** The reference under which the log has the error; the browser gets no other details. */
const referenceOf = (error: unknown): string | null =>
  error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;

/** Shown when a page can't be rendered. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <PlainPage
      title="This page can’t be shown"
      summary={
        reference?.startsWith(NO_DATABASE_MARK) ? NO_DATABASE_WORDS.read : 'Try again: the problem may be temporary.'
      }
    >
      {reference !== null && (
        <p>
          If it happens again, give whoever runs Keydesk this reference:{' '}
          <span className="font-mono text-mono">{reference}</span>
        </p>
      )}
      <Button kind="primary" onClick={() => retry()}>
        Try again
      </Button>
    </PlainPage>
  );
}
