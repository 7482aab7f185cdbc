import { describe, expect, it } from 'vitest';
import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { errorWords } from './error-words.ts';
import { KEY_ID, OTHER_ARN, OTHER_VENDOR, OWNER, SUBJECT, VENDOR } from './evidence.test-support.ts';
import { refusalWords } from './evidence-refusal.ts';
import { readEvidence } from './read-evidence.ts';

const USER = `User: arn:aws:sts::${VENDOR}:assumed-role/backup-worker/run-7`;
const CUSTOMER = `User: arn:aws:iam::${OWNER}:user/kim`;
const read = (pasted: string) => readEvidence(null, pasted, SUBJECT);
const errorIn = (pasted: string): ProductionError => {
  const outcome = read(pasted);
  if (!outcome.ok || outcome.value.kind !== 'production_error') throw new Error(`No error: ${JSON.stringify(outcome)}`);
  return outcome.value;
};
const reasonOf = (pasted: string): string | null => {
  const outcome = read(pasted);
  return outcome.ok ? null : outcome.reason;
};
const cli = (name: string, operation: string, message: string): string =>
  `An error occurred (${name}) when calling the ${operation} operation: ${message}`;
const DENIED = 'Access Denied';

describe('a name that other services use too', () => {
  it.each([
    `$ aws s3api put-object --bucket b --server-side-encryption aws:kms --ssekms-key-id ${ARN}\n\n${cli('AccessDenied', 'PutObject', DENIED)}`,
    `level=error msg="Error uploading" kmsKeyId=${ARN} error="operation error S3: PutObject, https response error StatusCode: 403, api error AccessDenied: ${DENIED}"`,
    `backup to bucket b (key ${ARN}): ${cli('AccessDenied', 'CreateMultipartUpload', DENIED)}`,
    `<Error><Code>AccessDenied</Code><Message>${DENIED}</Message></Error> while writing with key ${ARN}`,
    `s3 upload (sse=aws:kms): AccessDenied: ${DENIED}\n\tstatus code: 403`,
    'KMS-encrypted upload: 403 AccessDenied',
    `Failed to copy: AccessDenied: ${DENIED} status code: 403 (sse_kms_key_id=${ARN})`,
    `Subject: KMS AccessDenied\n\nHi, the upload failed (AccessDenied): ${DENIED}`,
    'NotFoundException: Topic does not exist (KMS encrypted topic)',
    `NotFoundException: Stream jobs not found. (KMS key ${ARN})`,
    cli('ExpiredToken', 'PutObject', `The provided token has expired. (key ${ARN})`),
    cli('ThrottlingException', 'StartBackupJob', `Rate exceeded; vault key ${ARN}`),
    'ThrottlingException: Rate exceeded for PutLogEvents (log group encrypted with KMS)',
    cli('ConflictException', 'CreateBackupVault', `vault exists, key ${ARN}`),
    `software.amazon.awssdk.services.dynamodb.model.AccessDeniedException: table x encrypted with ${ARN}`,
  ])('is another service’s, even when KMS or this key is mentioned next to it: %s', (pasted) => {
    expect(reasonOf(pasted)).toBe('error_of_another_service');
  });

  it.each<[string, Partial<ProductionError>]>([
    [cli('AccessDeniedException', 'Decrypt', 'None'), { action: 'Decrypt' }],
    [`AccessDeniedException: ${ARN}`, { namesThisKey: true }],
    ['failed to call kms decrypt: AccessDeniedException', { errorName: 'AccessDeniedException' }],
    ['kms decrypt: NotFoundException', { errorName: 'NotFoundException' }],
    [cli('LimitExceededException', 'CreateGrant', 'quota reached'), { action: 'CreateGrant' }],
    [`SES: AccessDeniedException when using KMS key ${ARN}: ${USER} is not authorized`, { namesThisKey: true }],
    ['KMS: AccessDeniedException', { errorName: 'AccessDeniedException' }],
    [`AccessDenied: The key policy of ${ARN} does not allow kms:GenerateDataKey`, { namesThisKey: true }],
    [cli('ThrottlingException', 'DescribeKey', 'Rate exceeded'), { action: 'DescribeKey' }],
    [`NotFoundException: Key '${ARN}' does not exist`, { namesThisKey: true }],
    [
      cli('AccessDeniedException', 'GetSecretValue', 'Access to KMS is not allowed'),
      { service: 'Secrets Manager', operation: 'GetSecretValue' },
    ],
    ['AccessDeniedException: Access to KMS is not allowed\n\tstatus code: 400', { service: 'Secrets Manager' }],
    [
      'operation error Secrets Manager: GetSecretValue, https response error StatusCode: 400, api error AccessDeniedException: Access to KMS is not allowed',
      { service: 'Secrets Manager', operation: 'GetSecretValue' },
    ],
    [
      "operation error CloudWatch Logs: CreateLogGroup, https response error StatusCode: 400, api error AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-west-1:444455556666:log-group:/app'",
      { errorName: 'AccessDeniedException', service: 'CloudWatch Logs' },
    ],
  ])('is read as KMS’s where KMS’s own words or operation say so: %s', (pasted, expected) => {
    expect(errorIn(pasted)).toMatchObject(expected);
  });

  it.each([
    [`checked ${ARN}: no AccessDeniedException since Monday`],
    [`KMSInvalidStateException? The key ${ARN} is enabled.`],
    [`no more DisabledException on ${ARN}`],
  ])('is no error where a sentence denies or asks it: %s', (pasted) => {
    expect(reasonOf(pasted)).toBe('no_error_found');
  });
});

