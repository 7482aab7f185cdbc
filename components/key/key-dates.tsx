import type { ReactNode } from 'react';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** Every date of the key: the last check, the next check, and what AWS will do by itself. */
export function KeyDates({ page }: { page: ProvenKeyPage }) {
  const { now, timeZone } = page;
  const { deletion, earliestLoss, materialExpires, nextRotation } = page.dates;
  return (
    <Properties>
      {page.deadlineAt !== null && (
        <Property label="Deadline" hint="Don’t count on it: act before.">
          Not before {instantWords(page.deadlineAt, timeZone)}
        </Property>
      )}
      <Property label="Last checked" unknown={page.shown.asOf === null}>
        {page.shown.asOf === null ? 'No check got an answer yet' : <PastInstant at={page.shown.asOf} now={now} />}
      </Property>
      {page.lastAttemptFailed && page.lastAttemptAt !== null && (
        <Property label="Last attempt" hint="It didn’t change the status of the key.">
          <Instant at={page.lastAttemptAt} now={now} />, no answer
        </Property>
      )}
      <Property label="Next check">{nextCheck(page)}</Property>
      <Property label="Deletion" unknown={deletion.unknown}>
        {deletion.words}
      </Property>
      {earliestLoss !== null && <Property label="Earliest possible loss">{earliestLoss}</Property>}
      {materialExpires !== null && (
        <Property label="Key material expires" unknown={materialExpires.unknown}>
          {materialExpires.words}
        </Property>
      )}
      <Property label="Next rotation" unknown={nextRotation.unknown}>
        {nextRotation.words}
      </Property>
    </Properties>
  );
}

function nextCheck({ role, nextCheckAt, now }: ProvenKeyPage): ReactNode {
  if (role === 'retired') return 'None: the key is retired';
  return nextCheckAt <= now ? 'Due now' : <Instant at={nextCheckAt} now={now} />;
}
