'use client';

import { Button } from '#components/ui/button.tsx';

/** What a fault of the server is called in its log; the browser learns nothing else of it. */
const digestOf = (error: unknown): string | null =>
  error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null;

/** For a page that could not be made. */
export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const reference = digestOf(error);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-4 py-10">
      <div>
        <p className="mb-6 font-semibold tracking-tight">Keydesk</p>
        <h1 className="text-title font-semibold tracking-tight">This page could not be made</h1>
        <p className="mt-2">Nothing was changed by looking at it. Try again; the cause may have passed.</p>
        {reference !== null && (
          <p className="mt-2 text-subtle">
            If it stays, tell whoever runs Keydesk this reference:{' '}
            <span className="font-mono text-mono">{reference}</span>
          </p>
        )}
      </div>
      <Button kind="primary" onClick={() => retry()}>
        Try again
      </Button>
    </main>
  );
}
