import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/link-button.tsx';
import { currentStaff } from '#lib/http/require-staff.ts';

export const metadata: Metadata = { title: 'Not for your role' };

/** For a page that the role of who asks may not see. */
export default async function Forbidden() {
  const staff = await currentStaff();
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-6 px-4 py-10">
      <div>
        <p className="mb-6 font-semibold tracking-tight">Keydesk</p>
        <h1 className="text-title font-semibold tracking-tight">This page is not for your role</h1>
        {staff !== null && (
          <p className="mt-2">
            You are signed in as {staff.name}, with the role {staff.role}.
          </p>
        )}
        <p className="mt-2 text-subtle">
          Your role comes from your groups at the identity provider. If you need this page, ask whoever manages them.
        </p>
      </div>
      <LinkButton href="/" prefetch={false}>
        Go to Keydesk
      </LinkButton>
    </main>
  );
}
