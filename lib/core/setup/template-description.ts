/** What a key's description has, so that DescribeKey shows it: "keydesk-verify=<code>". */
export const codeInDescription = (code: string): string => `${CODE_NAME}=${code}`;

/** The name of the code in a description and in an encryption context. Customers can see it, so it names nobody (H23). */
export const CODE_NAME = 'keydesk-verify';

/**
 * The description of a new key. It tells whoever finds the key whom to ask, and it names no person: AWS writes
 * descriptions to logs. It has no character that YAML, HCL or a quoted text of a shell would change.
 */
export const descriptionOfNewKey = (code: string): string =>
  `Encrypts our backups. Ask our backup provider before you replace, disable or delete this key. ${codeInDescription(code)}`;
