import { AdviceBlock, AdviceReasons } from '#components/finding/advice-block.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant } from '#components/ui/instant.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

/** What the status is based on, what else was found, and what is worth knowing. */
export function Why({ page }: { page: ProvenKeyPage }) {
  const [first, ...others] = page.advice.filter(({ isNote }) => !isNote);
  const notes = page.advice.filter(({ isNote }) => isNote);
  const isUsable = page.shown.verdict.status === 'usable';
  return (
    <>
      <div className="max-w-prose space-y-2">
        {isUsable && <UsableReasons page={page} />}
        {first !== undefined && isUsable && <h3 className="font-semibold">{first.words.headline}</h3>}
        {first !== undefined && <AdviceReasons advice={first.words} />}
      </div>
      {others.map(({ code, words }) => (
        <div key={code} className="mt-4 border-l-2 border-line-strong pl-4 wrap-anywhere">
          <h3 className="font-semibold">{words.headline}</h3>
          <div className="mt-1">
            <AdviceBlock advice={words} />
          </div>
        </div>
      ))}
      {notes.length > 0 && (
        <Disclosure
          className="mt-4 text-table"
          summary={`${notes.length === 1 ? '1 note' : `${notes.length} notes`}: ${notes.map(({ word }) => word).join(', ')}`}
        >
          {() => (
            <ul className="mt-1 max-w-prose space-y-1 pl-4">
              {notes.map(({ code, words }) => (
                <li key={code}>
                  {words.headline} <span className="text-subtle">{words.cause}</span>
                </li>
              ))}
            </ul>
          )}
        </Disclosure>
      )}
    </>
  );
}

/** What a usable key was seen to allow, and what that doesn't show (H2). */
function UsableReasons({ page: { role, facts, lastProofAt, now } }: { page: ProvenKeyPage }) {
  const inKeyStore = facts !== null && facts.customKeyStoreId !== null;
  return (
    <p>
      {role === 'candidate' && 'The key is pending setup, so the customer must not start yet. '}
      AWS allowed every permission that backups need within the last 24 hours, in dry runs
      {inKeyStore && ' and one real GenerateDataKey call'}. This shows that we have permission, not that backups run.{' '}
      {lastProofAt === null ? (
        'No encrypt/decrypt test has passed yet.'
      ) : (
        <>
          The encrypt/decrypt test last passed <Instant at={lastProofAt} now={now} />.
        </>
      )}
    </p>
  );
}
