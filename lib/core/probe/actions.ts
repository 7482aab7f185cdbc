/** What backups need, in AWS's own names: `usable` rests on every one of them (H9). `ReEncrypt` is two of them. */
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
 * One permission a row of the grid stands for. The last two are no condition of "usable": the standard policy does not
 * give `GetKeyRotationStatus`, and gives `CreateGrant` only to AWS services that call for us.
 */
export const PROBE_ACTIONS = [...REQUIRED_ACTIONS, 'GetKeyRotationStatus', 'CreateGrant'] as const;
export type ProbeAction = (typeof PROBE_ACTIONS)[number];

/** What the sweep asks of a healthy key between two full grids. */
export const SHORT_ACTIONS = ['DescribeKey', 'GenerateDataKey', 'Decrypt'] as const satisfies readonly RequiredAction[];

/** Whether "usable" rests on that row. */
export const isRequired = (action: ProbeAction): action is RequiredAction =>
  (REQUIRED_ACTIONS as readonly ProbeAction[]).includes(action);

/** `short` asks three rows, `grid` every row, `proof` makes a real round trip. */
export const PROBE_KINDS = ['short', 'grid', 'proof'] as const;
export type ProbeKind = (typeof PROBE_KINDS)[number];
