import type { EvidenceKind } from '#lib/core/finding/evidence.ts';

/** `name` is AWS's name of the command: "describe-key". */
export type EvidenceCommand = { kind: EvidenceKind; name: string; command: string };

/**
 * The commands to ask the customer for, with this key's ARN and region. Only the owner's account can run them: for any
 * other account KMS answers only the first one.
 */
export function evidenceCommands({ arn, region }: { arn: string; region: string }): EvidenceCommand[] {
  const ofKey = `--region ${region} --key-id ${arn}`;
  const asked: readonly { kind: EvidenceKind; name: string; options: string }[] = [
    { kind: 'describe_key', name: 'describe-key', options: '--output json' },
    // Only the document: newer command lines print its name next to it.
    { kind: 'key_policy', name: 'get-key-policy', options: '--policy-name default --query Policy --output text' },
    {
      kind: 'key_rotations',
      name: 'list-key-rotations',
      options: '--include-key-material ALL_KEY_MATERIAL --output json',
    },
  ];
  return asked.map(({ kind, name, options }) => ({ kind, name, command: `aws kms ${name} ${ofKey} ${options}` }));
}
