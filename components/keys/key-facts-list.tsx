import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ProvenKeyPage } from '#lib/core/key-page.ts';
import { instantWords } from '#lib/core/time-words.ts';

const ORIGIN: Readonly<Record<string, string>> = {
  AWS_KMS: 'AWS made the key material',
  EXTERNAL: 'The customer imported the key material',
  AWS_CLOUDHSM: 'CloudHSM key store of the customer',
  EXTERNAL_KEY_STORE: 'External key store of the customer',
};

/** What DescribeKey last said, and when we look again. A fact that we did not see is never shown as "no" (H15). */
export function KeyFactsList({ page }: { page: ProvenKeyPage }) {
  const { facts, now } = page;
  return (
    <Section title="What KMS said">
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
        {facts === null ? (
          <Property label="Key state" unknown>
            Not seen: DescribeKey has never answered
          </Property>
        ) : (
          <>
            <Property label="Key state">{facts.keyState}</Property>
            <Property label="Deletion" unknown={facts.keyState !== 'PendingDeletion'}>
              {facts.deletionAt === null
                ? facts.keyState === 'PendingDeletion'
                  ? 'Scheduled; AWS gave no date'
                  : 'None was scheduled when DescribeKey last answered'
                : `Not before ${instantWords(facts.deletionAt, page.timeZone)}`}
            </Property>
            <Property label="Type">
              {facts.keySpec ?? 'unknown'}, {facts.keyUsage ?? 'unknown'}
            </Property>
            <Property label="Key material">
              {ORIGIN[facts.origin ?? ''] ?? facts.origin ?? 'Not said'}
              {facts.materialExpiresAt !== null && `, expires ${instantWords(facts.materialExpiresAt, page.timeZone)}`}
            </Property>
            <Property
              label="Current material"
              unknown={facts.currentKeyMaterialId === null}
              hint="A change of it is a rotation. The schedule is not visible with the standard policy."
            >
              {facts.currentKeyMaterialId === null ? (
                'KMS does not tell for this key'
              ) : (
                <Identifier value={facts.currentKeyMaterialId} what="key material id" />
              )}
            </Property>
            {facts.multiRegionType !== null && <Property label="Multi-Region">{facts.multiRegionType}</Property>}
            {facts.kmsCreatedAt !== null && (
              <Property label="Created in AWS">
                <Instant at={facts.kmsCreatedAt} now={now} />
              </Property>
            )}
          </>
        )}
      </Properties>
    </Section>
  );
}
