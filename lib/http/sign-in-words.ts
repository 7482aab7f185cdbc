/** Why a sign-in did not end in a session. Only these codes reach the browser's address; the page has words for each. */
export const SIGN_IN_PROBLEMS = ['Discovery', 'OAuthSignin', 'OAuthCallback', 'Canceled', 'Failed'] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];

/** The words of the sign-in page. */
export const SIGN_IN_PROBLEM_WORDS = {
  Discovery:
    'The identity provider did not answer. If you are signed in already, you can go on. Try again in a minute.',
  OAuthSignin: 'Keydesk couldn’t reach the identity provider. Try again in a minute.',
  OAuthCallback:
    'Keydesk didn’t accept the identity provider’s answer: it was late, used before, or meant for another browser. Sign in again.',
  Canceled: 'You canceled at the identity provider.',
  Failed: 'Sign-in failed on our side. Try again.',
} as const satisfies Record<SignInProblem, string>;

/**
 * The problem that a code names. next-auth puts the message of an error it doesn't know where its own codes are, and
 * such a message can hold SQL, names and e-mail addresses, so everything unknown is `Failed`.
 */
export const signInProblem = (code: unknown): SignInProblem =>
  SIGN_IN_PROBLEMS.find((problem) => problem === code) ?? 'Failed';
