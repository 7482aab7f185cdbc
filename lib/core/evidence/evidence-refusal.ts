import type { EvidenceKind } from '#lib/core/finding/evidence.ts';
import { EVIDENCE_KIND_WORD } from './evidence-words.ts';
import { PASTE_FORMATS, type PasteFormat } from './paste-format.ts';

/** Why pasted text is no evidence about this key, next to which field that is shown, and what to do. */
export const EVIDENCE_REFUSAL = {
  empty: { field: 'pasted', words: 'Paste what the customer sent.' },
  too_long: {
    field: 'pasted',
    words: 'This is longer than the output of any of these commands. Paste the output of one command about one key.',
  },
  not_json: {
    field: 'pasted',
    words:
      'This is not complete JSON: part of it is missing or was changed. Paste everything from the first { to the last }, or ask the customer to send it as a file.',
  },
  smart_quotes: {
    field: 'pasted',
    words:
      'A mail program or editor replaced the quotation marks with typographic ones. Ask the customer to send the output as a file.',
  },
  other_output_format: {
    field: 'pasted',
    words:
      'This output is not JSON. Ask the customer to run the command with the AWS CLI again and to add --output json.',
  },
  not_recognized: {
    field: 'pasted',
    words:
      'Keydesk can’t tell what this is. Paste the whole output of one of the commands above, or the lines with the error from production. If you know what it is, choose the type.',
  },
  several_outputs: {
    field: 'pasted',
    words: 'This holds the output of more than one command. Add one at a time, so that each is read with its own date.',
  },
  terraform_code: {
    field: 'pasted',
    words:
      'This is Terraform code, with expressions in place of values. It shows what should be set up, not what KMS has. Ask the customer for the key policy, with the get-key-policy command above.',
  },
  terraform_state: {
    field: 'pasted',
    words:
      'This is what Terraform last recorded, and somebody may have changed the key since. It is no evidence of the key’s state. Ask the customer for the output of the describe-key command above.',
  },
  cloudformation_template: {
    field: 'pasted',
    words:
      'This is a CloudFormation template. It shows what should be set up, not what KMS has. Ask the customer for the key policy, with the get-key-policy command above.',
  },
  template_code: {
    field: 'pasted',
    words:
      'This is code or a template from which a policy is made, not what KMS has. Ask the customer for the key policy, with the get-key-policy command above.',
  },
  rotation_schedule: {
    field: 'pasted',
    words:
      'This is the rotation schedule (get-key-rotation-status), not the list of rotations that happened. Ask the customer for the output of the list-key-rotations command above.',
  },
  related_multi_region_key: {
    field: 'pasted',
    words:
      'This is the related multi-Region key in another Region. Related keys share the key ID, but each has its own state and policy. Ask the customer to run the command above, with this key’s full ARN and Region.',
  },
  not_this_command: {
    field: 'pasted',
    words:
      'This is not what that command prints. Check that “Type of evidence” matches what was pasted, or ask the customer for the whole, unchanged output.',
  },
  about_another_key: {
    field: 'pasted',
    words:
      'This is about another key or another AWS account. An error belongs on the page of the key that it names. If the customer ran a command, ask them to run it with this key’s ARN.',
  },
  names_no_key: {
    field: 'pasted',
    words: 'This does not say which key it is about. Ask the customer for the complete output of the command above.',
  },
  error_says_nothing: {
    field: 'pasted',
    words:
      'This is an error other than NotFoundException: the command got no answer about the key. Ask the customer to run it as an administrator of the key.',
  },
  error_instead: {
    field: 'pasted',
    words:
      'The command ended with an error, so this says nothing about the key. Only an error of describe-key is evidence; add it as a key description. Ask the customer to run the command as an administrator of the key.',
  },
  not_found_elsewhere: {
    field: 'pasted',
    words:
      'This NotFoundException does not contain this key’s full ARN. The command was run with a key ID or an alias, or in another region or account, where this key never existed. Ask the customer to run the command exactly as shown above.',
  },
  wrong_policy_name: {
    field: 'pasted',
    words:
      'The command named a policy that the key doesn’t have. Every key has one policy, named “default”. Ask the customer to run the get-key-policy command exactly as shown above.',
  },
  masked: {
    field: 'pasted',
    words:
      'Part of an ARN or account ID in this is hidden, damaged or a placeholder, so it may be another one. An account ID has 12 digits. Ask the customer for the unchanged output.',
  },
  part_of_a_list: {
    field: 'pasted',
    words: 'This is only one page of the list. Ask the customer to run the command as shown above, without a limit.',
  },
  bare_statement: {
    field: 'pasted',
    words:
      'These are statements without the policy document around them. Another statement of the policy may deny what these allow. Ask the customer for the whole policy, with the command above.',
  },
  identity_policy: {
    field: 'pasted',
    words:
      'No statement names a principal, so this is the policy of a user or role and not of the key. Ask the customer for the key policy, with the command above.',
  },
  other_policy: {
    field: 'pasted',
    words:
      'No statement is about KMS, so this is the policy of something else, such as a bucket or a role. Ask the customer for the key policy, with the command above.',
  },
  organization_policy: {
    field: 'pasted',
    words:
      'Every statement is a Deny, so this is not a key policy. It may be a resource control policy of the customer’s organization. Ask the customer for the key policy, with the command above, and tell them that a resource control policy can deny us too.',
  },
  no_error_found: {
    field: 'pasted',
    words:
      'This contains no error of AWS KMS. Paste the lines with the error, such as “AccessDeniedException” or “is not authorized to perform: kms:GenerateDataKey”. If another service reported it, look in our own account’s CloudTrail for the event of kms.amazonaws.com at that minute.',
  },
  error_of_another_service: {
    field: 'pasted',
    words:
      'This is an error of another AWS service or program, and nothing in it shows that KMS caused it. It must not count against this key. In our own account’s CloudTrail, look for the event of kms.amazonaws.com at that minute, and paste that.',
  },
  event_without_error: {
    field: 'pasted',
    words: 'This CloudTrail event records no error: the call succeeded. Paste the event that has an errorCode.',
  },
  change_of_key: {
    field: 'pasted',
    words:
      'This records that the key was changed at that time, not what it is now. Ask the customer for the output of the describe-key and get-key-policy commands above.',
  },
  dry_run: {
    field: 'pasted',
    words:
      'DryRunOperationException is no error: the call was only a test, and KMS would have permitted it. Keydesk’s own tests end with it. Paste another error.',
  },
  looked_up_in_our_account: {
    field: 'pasted',
    words:
      'Our own call passed the key ID without the rest of the ARN. KMS looks up a bare key ID in the caller’s account, and this key is not in ours. It says nothing about this key. Us: pass the full key ARN.',
  },
  looked_up_elsewhere: {
    field: 'pasted',
    words:
      'The call went to another Region than the key’s, as with the same key ID in another Region. A key is looked up only in the Region of the request, and S3 uses the Region of the bucket. It says nothing about this key. Us: call KMS in the key’s Region; the bucket and the key must be in one Region.',
  },
  foreign_principal: {
    field: 'pasted',
    words:
      'The error names a principal in an AWS account that is not ours, so our production did not meet it. Paste an error from our own backups. If a command of the customer was denied, ask them to run it as an administrator of the key.',
  },
  taken_in_the_future: {
    field: 'takenAt',
    words: 'This time is in the future. Enter the time at which the customer ran the command, in UTC.',
  },
  taken_too_early: {
    field: 'takenAt',
    words: 'The key did not exist at that time, or it is more than ten years ago. Check the date; times are in UTC.',
  },
  older_than_said: {
    field: 'takenAt',
    words:
      'The deletion date in this output is earlier than that time, so it was taken before. Enter the time at which the customer ran the command, in UTC.',
  },
} as const satisfies Record<string, { field: 'pasted' | 'takenAt'; words: string }>;

