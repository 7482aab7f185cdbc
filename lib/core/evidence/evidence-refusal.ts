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
      'This JSON is not complete: part of it is missing or was changed. Paste everything from the first { to the last }, or ask the customer to send it as a file.',
  },
  smart_quotes: {
    field: 'pasted',
    words:
      'A mail program or editor replaced the quotation marks with typographic ones. Ask the customer to send the output as a file.',
  },
  other_output_format: {
    field: 'pasted',
    words: 'This output is text, a table or YAML. Ask the customer to run the command again and to add --output json.',
  },
  not_this_command: {
    field: 'pasted',
    words:
      'This is not what that command prints. Check that “Type of evidence” matches what was pasted, or ask the customer for the whole, unchanged output.',
  },
  about_another_key: {
    field: 'pasted',
    words: 'This is about another key or another AWS account. Ask the customer to run the command with this key’s ARN.',
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
  no_error_found: {
    field: 'pasted',
    words:
      'This contains no error of AWS KMS. Paste the lines with the error, such as “AccessDeniedException” or “is not authorized to perform: kms:GenerateDataKey”.',
  },
  foreign_principal: {
    field: 'pasted',
    words:
      'The error names a principal in an AWS account that is not ours, so it is not from our production. Paste an error from our own backups.',
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
