import type { Metadata } from 'next';
import { LinkButton } from '#components/ui/link-button.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import { currentStaff } from '#lib/http/require-staff.ts';

export const metadata: Metadata = { title: 'No access' };

/** For a page that the person's role may not see. It has the rail, because the person is signed in. */
export default async function Forbidden() {
  const staff = await currentStaff();
  return (
    <>
      <PageHeader
        title="Your role can’t see this page"
        summary={staff !== null && `You are signed in as ${staff.name}, with the role ${staff.role}.`}
      />
      <p className="mb-4 max-w-prose">
        Your role comes from your groups at the identity provider. If you need this page, ask whoever manages those
        groups.
      </p>
      <LinkButton href="/keys" prefetch={false}>
        Show all keys
      </LinkButton>
    </>
  );
}
