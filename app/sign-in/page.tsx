import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { callbackPath } from '#lib/auth/callback-path.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Sign in' };

/** Why a sign-in did not end in a session, by next-auth's code. */
const ERRORS = new Map([
  [
    'Discovery',
    'The identity provider did not answer. Who is signed in already can go on working. Try again in a minute.',
  ],
  ['OAuthSignin', 'The identity provider could not be asked. Try again in a minute.'],
  [
    'OAuthCallback',
    'The answer of the identity provider was not accepted: it was late, used before or meant for another browser. Sign in again.',
  ],
  ['Cancelled', 'You cancelled at the identity provider.'],
]);
const ANY_ERROR = 'Signing in failed on our side. Try again; if it fails again, tell whoever runs Keydesk the time.';

/** Why there is no session any more. */
const ENDED = new Map([
  ['by_you', 'You are signed out of Keydesk. At the identity provider you may still be signed in.'],
  ['idle_too_long', 'You were signed out after 30 minutes without a request.'],
  ['expired', 'You were signed out 12 hours after you signed in.'],
  ['disabled', 'An admin disabled your access to Keydesk.'],
]);

type Query = Promise<Record<string, string | string[] | undefined>>;

/** The one door. A session begins only with the press of this button. */
export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const { error, ended, callbackUrl } = await searchParams;
  const wished = callbackPath(callbackUrl, runtime().env.origin);
  const problem = typeof error === 'string' ? (ERRORS.get(error) ?? ANY_ERROR) : null;
  const farewell = typeof ended === 'string' ? (ENDED.get(ended) ?? null) : null;
  return (
    <PlainPage title="Sign in" summary="The support desk for customer-managed keys. For staff only.">
      {problem !== null && (
        <Callout tone="danger" title="You are not signed in">
          {problem}
        </Callout>
      )}
      {problem === null && farewell !== null && <p>{farewell}</p>}
      <form method="post" action="/api/auth/signin/oidc" className="flex flex-col items-start gap-3">
        <input type="hidden" name="callbackUrl" value={wished} />
        <Button type="submit" kind="primary">
          Continue with your company account
        </Button>
        <p className="text-table text-subtle">
          You sign in with your company’s identity provider. Keydesk never sees your password.
        </p>
      </form>
    </PlainPage>
  );
}
