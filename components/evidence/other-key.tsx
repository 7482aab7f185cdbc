import Link from 'next/link';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { newReplacementHref } from '#lib/core/pages/new-replacement.ts';
import { mayAskCrypto } from '#lib/core/probe/probe-key.ts';
import { OTHER_KEY_ASK, START_REPLACEMENT } from '#lib/core/replacement/new-replacement-words.ts';

/**
 * The form for a request to replace a key; null where it isn't an active key. A provider's key protects workspaces of
 * others, so that the form asks for the customer.
 */
export const replaceHrefOf = ({ role, customerId, usedBy }: ProvenKeyPage): string | null =>
  role === 'active' ? newReplacementHref({ ...(usedBy.length === 0 && { customerId }), source: 'noticed' }) : null;

/** Whether a key is known to be disabled or pending deletion. */
export const isOutOfUse = ({ facts }: ProvenKeyPage): boolean => !mayAskCrypto(facts?.keyState ?? null);

/** What to do where the customer says that another key replaces this one. */
export const OtherKey = ({ why, replaceHref }: { why: keyof typeof OTHER_KEY_ASK; replaceHref: string }) => (
  <p className="mb-3 max-w-prose">
    {OTHER_KEY_ASK[why]}{' '}
    <Link href={replaceHref} prefetch={false} className="link">
      {START_REPLACEMENT}
    </Link>
  </p>
);
