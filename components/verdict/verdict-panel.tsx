import clsx from 'clsx';
import { Countdown } from '#components/ui/countdown.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { toneText } from '#components/ui/tone.ts';
import { VerdictMark } from '#components/verdict/verdict-mark.tsx';
import { VERDICT_TONE } from '#components/verdict/verdict-tone.ts';
import { VERDICT_WORD } from '#lib/core/finding/status.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { AdviceBlock } from '#components/finding/advice-block.tsx';

const USABLE_HEADLINE = 'Our account is permitted to use the key.';

/** The verdict, since when, how old it is, why, and what to do. The one thing on the page that the eye must find. */
export function VerdictPanel({ page }: { page: ProvenKeyPage }) {
  const { shown } = page;
  const findings = page.advice.filter(({ isNote }) => !isNote);
  const notes = page.advice.filter(({ isNote }) => isNote);
  const { status } = shown.verdict;
  const stale = shown.freshness === 'stale';
  const [first, ...others] = findings;
  const deletionAt = page.countsDownTo;
  const inKeyStore = page.facts !== null && page.facts.customKeyStoreId !== null;
  return (
    <section aria-label="Verdict" className="border-t border-line pt-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span
          className={clsx(
            'flex items-center gap-2 font-semibold',
            stale ? 'text-subtle' : toneText[VERDICT_TONE[status]],
          )}
        >
          <VerdictMark status={status} faded={stale} />
          {VERDICT_WORD[status]}
          {stale && ', last known'}
        </span>
        <span className="text-subtle">
          since <Instant at={page.verdictSince} now={page.now} />
          {shown.asOf !== null && (
            <>
              , as of the check <Instant at={shown.asOf} now={page.now} />
            </>
          )}
        </span>
      </div>
      <h2 className="mt-2 text-base font-semibold">{status === 'usable' ? USABLE_HEADLINE : first?.words.headline}</h2>
      {deletionAt !== null && (
        <p className="mt-1">
          <span className={clsx('font-semibold', toneText.danger)}>
            <Countdown to={deletionAt} now={page.now} over="The date has passed" />
          </span>{' '}
          <span className="text-subtle">left until AWS may delete the key. Not a margin to wait in.</span>
        </p>
      )}
      {status === 'usable' && (
        <p className="mt-1 max-w-prose text-subtle">
          Every permission that backups need was allowed within 24 hours, by dry runs
          {inKeyStore && ' and one real data key'}: they prove permission, not that backups run.{' '}
          {page.lastProofAt === null ? (
            'No real round trip has been made yet; Prove makes one.'
          ) : (
            <>
              A real round trip last worked <Instant at={page.lastProofAt} now={page.now} />.
            </>
          )}
        </p>
      )}
      {status !== 'usable' && first !== undefined && (
        <div className="mt-2">
          <AdviceBlock advice={first.words} />
        </div>
      )}
      {(status === 'usable' ? findings : others).map(({ code, words }) => (
        <div key={code} className="mt-4 border-l-2 border-line-strong pl-4">
          <h3 className="font-semibold">{words.headline}</h3>
          <div className="mt-1">
            <AdviceBlock advice={words} />
          </div>
        </div>
      ))}
      {notes.length > 0 && (
        <details className="mt-4 text-table">
          <summary className="cursor-pointer text-subtle">
            {notes.length === 1 ? 'A note' : `${notes.length} notes`}: {notes.map(({ word }) => word).join(', ')}
          </summary>
          <ul className="mt-1 max-w-prose space-y-1 pl-4">
            {notes.map(({ code, words }) => (
              <li key={code}>
                {words.headline} <span className="text-subtle">{words.cause}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
