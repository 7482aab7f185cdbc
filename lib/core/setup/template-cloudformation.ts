import type { NewKey } from '#lib/core/setup/template-cli.ts';
import { descriptionOfNewKey } from '#lib/core/setup/template-description.ts';
import { newKeyPolicy, type PolicyPart } from '#lib/core/text/key-policy.ts';

/** The owner's account in the template, which CloudFormation fills in. */
export const OWNER_OF_CLOUDFORMATION = '${AWS::AccountId}';

const quoted = (text: string): string => {
  const inQuotes = `'${text.replaceAll("'", "''")}'`;
  return text.includes(OWNER_OF_CLOUDFORMATION) ? `!Sub ${inQuotes}` : inQuotes;
};

const isList = (part: PolicyPart): part is readonly PolicyPart[] => Array.isArray(part);

/** A part of a policy in YAML: every text is quoted, because YAML would read 2012-10-17 as a date. */
function yamlLines(part: PolicyPart): string[] {
  if (typeof part === 'string') return [quoted(part)];
  if (isList(part))
    return part.flatMap((item) => yamlLines(item).map((line, at) => `${at === 0 ? '- ' : '  '}${line}`));
  return Object.entries(part).flatMap(([name, value]) => {
    const lines = yamlLines(value);
    return typeof value === 'string'
      ? [`${yamlName(name)}: ${lines.join('')}`]
      : [`${yamlName(name)}:`, ...lines.map((line) => `  ${line}`)];
  });
}

const yamlName = (name: string): string => (/^[A-Za-z]+$/.test(name) ? name : quoted(name));

const indented = (lines: readonly string[], by: number): string =>
  lines.map((line) => `${' '.repeat(by)}${line}`).join('\n');

/**
 * A CloudFormation template that creates a key. A stack in another region is refused, because our account there is
 * another one, and a deleted stack leaves the key as it is.
 */
export const cloudFormationTemplate = ({
  region,
  vendorAccountId,
  code,
}: NewKey): string => `# Create this stack in ${region}.
AWSTemplateFormatVersion: '2010-09-09'
Description: 'One KMS key for backups in ${region}, which account ${vendorAccountId} may use'
Rules:
  RegionOfTheKey:
    Assertions:
      - Assert: !Equals [!Ref AWS::Region, '${region}']
        AssertDescription: 'Create this stack in ${region}. In another region we use another account.'
Resources:
  BackupKey:
    Type: AWS::KMS::Key
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      Description: '${descriptionOfNewKey(code)}'
      KeySpec: SYMMETRIC_DEFAULT
      KeyUsage: ENCRYPT_DECRYPT
      Origin: AWS_KMS
      MultiRegion: false
      PendingWindowInDays: 30
      KeyPolicy:
${indented(yamlLines(newKeyPolicy(OWNER_OF_CLOUDFORMATION, vendorAccountId)), 8)}
Outputs:
  KeyArn:
    Description: 'Please send us this ARN.'
    Value: !GetAtt BackupKey.Arn
`;

export const cloudFormationFileName = (region: string): string => `new-key-${region}.yaml`;
