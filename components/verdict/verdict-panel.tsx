import clsx from 'clsx';
import { Age } from '#components/ui/age.tsx';
import { Countdown } from '#components/ui/countdown.tsx';
import { DueInstant, PastInstant } from '#components/ui/instant.tsx';
import { toneText } from '#components/ui/tone.ts';
import { StatusMark } from '#components/verdict/verdict-mark.tsx';
import { keyStatusTone } from '#components/verdict/verdict-tone.ts';
import { keyStatusWords } from '#lib/core/finding/key-status-words.ts';
import { NO_LONGER_CHECKED } from '#lib/core/key/role-words.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { durationWords, sinceWords } from '#lib/core/text/time-words.ts';

const USABLE_HEADLINE = 'Our account has permission to use the key.';
const HEADLINE = 'text-title font-semibold wrap-anywhere';

/** A retired key has no status: nobody checks it. */
export const KeyStatus = ({ page }: { page: ProvenKeyPage }) =>
  page.role === 'retired' ? <NoLongerChecked page={page} /> : <StatusPanel page={page} />;

function NoLongerChecked({ page }: { page: ProvenKeyPage }) {
  const since = page.retiredAt ?? page.shown.asOf;
  return (
    <section aria-label="Status">
      <h2 className={HEADLINE}>
        {NO_LONGER_CHECKED}
        {since !== null && <> since {sinceWords(since, page.now)}</>}
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

/** What is wrong, since when, whose action it is and by when: the part of the page to read first. */
function StatusPanel({ page }: { page: ProvenKeyPage }) {
  const { shown, now, deadlineAt } = page;
  const { status } = shown.verdict;
  const clockError = shown.freshness === 'clock_error';
  const stale = shown.freshness === 'stale' || clockError;
  const named = `${keyStatusWords(status, page.role)}${stale ? ', last known' : ''}`;
  const first = page.advice.find(({ isNote }) => !isNote);
  const expires = deadlineAt?.getTime() === page.facts?.materialExpiresAt?.getTime();
  return (
    <section aria-label="Status">
      <h2 className={HEADLINE}>
        <span className={stale ? 'text-subtle' : toneText[keyStatusTone(status, page.role)]}>
          <span className="mr-2">
            <StatusMark status={status} role={page.role} faded={stale} />
          </span>
          {named}
          {named.includes(',') || page.since.words.startsWith('not') ? ', ' : ' '}
          {page.since.words}{' '}
          <span className="font-normal whitespace-nowrap">
            (<Age since={page.since.at} now={now} words={durationWords} />)
          </span>
        </span>
        : {status === 'usable' ? USABLE_HEADLINE : first?.words.headline}
      </h2>
      <p className="mt-1">
        <strong className="font-semibold">{page.next.action}.</strong>{' '}
        <span className="text-subtle">
          {shown.asOf === null ? (
            'No check got an answer yet'
          ) : (
            <>
              Last checked <PastInstant at={shown.asOf} now={now} />
            </>
          )}{' '}
          · next check <DueInstant at={page.nextCheckAt} now={now} />
        </span>
      </p>
      {deadlineAt !== null && (
        <p className="mt-1">
          <span className={clsx('font-semibold', toneText.danger)}>
            <Countdown to={deadlineAt} now={now} over="The date has passed" />
          </span>{' '}
          <span className="text-subtle">
            left until {expires ? 'key material expires' : 'AWS may delete the key'}
            {page.dates.deadlineWhy !== null && ` (${page.dates.deadlineWhy})`}. Don’t wait for that date.
          </span>
        </p>
      )}
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
    </section>
  );
}
