/** Why a paste is not evidence of this key, beside which field that is said, and what to do about it. */
export const EVIDENCE_REFUSAL = {
  empty: { field: 'pasted', words: 'Paste what the customer sent.' },
  too_long: {
    field: 'pasted',
    words: 'This is longer than anything that the command prints. Paste the output of one command, about one key.',
  },
  not_json: {
    field: 'pasted',
    words:
      'This is not whole JSON: something is missing or was changed on the way. Paste it from the first { to the last }, or ask the customer to send it as a file.',
  },
  smart_quotes: {
    field: 'pasted',
    words:
      'The quotation marks were turned into typographic ones on the way, by a mail program or an editor. Ask the customer to send the output as a file.',
  },
  other_output_format: {
    field: 'pasted',
    words:
      'This is the command’s output as text, a table or YAML. Ask the customer to run it again with --output json at its end.',
  },
  not_this_command: {
    field: 'pasted',
    words:
      'This is not what that command prints. Check that “Type of evidence” matches what was pasted, or ask the customer for the whole, unchanged output.',
  },
  about_another_key: {
    field: 'pasted',
    words:
      'This names another key, or another AWS account than this key’s. Evidence of one key says nothing of another: ask the customer to run the command with this key’s ARN.',
  },
  names_no_key: {
    field: 'pasted',
    words:
      'This does not say which key it is about, so it cannot be tied to this one. Ask the customer for the whole output of the command as written above.',
  },
  error_says_nothing: {
    field: 'pasted',
    words:
      'This is an error other than NotFoundException: it says that the command was not answered, not what the key is. Ask the customer to run it as an administrator of the key.',
  },
  error_instead: {
    field: 'pasted',
    words:
      'The command was answered with an error, so this tells nothing of the key. Only an error of describe-key is evidence, and is added as a key description. Ask the customer to run the command as an administrator of the key.',
  },
  not_found_elsewhere: {
    field: 'pasted',
    words:
      'This NotFoundException does not name this key’s whole ARN. It was asked with a key id or an alias, or in another region or account, where this key never was. Ask the customer to run the command exactly as written above.',
  },
  part_of_a_list: {
    field: 'pasted',
    words: 'This is one page of the list. Ask the customer to run the command without a limit, as written above.',
  },
  bare_statement: {
    field: 'pasted',
    words:
      'These are statements without the document around them. Another statement of the policy may deny what these allow: ask the customer for the whole policy, with the command above.',
  },
  identity_policy: {
    field: 'pasted',
    words:
      'No statement of this names a principal, so it is the policy of a user or role, not of the key. Ask the customer for the key’s policy, with the command above.',
  },
  no_error_found: {
    field: 'pasted',
    words:
      'No error of AWS KMS was found in this. Paste the lines that name it, such as “AccessDeniedException” or “is not authorized to perform: kms:GenerateDataKey”.',
  },
  foreign_principal: {
    field: 'pasted',
    words:
      'The error names a principal of an AWS account that is not ours, so production did not meet it. Paste an error of our own backups.',
  },
  taken_in_the_future: {
    field: 'takenAt',
    words: 'This time is still to come. Give the time at which the customer ran the command, in UTC.',
  },
  taken_too_early: {
    field: 'takenAt',
    words: 'The key did not exist then, or it is more than ten years ago. Check the date; the time is in UTC.',
  },
  older_than_said: {
    field: 'takenAt',
    words:
      'The deletion date in it had passed by then, so it was taken earlier. Give the time at which the customer ran the command, in UTC.',
  },
} as const satisfies Record<string, { field: 'pasted' | 'takenAt'; words: string }>;

export type EvidenceRefusal = keyof typeof EVIDENCE_REFUSAL;

/** Why nothing was added: the paste is no evidence of this key, or there is no key to add it to. */
export const ADD_EVIDENCE_REFUSAL = {
  ...EVIDENCE_REFUSAL,
  not_found: { field: null, words: 'This key is not registered any more.' },
  retired: { field: null, words: 'This key is retired: nothing is concluded about it any more.' },
  ownership_unproven: {
    field: null,
    words: 'The key’s AWS account is not proven to be the customer’s. Until it is, nothing about the key is kept.',
  },
  region_not_hosted: {
    field: null,
    words: 'We host nobody in this key’s region any more, so there is no account of ours to read it for.',
  },
  superseded: {
    field: null,
    words: 'Somebody changed this key meanwhile. What you see now is new: look, then try again.',
  },
} as const satisfies Record<string, { field: 'pasted' | 'takenAt' | null; words: string }>;

export type AddEvidenceRefusal = keyof typeof ADD_EVIDENCE_REFUSAL;
