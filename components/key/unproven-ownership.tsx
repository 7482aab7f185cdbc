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
      <h2 className="text-title font-semibold wrap-anywhere">
        {heldBy === null ? advice.headline : `${heldBy} holds this key.`}
      </h2>
      <div className="mt-1 mb-8 max-w-prose space-y-1">
        {heldBy === null ? (
          <>
            <p>
              <strong className="font-semibold">{nextActionWords(advice)}.</strong>{' '}
              <span className="text-subtle">What would settle it: {advice.settles}</span>
            </p>
            <p>{advice.cause}</p>
          </>
        ) : (
          <p>
            <strong className="font-semibold">{nextActionWords({ acts: 'vendor', confidence: 'certain' })}.</strong> A
            key has one holder. Do not tell either customer about the other. Find out who owns the AWS account.
          </p>
        )}
      </div>
      {page.role !== 'retired' && (
        <FetchedPart fetchPart={fetchProofs} placeholder="min-h-96">
          {({ ProveOwnership }) => <ProveOwnership page={page} actions={actions} />}
        </FetchedPart>
      )}
    </>
  );
}
