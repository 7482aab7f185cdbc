import { kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { ALIAS, ALIAS_AS_IT_IS, ALIAS_OFFERED } from '#lib/core/answers/vocabulary.ts';
import { list, paragraph, steps } from '#lib/core/text/blocks.ts';

export const aliasInsteadOfArn: Topic = {
  id: 'alias-instead-of-arn',
  group: 'Rotation and other keys',
  question: 'Can we give you an alias instead of the key ARN?',
  facts: [
    'No. We register the ARN of a key. Keydesk refuses an alias.',
    'An alias can be pointed at another key at any time, and we would not see it.',
    'KMS looks for the name of an alias in the account that calls. From our account only an alias ARN would find the customer’s alias.',
    'A backup can be read only with the key that encrypted it, whatever an alias points at later.',
  ],
  acts: 'customer',
  confidence: 'certain',
  actsBecause: 'Only the customer can look up the key behind their alias.',
  ourSide: [
    'If a key of this customer is registered already, the ARN is on its page: nothing is needed then.',
    'If they want to change keys by themselves, send the answer about replacing a key.',
  ],
  reply: {
    subject: 'We need the ARN of your key, not an alias',
    parts: [
      paragraph('We cannot use an alias. We need the ARN of the key itself, for these reasons:'),
      list(
        'An alias can be pointed at another key. The ARN of a key always names the same key.',
        'AWS KMS looks for the name of an alias in the account that makes the call. From our account, only the ARN of the alias would find it.',
        'A backup can be read only with the key that encrypted it. If the alias pointed at another key later, it would name the wrong key for earlier backups.',
      ),
      steps(
        {
          text: 'To find the ARN of the key behind an alias, run this command in the account that owns the key, in the region of the key. It only reads:',
          verbatim:
            'aws kms describe-key --region <region> --key-id alias/<name> --query KeyMetadata.Arn --output text',
        },
        {
          text: 'Send us the ARN that it prints. It contains ":key/", where the ARN of an alias contains ":alias/".',
        },
      ),
      paragraph(
        'You can keep the alias for your own use. If you want to use another key for our service later, please write to us before you change anything.',
      ),
    ],
  },
  references: [
    kmsGuide('Aliases in AWS KMS', 'kms-alias'),
    kmsGuide('Find the key ID and key ARN', 'find-cmk-id-arn'),
    { title: 'DescribeKey', url: 'https://docs.aws.amazon.com/kms/latest/APIReference/API_DescribeKey.html' },
  ],
  signs: [
    [16, ALIAS, ALIAS_OFFERED, /^(?!.*(e-?mail|domain|user ?name|\bmail))/],
    [6, ALIAS_AS_IT_IS],
  ],
};
