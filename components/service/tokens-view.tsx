'use client';

import { useState } from 'react';
import { Button } from '#components/ui/button.tsx';
import { Callout } from '#components/ui/callout.tsx';
import { CopyButton } from '#components/ui/copy-button.tsx';
import type { FormAction } from '#components/ui/form.tsx';
import { PageHeader } from '#components/ui/page-header.tsx';
import type { TokensPage } from '#lib/core/pages/tokens-page.ts';
import {
  INTERFACE_DOCUMENT,
  SHOWN_ONCE_WORDS,
  TOKENS_SUMMARY,
  WHAT_WAITS_WORDS,
} from '#lib/core/service/token-words.ts';
import { MakeToken, type MadeToken } from './make-token.tsx';
import { TokenTable } from './token-table.tsx';

/** The tokens of other systems. One that was just made is kept by this open page alone, until it is hidden or left. */
export function TokensView<MakeProblem extends string, Revoked, RevokeProblem extends string>({
  page,
  make,
  revoke,
}: {
  page: TokensPage;
  make: FormAction<MadeToken, MakeProblem>;
  revoke: FormAction<Revoked, RevokeProblem>;
}) {
  const [made, setMade] = useState<MadeToken | null>(null);
  return (
    <>
      <PageHeader
        title="Tokens"
        summary={
          <>
            <p>{TOKENS_SUMMARY}</p>
            <p className="mt-1">
              The interface is described in{' '}
              <a href={INTERFACE_DOCUMENT} className="link">
                {INTERFACE_DOCUMENT}
              </a>
              . {WHAT_WAITS_WORDS}
            </p>
          </>
        }
        actions={<MakeToken regions={page.regions} action={make} onMade={setMade} />}
      />
      {made !== null && (
        <div className="mb-6">
          <Callout tone="info" title={`The token for ${made.name}`} live>
            <p>{SHOWN_ONCE_WORDS}</p>
            <p className="mt-2">
              <code className="font-mono text-mono wrap-anywhere select-all">{made.token}</code>
            </p>
            <div className="mt-3 flex flex-wrap gap-2">
              <CopyButton value={made.token} what="token">
                Copy token
              </CopyButton>
              <Button kind="quiet" onClick={() => setMade(null)}>
                Hide it
              </Button>
            </div>
          </Callout>
        </div>
      )}
      <TokenTable tokens={page.tokens} now={page.now} revoke={revoke} />
    </>
  );
}
