import { Identifier } from '#components/ui/identifier.tsx';
import { Instant } from '#components/ui/instant.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import { Section } from '#components/ui/section.tsx';
import type { ProvenKeyPage } from '#lib/core/pages/key-page.ts';

const ORIGIN: Readonly<Record<string, string>> = {
  AWS_KMS: 'AWS made the key material',
  EXTERNAL: 'The customer imported the key material',
  AWS_CLOUDHSM: 'CloudHSM key store of the customer',
  EXTERNAL_KEY_STORE: 'External key store of the customer',
};

/** What DescribeKey last said of what the key is. A fact that we did not see is never shown as "no" (H15). */
export function KeyFactsList({ page }: { page: ProvenKeyPage }) {
  const { facts, now } = page;
  return (
    <Section title="What KMS said">
      <Properties>
        {facts === null ? (
          <Property label="Key state" unknown>
            Not seen: DescribeKey has never answered
          </Property>
        ) : (
          <>
            <Property label="Key state">{facts.keyState}</Property>
            <Property label="Type">
              {facts.keySpec ?? 'unknown'}, {facts.keyUsage ?? 'unknown'}
            </Property>
            <Property label="Key material">{ORIGIN[facts.origin ?? ''] ?? facts.origin ?? 'Not said'}</Property>
            <Property
              label="Current material"
              unknown={facts.currentKeyMaterialId === null}
              hint="A change of it is a rotation."
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
