import type { ReactNode } from 'react';
import { Instant, PastInstant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { earliestLossWords, earliestPossibleLoss } from '#lib/core/finding/earliest-loss.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import { nextRotationWords } from '#lib/core/rotation/rotation-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** When AWS denies us DescribeKey, we only know what we last saw of the key (H13). */
const describeDenied = (page: ProvenKeyPage): boolean =>
  page.rows.some(({ action, result }) => action === 'DescribeKey' && result === 'denied');

function lossWords({ facts, lastDescribedAt, timeZone, now }: ProvenKeyPage): string {
  const loss = facts === null ? null : earliestPossibleLoss({ ...facts, lastDescribedAt, now });
  return earliestLossWords(loss, timeZone);
}

/** Every date of the key: the last check, the next check, and what AWS will do by itself. */
export function KeyDates({ page }: { page: ProvenKeyPage }) {
  const { facts, now, timeZone } = page;
  return (
    <Section title="Dates">
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
        <Property label="Deletion" unknown={facts?.keyState !== 'PendingDeletion'}>
          {deletionWords(page)}
        </Property>
        {describeDenied(page) && <Property label="Earliest possible loss">{lossWords(page)}</Property>}
        {facts !== null && (facts.origin === 'EXTERNAL' || facts.materialExpiresAt !== null) && (
          <Property label="Key material expires" unknown={facts.materialExpiresAt === null}>
            {facts.materialExpiresAt === null
              ? 'No expiry date when DescribeKey last answered'
              : `Not before ${instantWords(facts.materialExpiresAt, timeZone)}`}
          </Property>
        )}
        <Property label="Next rotation" unknown={page.rotation.schedule.state !== 'on'}>
          {nextRotationWords(page.rotation.schedule, timeZone)}
        </Property>
      </Properties>
    </Section>
  );
}

function nextCheck({ role, nextCheckAt, now }: ProvenKeyPage): ReactNode {
  if (role === 'retired') return 'None: the key is retired';
  return nextCheckAt <= now ? 'Due now' : <Instant at={nextCheckAt} now={now} />;
}

function deletionWords(page: ProvenKeyPage): string {
  const { facts, timeZone } = page;
  if (facts === null) return 'Not visible to us: DescribeKey has never answered';
  if (facts.deletionAt !== null) {
    const date = `not before ${instantWords(facts.deletionAt, timeZone)}; AWS may take up to 24 hours longer`;
    return describeDenied(page) ? `When we last saw the key: ${date}` : `N${date.slice(1)}`;
  }
  if (facts.keyState === 'PendingDeletion') return 'Scheduled; AWS gave no date';
  return facts.keyState === 'PendingReplicaDeletion'
    ? 'Scheduled after the key’s replicas are deleted; no date yet'
    : 'None scheduled when DescribeKey last answered';
}
