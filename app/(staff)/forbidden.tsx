import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { currentStaff } from '#lib/http/require-staff.ts';

export const metadata: Metadata = { title: 'Not for your role' };

/** For a page that the role of who asks may not see. It stands inside the desk: whoever sees it is signed in. */
export default async function Forbidden() {
  const staff = await currentStaff();
  return (
    <>
      <PageHeader
        title="This page is not for your role"
        truth={staff !== null && `You are signed in as ${staff.name}, with the role ${staff.role}.`}
      />
      <p className="mb-4 max-w-prose">
        Your role comes from your groups at the identity provider. If you need this page, ask whoever manages them.
      </p>
      <LinkButton href="/keys" prefetch={false}>
        Show all keys
      </LinkButton>
    </>
  );
}
