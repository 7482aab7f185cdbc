import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import { earliestLossWords, earliestPossibleLoss } from '#lib/core/finding/earliest-loss.ts';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';
import type { KeyFacts } from '#lib/core/probe/report.ts';
import { nextRotationWords } from '#lib/core/rotation/rotation-words.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** A key that DescribeKey denies us can only be judged by when we last saw it (H13). */
const describeDenied = (page: ProvenKeyPage): boolean =>
  page.rows.some(({ action, result }) => action === 'DescribeKey' && result === 'denied');

function lossWords({ facts, lastDescribedAt, timeZone, now }: ProvenKeyPage): string {
  const loss = facts === null ? null : earliestPossibleLoss({ ...facts, lastDescribedAt, now });
  return earliestLossWords(loss, timeZone);
}

/** Everything about the key that has a date: when we looked, when we look again, and what comes by itself. */
export function KeyClocks({ page }: { page: ProvenKeyPage }) {
  const { facts, now, timeZone } = page;
  return (
    <Section title="Clocks">
      <Properties>
        <Property label="Checked" unknown={page.shown.asOf === null}>
          {page.shown.asOf === null ? 'Never with an answer' : <Instant at={page.shown.asOf} now={now} />}
        </Property>
        {page.lastAttemptFailed && page.lastAttemptAt !== null && (
          <Property label="Last attempt" hint="It told nothing about the key.">
            <Instant at={page.lastAttemptAt} now={now} />, without an answer
          </Property>
        )}
        <Property label="Next check">
          {page.role === 'retired' ? 'None: the key is retired' : <Instant at={page.nextCheckAt} now={now} />}
        </Property>
        <Property label="Deletion" unknown={facts?.keyState !== 'PendingDeletion'}>
          {deletionWords(facts, timeZone)}
        </Property>
        {describeDenied(page) && <Property label="Earliest possible loss">{lossWords(page)}</Property>}
        {facts !== null && (facts.origin === 'EXTERNAL' || facts.materialExpiresAt !== null) && (
          <Property label="Material expires" unknown={facts.materialExpiresAt === null}>
            {facts.materialExpiresAt === null
              ? 'KMS gave no expiry when DescribeKey last answered'
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

function deletionWords(facts: KeyFacts | null, timeZone: string | null): string {
  if (facts === null) return 'Not seen: DescribeKey has never answered';
  if (facts.deletionAt !== null) return `Not before ${instantWords(facts.deletionAt, timeZone)}`;
  if (facts.keyState === 'PendingDeletion') return 'Scheduled; AWS gave no date';
  return facts.keyState === 'PendingReplicaDeletion'
    ? 'Scheduled; it waits for the key’s replicas and has no date yet'
    : 'None was scheduled when DescribeKey last answered';
}
