import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/link-button.tsx';

export const metadata: Metadata = { title: 'Not found' };

/** For an address that leads nowhere. */
export default function NotFound() {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-4 py-10">
      <div>
        <p className="mb-6 font-semibold tracking-tight">Keydesk</p>
        <h1 className="text-title font-semibold tracking-tight">There is nothing at this address</h1>
        <p className="mt-2 text-subtle">
          The link may be cut short, or what it led to is gone. The list of keys finds everything by name, ARN or
          account.
        </p>
      </div>
      <LinkButton href="/" prefetch={false}>
        Go to Keydesk
      </LinkButton>
    </main>
  );
}