describe('a name in a headline', () => {
  const refused = `is not authorized to perform: kms:Decrypt on resource: ${ARN}`;
  it.each([
    [
      'foreign_principal',
      `KMS AccessDeniedException on our side:\n\n${cli('AccessDeniedException', 'Decrypt', `${CUSTOMER} ${refused}`)}`,
    ],
    ['foreign_principal', `KMS AccessDeniedException on our side:\n\n${CUSTOMER} ${refused}`],
    [
      'foreign_principal',
      `You wrote: "AccessDeniedException for ${ARN}".\n\n${cli('AccessDeniedException', 'GetKeyPolicy', `${CUSTOMER} ${refused}`)}`,
    ],
    [
      'error_of_another_service',
      `KMS AccessDeniedException\n\n${cli('AccessDenied', 'PutObject', `${USER} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::a/b"`)}`,
    ],
    [
      'about_another_key',
      `KMS DisabledException\n\n${cli('DisabledException', 'Decrypt', `${OTHER_ARN} is disabled.`)}`,
    ],
  ])('never outvotes the whole error below it that is refused: %s (%#)', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });
});

describe('where KMS looked for the key', () => {
  it.each([
    ['looked_up_elsewhere', cli('KMS.NotFoundException', 'PutObject', 'Invalid arn eu-central-1')],
    [
      'looked_up_elsewhere',
      '<Error><Code>KMS.NotFoundException</Code><Message>Invalid arn us-east-1</Message><HostId>a=</HostId></Error>',
    ],
    ['about_another_key', 'NotFoundException: Invalid arn eu-west-1'],
    ['about_another_key', cli('KMS.NotFoundException', 'PutObject', 'Invalid keyId aws/s3')],
    ['about_another_key', cli('KMS.NotFoundException', 'PutObject', "Invalid keyId 'alias/backup'")],
    [
      'looked_up_in_our_account',
      `NotFoundException: Key 'arn:aws:kms:eu-west-1:${VENDOR}:key/${KEY_ID}' does not exist`,
    ],
    [
      'looked_up_in_our_account',
      `NotFoundException: Key 'arn:aws:kms:us-east-1:${OTHER_VENDOR}:key/${KEY_ID}' does not exist`,
    ],
    ['about_another_key', `NotFoundException: Key 'arn:aws:kms:eu-west-1:999988887777:key/${KEY_ID}' does not exist`],
  ])('tells what our call passed: %s (%#)', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });

  it('is our action when our own call passed a bare key ID, and no command of the customer', () => {
    const words = refusalWords({ reason: 'looked_up_in_our_account' });
    expect(words).toMatch(/Us: pass the full key ARN/);
    expect(words).not.toMatch(/customer/);
  });
});

describe('an error among lines about other keys', () => {
  it.each<[string, Partial<ProductionError>]>([
    [
      `10:00 tenant-b with ${OTHER_ARN} ok\n10:01 ERROR tenant-a: DisabledException: ${ARN} is disabled.`,
      { state: 'disabled' },
    ],
    [`10:01 ERROR DisabledException: ${ARN} is disabled.\n10:02 tenant-b with ${OTHER_ARN} ok`, { state: 'disabled' }],
    [
      `key ${OTHER_ARN} ok\n${cli('AccessDenied', 'PutObject', `${USER} is not authorized to perform: kms:GenerateDataKey on resource: ${ARN} because no resource-based policy allows the kms:GenerateDataKey action`)}\nkey ${OTHER_ARN} ok`,
      { deniedBy: 'resource_policy' },
    ],
    [`keys: ${OTHER_ARN}, ${ARN}\nERROR DisabledException: ${ARN} is disabled.`, { state: 'disabled' }],
    [`ERROR CustomerKeyHasBeenRevoked: ${ARN}\nnext: ${OTHER_ARN} ok`, { errorName: 'CustomerKeyHasBeenRevoked' }],
  ])('is about the key that its own sentence or line names (%#)', (pasted, expected) => {
    expect(errorIn(pasted)).toMatchObject({ namesThisKey: true, ...expected });
  });

  it.each([
    `DisabledException: ${OTHER_ARN} is disabled. Fallback: ${ARN}`,
    `ThrottlingException: You have exceeded the rate at which you may call KMS\nother ${OTHER_ARN}`,
    cli(
      'AccessDenied',
      'CopyObject',
      `${USER} is not authorized to perform: kms:GenerateDataKey on resource: ${OTHER_ARN}; source ${ARN}`,
    ),
  ])('is refused where they name the other key, or none: %s', (pasted) => {
    expect(reasonOf(pasted)).toBe('about_another_key');
  });
});

