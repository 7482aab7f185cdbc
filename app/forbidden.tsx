import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { currentStaff } from '#lib/http/require-staff.ts';

export const metadata: Metadata = { title: 'Not for your role' };

/** For a page that the role of who asks may not see. */
export default async function Forbidden() {
  const staff = await currentStaff();
  return (
    <PlainPage title="This page is not for your role">
      <div className="space-y-2">
        {staff !== null && (
          <p>
            You are signed in as {staff.name}, with the role {staff.role}.
          </p>
        )}
        <p className="text-subtle">
          Your role comes from your groups at the identity provider. If you need this page, ask whoever manages them.
        </p>
      </div>
      <LinkButton href="/" prefetch={false}>
        Go to Keydesk
      </LinkButton>
    </PlainPage>
  );
}
