import type { ArnFlaw } from '#lib/core/key/arn-flaws.ts';
import type { Noticed, ReadOfText } from '#lib/core/key/pasted-identifier.ts';

/** ARNs of other services that arrive most often, by service and, where it matters, type of resource. */
const SERVICE_WORDS: Readonly<Record<string, string>> = {
  s3: 'an S3 bucket',
  'iam role': 'an IAM role',
  'iam user': 'an IAM user',
  'iam root': 'an AWS account',
  'iam policy': 'an IAM policy',
  iam: 'IAM',
  sts: 'a role session',
  dynamodb: 'a DynamoDB table',
  lambda: 'a Lambda function',
  rds: 'an RDS database',
  backup: 'AWS Backup',
  secretsmanager: 'a Secrets Manager secret',
  cloudhsm: 'a CloudHSM cluster',
};

const quoted = (words: readonly string[]): string => words.map((word) => `“${word}”`).join(', ');

function flawWords(flaw: ArnFlaw): string {
  switch (flaw.kind) {
    case 'capitals':
      return 'it contains capital letters, and AWS writes key ARNs in small letters';
    case 'space_in_key_id':
      return 'there’s a space inside the key ID';
    case 'look_alikes':
      return `it contains characters that only look right: ${flaw.characters.join(', ')}`;
    case 'partition':
      return `“${flaw.value}” is not an AWS partition`;
    case 'region':
      return flaw.value === '' ? 'the region is missing' : `“${flaw.value}” is not a region`;
    case 'account':
      if (flaw.value === '') return 'the account is missing';
      return /^\d+$/.test(flaw.value)
        ? `the account has ${flaw.value.length} digits instead of 12`
        : `“${flaw.value}” is not an account of 12 digits`;
    case 'no_key_id':
      return 'key/ and the key ID are missing at the end';
    case 'key_id_length':
      return `the key ID has ${flaw.length} characters instead of 36`;
    case 'key_id_characters':
      return flaw.characters.includes('-')
        ? 'the hyphens of the key ID are not where AWS puts them'
        : `the key ID contains ${quoted(flaw.characters)}, and AWS uses only 0 to 9 and a to f`;
    case 'attached':
      return `“${flaw.text}” is attached to it`;
  }
}

const readWords = ({ region, awsAccountId, kmsKeyId, alias }: ReadOfText): string | null => {
  const known = [
    ...(alias === null ? [] : [alias]),
    ...(kmsKeyId === null ? [] : [`key ID ${kmsKeyId}`]),
    ...(region === null ? [] : [`region ${region}`]),
    ...(awsAccountId === null ? [] : [`account ${awsAccountId}`]),
  ];
  return known.length === 0 ? null : `The text names ${known.join(', ')}.`;
};

/** What was noticed in a paste, as a sentence for the person who pasted it; null where there is nothing to add. */
export function noticedWords(noticed: Noticed | null): string | null {
  switch (noticed?.kind) {
    case undefined:
      return null;
    case 'flaws':
      return noticed.flaws.length === 0 ? null : `What’s wrong: ${noticed.flaws.map(flawWords).join('; ')}.`;
    case 'several':
      return `Found ${noticed.arns.length}: ${noticed.arns.slice(0, 4).join(', ')}${noticed.arns.length > 4 ? ' and more' : ''}.`;
    case 'read':
      return readWords(noticed.read);
    case 'partition':
      return `The ARN begins with arn:${noticed.partition}:.`;
    case 'service': {
      const { service, resource } = noticed;
      const what = SERVICE_WORDS[`${service} ${resource}`] ?? SERVICE_WORDS[service];
      return what === undefined ? `It belongs to the service “${service}”.` : `It’s the ARN of ${what}.`;
    }
  }
}
