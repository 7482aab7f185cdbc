import clsx from 'clsx';
import { Countdown } from '#components/ui/countdown.tsx';
import { Disclosure } from '#components/ui/disclosure.tsx';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { toneText } from '#components/ui/tone.ts';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { keyStatusTone } from '#components/verdict/verdict-tone.ts';
import { keyStatusWords } from '#lib/core/finding/key-status-words.ts';
import { NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { AdviceBlock } from '#components/finding/advice-block.tsx';

const USABLE_HEADLINE = 'Our account has permission to use the key.';

/** A retired key has no status: nobody checks it. */
export const KeyStatus = ({ page }: { page: ProvenKeyPage }) =>
  page.role === 'retired' ? <NoLongerChecked page={page} /> : <StatusPanel page={page} />;

function NoLongerChecked({ page }: { page: ProvenKeyPage }) {
  const since = page.retiredAt ?? page.shown.asOf;
  return (
    <section aria-label="Status" className="border-t border-line pt-4">
      <h2 className="text-base font-semibold">
        {NO_LONGER_CHECKED}
        {since !== null && (
          <>
            {' '}
            since <PastInstant at={since} now={page.now} />
          </>
        )}
      </h2>
      <p className="mt-1 max-w-prose text-subtle">
        This key is retired. What is below was seen earlier and says nothing about the key today.
        {page.retiredAt !== null && page.shown.asOf !== null && (
          <>
            {' '}
            The last check that had an answer was <PastInstant at={page.shown.asOf} now={page.now} />.
          </>
        )}
      </p>
    </section>
  );
}

/** The status, its age, its cause, and what to do: the part of the page to read first. */
function StatusPanel({ page }: { page: ProvenKeyPage }) {
  const { shown } = page;
  const findings = page.advice.filter(({ isNote }) => !isNote);
  const notes = page.advice.filter(({ isNote }) => isNote);
  const { status } = shown.verdict;
  const clockError = shown.freshness === 'clock_error';
  const stale = shown.freshness === 'stale' || clockError;
  const [first, ...others] = findings;
  const { deadlineAt } = page;
  const expires = deadlineAt?.getTime() === page.facts?.materialExpiresAt?.getTime();
  const inKeyStore = page.facts !== null && page.facts.customKeyStoreId !== null;
  return (
    <section aria-label="Status" className="border-t border-line pt-4">
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <span
          className={clsx(
            'flex items-center gap-2 font-semibold',
            stale ? 'text-subtle' : toneText[keyStatusTone(status, page.role)],
          )}
        >
          <StatusMark status={status} role={page.role} faded={stale} />
          {keyStatusWords(status, page.role)}
          {stale && ', last known'}
        </span>
        <span className="text-subtle">
          {page.notUsableSince === null ? 'changed' : 'not usable since'}{' '}
          <Instant at={page.notUsableSince ?? page.verdictSince} now={page.now} />
          {shown.asOf !== null && (
            <>
              , last checked <PastInstant at={shown.asOf} now={page.now} />
            </>
          )}
        </span>
      </div>
      {clockError && (
        <p className={clsx('mt-1 max-w-prose', toneText.warning)}>
          Clock error: the last check has a time in the future, so nobody can tell how old this status is. A clock was
          set back, or a copy of the database was restored. The next check replaces it.
        </p>
      )}
      {page.incidentSince !== null && page.verdictSince < page.incidentSince && (
        <p className={clsx('mt-1 max-w-prose', toneText.danger)}>
          This status was judged before the incident in {page.region} began.
        </p>
      )}
      <h2 className="mt-2 text-base font-semibold">{status === 'usable' ? USABLE_HEADLINE : first?.words.headline}</h2>
      {deadlineAt !== null && (
        <p className="mt-1">
          <span className={clsx('font-semibold', toneText.danger)}>
            <Countdown to={deadlineAt} now={page.now} over="The date has passed" />
          </span>{' '}
          <span className="text-subtle">
            left until {expires ? 'key material expires' : 'AWS may delete the key'}. Don’t wait for that date.
          </span>
        </p>
      )}
      {status === 'usable' && (
        <p className="mt-1 max-w-prose text-subtle">
          {page.role === 'candidate' && 'The key is pending setup, so the customer must not start yet. '}
          AWS allowed every permission that backups need within the last 24 hours, in dry runs
          {inKeyStore && ' and one real GenerateDataKey call'}. This shows that we have permission, not that backups
          run.{' '}
          {page.lastProofAt === null ? (
            'No encrypt/decrypt test has passed yet.'
          ) : (
            <>
              The encrypt/decrypt test last passed <Instant at={page.lastProofAt} now={page.now} />.
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
    </section>
  );
}
