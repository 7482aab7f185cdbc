'use client';

import { PlainPage } from '#app/plain-page.tsx';
import { Button } from '#components/ui/button.tsx';

/** What the log calls a fault of the server; the browser learns nothing else of it. */
const referenceOf = (error: unknown): string | null =>
  error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;

/** For a page that could not be made. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = referenceOf(error);
  return (
    <PlainPage title="This page cannot be shown" truth="Try again; the cause may have passed.">
      {reference !== null && (
        <p>
          If it stays, tell whoever runs Keydesk this reference:{' '}
          <span className="font-mono text-mono">{reference}</span>
        </p>
      )}
      <Button kind="primary" onClick={() => retry()}>
        Try again
      </Button>
    </PlainPage>
  );
}