export type EvidenceRefusal = keyof typeof EVIDENCE_REFUSAL;

/** Why no evidence was added: the text is no evidence about this key, or the key accepts none. */
export const ADD_EVIDENCE_REFUSAL = {
  ...EVIDENCE_REFUSAL,
  not_found: { field: null, words: 'This key is not registered anymore.' },
  retired: { field: null, words: 'This key is retired, so Keydesk no longer checks it.' },
  ownership_unproven: {
    field: null,
    words:
      'The key’s AWS account is not proven to be the customer’s. Keydesk keeps no evidence about the key until it is.',
  },
  region_not_hosted: {
    field: null,
    words: 'We no longer host customers in this key’s region, so none of our accounts can use the key.',
  },
  superseded: {
    field: null,
    words: 'Somebody else changed this key in the meantime. The page now shows the change. Check it, then try again.',
  },
} as const satisfies Record<string, { field: 'pasted' | 'takenAt' | null; words: string }>;

export type AddEvidenceRefusal = keyof typeof ADD_EVIDENCE_REFUSAL;

/** A refusal in words: what the text was taken for, what is wrong with it, and what to ask for. */
export function refusalWords({
  reason,
  looksLike,
  format,
}: {
  reason: AddEvidenceRefusal;
  looksLike?: EvidenceKind | undefined;
  format?: PasteFormat | undefined;
}): string {
  const { words } = ADD_EVIDENCE_REFUSAL[reason];
  const said = format === undefined ? words : words.replace('not JSON', `${PASTE_FORMATS[format]}, not JSON`);
  return looksLike === undefined ? said : `Read as: ${EVIDENCE_KIND_WORD[looksLike]}. ${said}`;
}