describe('the time of an error', () => {
  const disabled = `DisabledException: ${ARN} is disabled.`;
  const pending = `KMSInvalidStateException: ${ARN} is pending deletion.`;
  it.each([
    ['a clock', '12:00 ', '09:00 '],
    ['ISO', '2026-11-29T09:00:00Z ', '2026-11-28T12:00:00Z '],
    ['an offset', '2026-11-29T09:00:00Z ', '2026-11-29T09:30:00+01:00 '],
    ['compact ISO', '20261129T090000Z ', '20261128T120000Z '],
    ['syslog', 'Nov 29 09:00:01 host ', 'Nov 28 12:30:00 host '],
    ['a web server', '[29/Nov/2026:09:00:00 +0000] ', '[28/Nov/2026:12:00:00 +0000] '],
    ['American dates', '11/29/2026 01:00:00 PM ', '11/29/2026 09:00:00 AM '],
    ['seconds since 1970', '1796000000 ', '1795000000 '],
    ['a field of JSON', '{"ts":"2026-11-29T09:00:00Z"} ', '{"ts":"2026-11-28T12:00:00Z"} '],
  ])('outweighs the order of the lines, as logs may print the newest first: %s', (_how, later, earlier) => {
    expect(errorIn(`${later}${disabled}\n${earlier}${pending}`).state).toBe('disabled');
    expect(errorIn(`${earlier}${disabled}\n${later}${pending}`).state).toBe('pending_deletion');
  });

  it.each([
    `${USER} is not authorized to perform: kms:Decrypt on resource: ${ARN}`,
    'ThrottlingException: You have exceeded the rate at which you may call KMS',
  ])('never hides a key state that a later line names without an error’s name: %s', (first) => {
    expect(errorIn(`${first}\n${ARN} is disabled.`)).toMatchObject({
      errorName: 'DisabledException',
      state: 'disabled',
    });
  });

  it('is that of CloudTrail in CloudTrail events', () => {
    const event = (eventTime: string, errorCode: string, errorMessage: string) => ({
      eventTime,
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      errorCode,
      errorMessage,
    });
    const Records = [
      event('2026-11-29T12:00:00Z', 'DisabledException', `${ARN} is disabled.`),
      event('2026-11-29T09:00:00Z', 'KMSInvalidStateException', `${ARN} is pending deletion.`),
    ];
    expect(errorIn(JSON.stringify({ Records })).state).toBe('disabled');
  });

  it.each([
    ['is missing in one', '12:00 ', ''],
    ['is written in two ways', '12:00 ', '2026-11-28T09:00:00Z '],
    ['has a date that can be read in two ways', '05/06/2026 12:00:00 ', '06/05/2026 09:00:00 '],
  ])('decides nothing where it %s: the last error counts', (_how, first, second) => {
    expect(errorIn(`${first}${disabled}\n${second}${pending}`).state).toBe('pending_deletion');
  });

  it('counts also for sentences without an error’s name', () => {
    expect(errorIn(`12:00 ${ARN} is disabled.\n09:00 ${ARN} is pending deletion.`).state).toBe('disabled');
    expect(errorIn(`12:00 ${disabled}\n09:00 ${ARN} is pending deletion.`).state).toBe('disabled');
    expect(errorIn(`09:00 ${disabled}\n12:00 ${ARN} is pending deletion.`).state).toBe('pending_deletion');
  });
});

describe('a caller that is not visible', () => {
  const ends = [
    'because no identity-based policy allows the kms:Decrypt action',
    'because no permissions boundary allows the kms:Decrypt action',
    'because no session policy allows the kms:Decrypt action',
    'because no VPC endpoint policy allows the kms:Decrypt action',
    `with an explicit deny in a service control policy: arn:aws:organizations::${OWNER}:policy/o-exampleorg1/service_control_policy/p-examp1e0`,
    'with an explicit deny in a resource-based policy',
  ];
  const callers = [
    'User: arn:aws:iam::[account]:user/kim is',
    'User: arn:aws:sts::############:assumed-role/x/y is',
    'AccessDeniedException:',
  ];
  it.each(callers.flatMap((caller) => ends.map((end) => [caller, end] as const)))(
    'H12 leaves a denial likely, never confirmed: %s … %s',
    (caller, end) => {
      const error = errorIn(`${caller} not authorized to perform: kms:Decrypt on resource: ${ARN} ${end}`);
      const { means, nextAction } = errorWords(error);
      expect(error).toMatchObject({ principalArn: null, byOurAccount: null });
      expect(nextAction).toMatch(/likely/);
      expect(nextAction).not.toMatch(/confirmed/);
      expect(means).not.toMatch(/\bour\b|ours/);
    },
  );

  it.each(ends)('H12 is why a denial of our own caller is more: it stays confirmed (%s)', (end) => {
    const error = errorIn(`${USER} is not authorized to perform: kms:Decrypt on resource: ${ARN} ${end}`);
    expect(errorWords(error).nextAction).toMatch(/confirmed/);
  });
});
