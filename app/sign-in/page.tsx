import type { Metadata } from 'next';
import { PlainPage } from '#app/plain-page.tsx';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { callbackPath } from '#lib/auth/callback-path.ts';
import { isReference } from '#lib/http/reference.ts';
import { SIGN_IN_PROBLEM_WORDS, signInProblem } from '#lib/http/sign-in-words.ts';
import { NO_SESSION_WORDS } from '#lib/http/words.ts';
import { runtime } from '#lib/runtime.ts';

export const metadata: Metadata = { title: 'Sign in' };

/** Why the session ended. */
const ENDED = new Map<string, string>([
  ['by_you', 'You are signed out of Keydesk. You may still be signed in at the identity provider.'],
  ['idle_too_long', NO_SESSION_WORDS.idle_too_long],
  ['expired', NO_SESSION_WORDS.expired],
  ['disabled', NO_SESSION_WORDS.disabled],
]);

type Query = Promise<Record<string, string | string[] | undefined>>;

/** The only way to sign in. A session starts only when a person presses the button. */
export default async function SignInPage({ searchParams }: { searchParams: Query }) {
  const { error, reference, ended, callbackUrl } = await searchParams;
  const wished = callbackPath(callbackUrl, runtime().env.origin);
  const problem = error === undefined ? null : SIGN_IN_PROBLEM_WORDS[signInProblem(error)];
  const ending = typeof ended === 'string' ? (ENDED.get(ended) ?? null) : null;
  return (
    <PlainPage title="Sign in" summary="The support desk for customer-managed keys. For staff only.">
      {problem !== null && (
        <Callout tone="danger" title="You are not signed in">
          <p>{problem}</p>
          {isReference(reference) && (
            <p>
              If it fails again, give the person who runs Keydesk this reference:{' '}
              <span className="font-mono text-mono">{reference}</span>
            </p>
          )}
        </Callout>
      )}
      {problem === null && ending !== null && <p>{ending}</p>}
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
