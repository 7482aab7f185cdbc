import { ASK_IF_DELETION_INTENDED, blankCommand, CANCEL_STEPS, kmsGuide, type Topic } from '#lib/core/answers/topic.ts';
import { DESTROYED_BY_CODE, INFRASTRUCTURE_CODE, STACK } from '#lib/core/answers/vocabulary.ts';
import { paragraph, steps } from '#lib/core/text/blocks.ts';

export const deletedByCode: Topic = {
  id: 'deleted-by-code',
  group: 'Key state and deletion',
  question: 'terraform destroy, or a deleted stack, took our key with it. Is it gone?',
  facts: [
    'Neither deletes a key at once. Both call ScheduleKeyDeletion, with the waiting period of the code (deletion_window_in_days in Terraform, PendingWindowInDays in CloudFormation), or 30 days where none is set.',
    'A stack with DeletionPolicy: Retain leaves the key as it is. It is then only no longer managed by the stack.',
    'After the deletion was canceled, the code doesn’t know the key any more: its next run creates a new key, and an alias in the code then points at that one.',
  ],
  acts: 'customer',
  confidence: 'likely',
  actsBecause: 'Only the customer can see the state of their key and cancel its deletion.',
  ourSide: [
    'Check the key now. If it reads pending deletion, send the key’s own reply: it has the date.',
    'Say nothing about lost data until the customer has sent the output of describe-key from their own account.',
  ],
  opensWithEnds: true,
  reply: {
    subject: 'A key that your infrastructure code removed',
    parts: [
      paragraph(
        'Terraform and AWS CloudFormation do not delete a KMS key at once. They schedule its deletion, with a waiting period that is set in your code. During that time the key exists but cannot be used. Please do not count on the length of that time: act as soon as you can.',
      ),
      steps({
        text: 'Run this command in the account that owns the key and send us the whole output, including an error:',
        verbatim: blankCommand('describe-key'),
      }),
      ASK_IF_DELETION_INTENDED,
      steps(...CANCEL_STEPS, {
        text: 'If the key is kept: before the next run of your code, add the existing key to it again (in Terraform by an import, in CloudFormation by a resource import), and protect it there (prevent_destroy, or DeletionPolicy: Retain). Otherwise the run creates a new key, which cannot read existing data.',
      }),
      paragraph('Please do not run the code again before this is clear.'),
    ],
  },
  references: [
    kmsGuide('Delete a KMS key', 'deleting-keys'),
    {
      title: 'AWS::KMS::Key',
      url: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-kms-key.html',
    },
  ],
  signs: [
    [9, INFRASTRUCTURE_CODE, DESTROYED_BY_CODE],
    [9, STACK, DESTROYED_BY_CODE],
    [3, INFRASTRUCTURE_CODE, DESTROYED_BY_CODE, /delet|destroy/],
    [4, /deletion_window_in_days|pendingwindowindays|prevent_destroy|deletionpolicy/],
  ],
};
