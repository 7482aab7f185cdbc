import { Identifier } from '#components/ui/identifier.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import type { EvidenceContent, OwnerDescription, PolicyReading } from '#lib/core/finding/evidence.ts';
import { evidenceLine, POLICY_ANSWER_WORD, POLICY_READING_LIMITS } from '#lib/core/evidence/evidence-words.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { instantWords } from '#lib/core/text/time-words.ts';

/** What Keydesk read in a piece of evidence. It has no status marks or tones, because our checks did not see it. */
export function EvidenceReading({ content, timeZone }: { content: EvidenceContent; timeZone: string | null }) {
  switch (content.kind) {
    case 'describe_key':
      return <Description content={content} timeZone={timeZone} />;
    case 'key_policy':
      return <Policy reading={content} />;
    case 'key_rotations':
      return <p>{evidenceLine(content)}.</p>;
    case 'production_error':
      return (
        <Properties>
          <Property label="Error">{content.errorName}</Property>
          <Property label="Permission" unknown={content.action === null}>
            {content.action === null ? 'Not named' : <code className="font-mono text-mono">kms:{content.action}</code>}
          </Property>
          <Property label="Caller" unknown={content.principalArn === null}>
            {content.principalArn === null ? (
              'Not named'
            ) : (
              <Identifier value={content.principalArn} what="principal ARN" />
            )}
          </Property>
        </Properties>
      );
  }
}

function Description({ content, timeZone }: { content: OwnerDescription; timeZone: string | null }) {
  if (!content.exists) return <p>{evidenceLine(content)}.</p>;
  const { keyState, deletionAt, materialExpiresAt, currentKeyMaterialId } = content;
  return (
    <Properties>
      <Property label="Key state">{keyState}</Property>
      {deletionAt !== null && <Property label="Deletion">Not before {instantWords(deletionAt, timeZone)}</Property>}
      {materialExpiresAt !== null && (
        <Property label="Key material expires">{instantWords(materialExpiresAt, timeZone)}</Property>
      )}
      {currentKeyMaterialId !== null && (
        <Property label="Current key material">
          <Identifier value={currentKeyMaterialId} what="key material ID from the evidence" />
        </Property>
      )}
    </Properties>
  );
}

function Policy({ reading }: { reading: PolicyReading }) {
  return (
    <>
      <table aria-label="Our permissions in the copy of the policy" className="text-left">
        <thead className="sr-only">
          <tr>
            <th scope="col">Permission</th>
            <th scope="col">In the copy</th>
          </tr>
        </thead>
        <tbody>
          {REQUIRED_ACTIONS.map((action) => {
            const answer = reading.answers[action];
            return (
              <tr key={action}>
                <th scope="row" className="py-0.5 pr-3 align-top font-mono text-mono font-normal wrap-anywhere sm:pr-6">
                  kms:{action}
                </th>
                <td className={answer === 'allowed' ? 'text-subtle' : 'font-medium'}>{POLICY_ANSWER_WORD[answer]}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Properties>
        {reading.conditionKeys.length > 0 && (
          <Property label="Conditions" hint="The document doesn’t show whether our calls meet them.">
            {reading.conditionKeys.join(', ')}
          </Property>
        )}
        <Property label="Grants by AWS services">
          {reading.grantsForAwsServices ? 'Allowed for us' : 'Not allowed for us by any statement'}
        </Property>
        {reading.otherVendorAccounts.length > 0 && (
          <Property
            label="Wrong account"
            hint="The policy trusts our account for another region instead of this region’s."
          >
            {reading.otherVendorAccounts.join(', ')}
          </Property>
        )}
        {reading.moreThanNeeded.length > 0 && (
          <Property label="More than we need">{reading.moreThanNeeded.join(', ')}</Property>
        )}
        {!reading.ownerKeepsControl && (
          <Property label="Owner">No statement lets the key owner’s account change the policy</Property>
        )}
      </Properties>
      <p className="mt-1 max-w-prose text-small text-subtle">{POLICY_READING_LIMITS}</p>
    </>
  );
}
