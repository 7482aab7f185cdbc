/** The permissions that backups need, in AWS's names. `usable` requires all of them (H9). `ReEncrypt` needs two. */
export const REQUIRED_ACTIONS = [
  'DescribeKey',
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
] as const;
export type RequiredAction = (typeof REQUIRED_ACTIONS)[number];

/**
 * Every permission that we test. The last two are not required for `usable`: the standard policy does not grant
 * `GetKeyRotationStatus`, and it grants `CreateGrant` only to AWS services that call for us.
 */
export const PROBE_ACTIONS = [...REQUIRED_ACTIONS, 'GetKeyRotationStatus', 'CreateGrant'] as const;
export type ProbeAction = (typeof PROBE_ACTIONS)[number];

/** The calls of a quick check, which scheduled checks use between two full checks. */
export const SHORT_ACTIONS = ['DescribeKey', 'GenerateDataKey', 'Decrypt'] as const satisfies readonly RequiredAction[];

/** Whether `usable` requires this permission. */
export const isRequired = (action: ProbeAction): action is RequiredAction =>
  (REQUIRED_ACTIONS as readonly ProbeAction[]).includes(action);

/**
 * `short` is the quick check, `grid` the full check with every permission test, `proof` the real encrypt/decrypt test.
 */
export const PROBE_KINDS = ['short', 'grid', 'proof'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];
