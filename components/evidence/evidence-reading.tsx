import { Identifier } from '#components/ui/identifier.tsx';
import { Properties, Property } from '#components/ui/properties.tsx';
import type { EvidenceContent, OwnerDescription, PolicyReading, ProductionError } from '#lib/core/finding/evidence.ts';
import { errorWords } from '#lib/core/evidence/error-words.ts';
import {
  conditionsHint,
  evidenceLine,
  otherResourcesWords,
  POLICY_ANSWER_WORD,
  POLICY_READING_LIMITS,
} from '#lib/core/evidence/evidence-words.ts';
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
      return <FromProduction error={content} />;
  }
}

function FromProduction({ error }: { error: ProductionError }) {
  const { errorName, action, principalArn, policyArn, otherErrors = [] } = error;
  const { means, nextAction, through } = errorWords(error);
  return (
    <Properties>
      <Property label="Error">{errorName}</Property>
      <Property label="Permission" unknown={action === null}>
        {action === null ? 'Not named' : <code className="font-mono text-mono">kms:{action}</code>}
      </Property>
      <Property label="Caller" unknown={principalArn === null}>
        {principalArn === null ? 'Not named' : <Identifier value={principalArn} what="principal ARN" />}
      </Property>
      {through !== null && <Property label="Passed on by">{through}</Property>}
      <Property label="What it says">{means}</Property>
      {policyArn !== undefined && (
        <Property label="Policy">
          <Identifier value={policyArn} what="policy ARN" />
        </Property>
      )}
      <Property label="By this error alone">{nextAction}</Property>
      {otherErrors.length > 0 && <Property label="Other errors in the text">{otherErrors.join(', ')}</Property>}
    </Properties>
  );
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
          <Property label="Conditions" hint={conditionsHint(reading.conditionKeys)}>
            {reading.conditionKeys.join(', ')}
          </Property>
        )}
        <Property label="Grants by AWS services">
          {reading.grantsForAwsServices ? 'Allowed for us' : 'Not allowed for us'}
        </Property>
        {reading.grantConditionOnUse === true && (
          <Property label="Condition in the wrong place" hint="It belongs on the statement for grants only.">
            kms:GrantIsForAWSResource stands on a statement for use, and only calls about grants can meet it
          </Property>
        )}
        {reading.throughServices !== undefined && (
          <Property
            label="Through AWS services"
            hint="Allowed only when one of these calls for us, not when we call KMS."
          >
            {reading.throughServices.join(', ')}
          </Property>
        )}
        {reading.statementsForOtherKeys !== undefined && (
          <Property label="Other resources" hint="In a key policy, Resource must be * or this key’s ARN.">
            {otherResourcesWords(reading.statementsForOtherKeys)}
          </Property>
        )}
        {reading.deletedPrincipals !== undefined && (
          <Property
            label="Deleted principals"
            hint="A new role or user of the same name has another ID. Ask the customer to write the ARN again. The account’s ARN is safer."
          >
            {reading.deletedPrincipals.join(', ')}
          </Property>
        )}
        {reading.awsManagedKey === true && (
          <Property label="AWS managed key">
            Nobody can change its policy. Ask the customer for a customer managed key.
          </Property>
        )}
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
        {!reading.ownerKeepsControl && reading.awsManagedKey !== true && (
          <Property label="Owner">No statement lets the key owner’s account change the policy</Property>
        )}
      </Properties>
      <p className="mt-1 max-w-prose text-small text-subtle">{POLICY_READING_LIMITS}</p>
    </>
  );
}
