import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { LinkButton } from '#components/ui/link-button.tsx';
import { NO_ENTRY_REASONS, type NoEntryReason } from '#lib/core/staff/sign-in.ts';

export const metadata: Metadata = { title: 'No access' };

const WORDS = {
  no_role: {
    fact: 'None of your groups gives you a role in Keydesk.',
    next: 'Ask the person who manages your company account to add you to one Keydesk group. Then sign in again.',
  },
  several_roles: {
    fact: 'Your groups give you more than one role in Keydesk, and Keydesk doesn’t choose between them.',
    next: 'Ask the person who manages your company account to leave you in only one Keydesk group. Then sign in again.',
  },
  disabled: {
    fact: 'A Keydesk admin disabled your access.',
    next: 'Ask a Keydesk admin whether that was intended. They can enable it again.',
  },
  no_email: {
    fact: 'Your identity provider didn’t send Keydesk an email address for you.',
    next: 'Ask the person who manages your company account to add one. Then sign in again.',
  },
  email_unverified: {
    fact: 'Your identity provider says that your email address is not verified.',
    next: 'Verify it at the identity provider. Then sign in again.',
  },
} as const satisfies Record<NoEntryReason, { fact: string; next: string }>;

const UNKNOWN = { fact: 'You don’t have access to Keydesk.', next: 'Sign in again to see why.' };

type Query = Promise<Record<string, string | string[] | undefined>>;

/** For people whom the identity provider knows and Keydesk refuses: why, and who can change that. */
export default async function NoEntryPage({ searchParams }: { searchParams: Query }) {
  const { reason } = await searchParams;
  const known = NO_ENTRY_REASONS.find((name) => name === reason);
  const { fact, next } = known === undefined ? UNKNOWN : WORDS[known];
  return (
    <PlainPage title="No access">
      <div className="space-y-2">
        <p>{fact}</p>
        <p className="text-subtle">{next}</p>
      </div>
      <LinkButton href="/sign-in" prefetch={false}>
        Back to sign-in
      </LinkButton>
    </PlainPage>
  );
}
