import { Callout } from '#components/ui/callout.tsx';
import { FetchedPart } from '#components/ui/fetched-part.tsx';
import type { UnprovenKeyPage } from '#lib/core/pages/key-page.ts';
import { nextActionWords } from '#lib/core/pages/next-action-words.ts';
import type { OwnershipActions } from './ownership-actions.ts';

const fetchProofs = () => import('./prove-ownership.tsx');

/** All that the page says while ownership of the key is not proven: no state, no dates, no permissions (H16). */
export function UnprovenOwnership({ page, actions }: { page: UnprovenKeyPage; actions: OwnershipActions }) {
  const { advice, heldBy } = page;
  return (
    <>
      {heldBy === null ? (
        <Callout tone="info" title={advice.headline}>
          <p className="max-w-prose">
            {advice.cause} {nextActionWords(advice)}. What would settle it: {advice.settles}
          </p>
        </Callout>
      ) : (
        <Callout tone="danger" title={`${heldBy} holds this key.`}>
          <p className="max-w-prose">
            A key has one holder. Do not tell either customer about the other. Find out who owns the AWS account.
          </p>
        </Callout>
      )}
      {page.role !== 'retired' && (
        <FetchedPart fetchPart={fetchProofs} placeholder="min-h-96">
          {({ ProveOwnership }) => <ProveOwnership page={page} actions={actions} />}
        </FetchedPart>
      )}
    </>
  );
}
