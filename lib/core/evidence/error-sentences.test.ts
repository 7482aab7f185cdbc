import { describe, expect, it } from 'vitest';
import type { ProductionError } from '#lib/core/finding/evidence.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { BY_NAME } from './error-name-words.ts';
import { errorWords } from './error-words.ts';
import { KEY_ID, OTHER_ARN, OWNER, SUBJECT, VENDOR } from './evidence.test-support.ts';
import { readEvidence } from './read-evidence.ts';

const USER = `User: arn:aws:sts::${VENDOR}:assumed-role/backup-worker/run-7`;
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
const wordsOf = (error: Partial<ProductionError>): string => {
  const { means, nextAction } = errorWords({
    kind: 'production_error',
    errorName: 'AccessDeniedException',
    action: null,
    principalArn: null,
    ...error,
  });
  return `${means} ${nextAction}`;
};

describe('what a service says of the key', () => {
  it.each<[string, Partial<ProductionError>]>([
    [`ValidationException: The KMS key ${ARN} is not enabled`, { errorName: 'KMSKeyNotAccessibleFault', state: null }],
    [
      `ValidationException: Cannot access KMS key ${ARN}. Please check the key policy and that the key is enabled.`,
      { errorName: 'KMSKeyNotAccessibleFault' },
    ],
    [cli('InvalidKeyId', 'GetParameter', `${ARN} is disabled.`), { state: 'disabled', service: 'SSM' }],
    [
      'operation error EC2: CreateVolume, https response error StatusCode: 400, api error InvalidParameterValue: The specified KMS key is not accessible.',
      { errorName: 'KMSKeyNotAccessibleFault', service: 'EC2' },
    ],
    ['Given key ID is not accessible. You must have DescribeKey permissions on the default CMK', {}],
    ['Client.InternalError: EBS volumes are encrypted with an inaccessible AWS KMS key', {}],
    [
      cli(
        'InvalidParameterException',
        'AssociateKmsKey',
        "The specified KMS key does not exist or is not allowed to be used with LogGroup 'arn:aws:logs:eu-west-1:444455556666:log-group:/app'",
      ),
      { errorName: 'KMSKeyNotAccessibleFault', service: 'CloudWatch Logs' },
    ],
    [`InvalidParameterException: KeyArn in encryptionConfig provider is invalid: Key '${ARN}' is not accessible`, {}],
    ['KmsKeyMarkedForDeletion - The KMS key is marked for deletion.', { state: 'pending_deletion' }],
    [`{"code":"KmsGrantRevoked","message":"KMS grants for ${ARN} were revoked."}`, { errorName: 'KmsGrantRevoked' }],
    [
      cli('InvalidParameterValueException', 'CreateBackupVault', `KMS key ${ARN} does not exist or is not accessible`),
      {},
    ],
    [`Amazon RDS has encountered a fatal error: cannot access the KMS encryption key ${ARN}`, { service: 'RDS' }],
    [
      `Backup job failed: The KMS key ${ARN} used for the recovery point is pending deletion.`,
      { state: 'pending_deletion' },
    ],
    ['MessageRejected: Access denied to KMS key', { errorName: 'AccessDeniedException' }],
    [cli('DecryptionFailure', 'GetSecretValue', `${ARN} is pending deletion.`), { state: 'pending_deletion' }],
    [`inaccessible-encryption-credentials because KMS key ${ARN} is disabled`, { state: 'disabled', service: 'RDS' }],
    [`KMSInvalidStateException: ${ARN} is already pending deletion.`, { state: 'pending_deletion' }],
    [`KMSInvalidStateException: ${ARN} is in state PendingDeletion`, { state: 'pending_deletion' }],
    [`KMSInvalidStateException: ${ARN} is not pending deletion.`, { state: null }],
    [
      `{"detail-type":"EBS Volume Notification","source":"aws.ec2","detail":{"cause":"${ARN} is disabled."}}`,
      { state: 'disabled', service: 'EBS' },
    ],
    [
      'The ciphertext references a key that either does not exist or you do not have access to. AccessDeniedException',
      { deniedBy: 'cross_account_catch_all', action: 'Decrypt' },
    ],
    [`software.amazon.awssdk.services.sqs.model.KmsAccessDeniedException: ${ARN}`, { service: 'SQS' }],
    [`S3ServiceException [KMS.KMSInvalidStateException]: ${ARN} is pending deletion.`, { service: 'S3' }],
  ])('is read, whatever its error is called: %s', (pasted, expected) => {
    expect(errorIn(pasted)).toMatchObject(expected);
  });

  it.each([
    ['not_recognized', 'our nightly job says "the KMS key is disabled" since Tuesday'],
    ['about_another_key', cli('ValidationException', 'CreateDomain', `KMS key ${OTHER_ARN} is not enabled`)],
    [
      'no_error_found',
      cli('InvalidParameterValueException', 'CreateFunction', `The role can’t be assumed. (KMS key ${ARN})`),
    ],
  ])('is refused where it is of another key or another thing: %s', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });

  it('is our own action when Lambda reports the credentials of a role that was re-created', () => {
    const said =
      "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings. KMS Exception: UnrecognizedClientExceptionKMS Message: The security token included in the request is invalid.";
    for (const pasted of [said, `KMSAccessDeniedException: ${said}`]) {
      const error = errorIn(pasted);
      expect(error).toMatchObject({ errorName: 'UnrecognizedClientException', service: 'Lambda' });
      expect(wordsOf(error)).toMatch(/Us, likely: if the function’s role was re-created/);
    }
  });

  it('is read with an ARN that a mail program broke (quoted-printable)', () => {
    const broken = `AccessDeniedException: ${USER} is not authorized to perform: kms:Decrypt on resource: ${ARN.replace('eu-west', 'eu-w=\nest')} because no reso=\nurce-based policy allows the kms:Decrypt action`;
    expect(errorIn(broken)).toMatchObject({ namesThisKey: true, deniedBy: 'resource_policy' });
  });

  it('keeps the operation of a CloudTrail event that is cut off', () => {
    const event = JSON.stringify({
      eventSource: 'kms.amazonaws.com',
      eventName: 'Decrypt',
      errorCode: 'DisabledException',
      errorMessage: `${ARN} is disabled.`,
      requestID: 'x',
    });
    expect(errorIn(event.slice(0, -8))).toMatchObject({ action: 'Decrypt', state: 'disabled' });
  });

  it('keeps actions that no key policy grants', () => {
    const denied = `${USER} is not authorized to perform: kms:ListAliases on resource: * because no identity-based policy allows the kms:ListAliases action`;
    expect(errorIn(denied)).toMatchObject({ action: 'ListAliases', deniedBy: 'identity_policy' });
  });

  it('names our own VPC endpoint where CloudTrail only has the code', () => {
    const event = { eventSource: 'kms.amazonaws.com', eventName: 'Decrypt', errorCode: 'VpceAccessDenied' };
    expect(errorIn(JSON.stringify(event))).toMatchObject({
      errorName: 'AccessDeniedException',
      deniedBy: 'vpc_endpoint_policy',
    });
  });
});

describe('the words of an error’s name', () => {
  const ofAws = ['DependencyTimeoutException', 'KMSInternalException', 'KeyUnavailableException'];
  it.each(Object.keys(BY_NAME).filter((name) => !ofAws.includes(name)))('never call it a fault of AWS: %s', (name) => {
    expect(wordsOf({ errorName: name })).not.toMatch(/fault of AWS KMS or|contact AWS Support/);
  });

  it.each([
    ['inaccessible-encryption-credentials', /urgent/],
    ['inaccessible-encryption-credentials-recoverable', /urgent/],
    ['LimitExceededException', /quota/],
    ['InvalidGrantTokenException', /grant.*Us, likely/],
    ['IncorrectKeyMaterialException', /key material.*same key material/],
    ['MalformedPolicyDocumentException', /policy that the key had before stays in effect/],
    ['CustomKeyStoreInvalidStateException', /custom key store/],
  ])('say what it is: %s', (name, words) => {
    expect(wordsOf({ errorName: name })).toMatch(words);
  });

  it('are unclear for a name that Keydesk does not know', () => {
    expect(wordsOf({ errorName: 'Unheard' })).toMatch(/Unclear/);
    expect(wordsOf({ errorName: 'toString' })).toMatch(/Unclear/);
  });

  it('call a state a state, also where backups never call that action', () => {
    const error = errorIn(cli('KMSInvalidStateException', 'EnableKey', `${ARN} is pending deletion.`));
    expect(wordsOf(error)).not.toMatch(/Backups don’t need/);
  });

  it.each(['RDS', 'AWS Backup', 'EC2 Auto Scaling', null])(
    'ask for the statement for grants when kms:CreateGrant is denied: through %s',
    (service) => {
      const words = wordsOf({ action: 'CreateGrant', deniedBy: 'resource_policy', service });
      expect(words).toMatch(/Customer, likely: add the statement for grants.*kms:GrantIsForAWSResource/);
      expect(words).not.toMatch(/don’t need/);
    },
  );
});

describe('a call that was only a test', () => {
  const event = {
    eventSource: 'kms.amazonaws.com',
    eventName: 'GenerateDataKey',
    errorCode: 'DryRunOperationException',
    userIdentity: { arn: `arn:aws:sts::${VENDOR}:assumed-role/backup-worker/keydesk-probe` },
    resources: [{ ARN }],
  };
  it.each([
    cli(
      'DryRunOperationException',
      'GenerateDataKey',
      'The request would have succeeded, but the DryRun option is set.',
    ),
    JSON.stringify(event),
  ])('H22 is neither an error nor a fault (%#)', (pasted) => {
    expect(reasonOf(pasted)).toBe('dry_run');
    expect(wordsOf({ errorName: 'DryRunOperationException' })).toMatch(/No error.*nothing to do/);
  });

  it('H22 never hides a real error next to it', () => {
    const Records = [event, { ...event, errorCode: 'DisabledException', errorMessage: `${ARN} is disabled.` }];
    expect(errorIn(JSON.stringify({ Records }))).toMatchObject({ state: 'disabled' });
  });
});

describe('a record of a change', () => {
  const event = (eventName: string) =>
    JSON.stringify({
      eventSource: 'kms.amazonaws.com',
      eventName,
      awsRegion: 'eu-west-1',
      userIdentity: { arn: `arn:aws:iam::${OWNER}:user/kim` },
      requestParameters: { keyId: ARN },
    });
  it.each([
    ...['PutKeyPolicy', 'DisableKey', 'ScheduleKeyDeletion', 'DeleteKey', 'CancelKeyDeletion', 'RevokeGrant'].map(
      event,
    ),
    JSON.stringify({
      'detail-type': 'KMS CMK Deletion',
      source: 'aws.kms',
      resources: [ARN],
      detail: { 'key-id': KEY_ID },
    }),
    JSON.stringify({
      'detail-type': 'KMS Imported Key Material Expiration',
      source: 'aws.kms',
      resources: [ARN],
      detail: {},
    }),
  ])('H5 leads to what the key is now, as we ask customers for these events: %s', (pasted) => {
    expect(reasonOf(pasted)).toBe('change_of_key');
  });

  it('is read all the same when the change was refused', () => {
    const refused = { ...(JSON.parse(event('EnableKey')) as object), errorCode: 'KMSInvalidStateException' };
    expect(reasonOf(JSON.stringify(refused))).not.toBe('change_of_key');
  });
});

describe('a command of the customer that failed', () => {
  const command = (line: string, error: string) => `$ aws kms ${line} --key-id ${ARN}\n\n${error}`;
  const token = 'The security token included in the request is expired';
  it.each([
    ['error_says_nothing', command('describe-key', cli('ExpiredTokenException', 'DescribeKey', token))],
    ['error_instead', command('get-key-policy', cli('UnrecognizedClientException', 'GetKeyPolicy', token))],
    ['error_instead', command('list-key-rotations', cli('ExpiredTokenException', 'ListKeyRotations', token))],
    ['not_found_elsewhere', command('describe-key', cli('NotFoundException', 'DescribeKey', 'Invalid arn us-west-2'))],
    ['not_found_elsewhere', cli('NotFoundException', 'DescribeKey', `Invalid keyId '${KEY_ID}x'`)],
    [
      'not_found_elsewhere',
      cli('NotFoundException', 'DescribeKey', `Alias arn:aws:kms:eu-west-1:${OWNER}:alias/b is not found.`),
    ],
    ['wrong_policy_name', command('get-key-policy', cli('NotFoundException', 'GetKeyPolicy', 'No such policy exists'))],
    ['error_instead', command('describe-key', 'Unable to locate credentials. You can configure credentials.')],
    ['error_instead', command('describe-key', 'aws: error: argument --key-id: expected one argument')],
  ])('is no error of our production: %s (%#)', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });

  it.each([
    command(
      'describe-key',
      cli(
        'AccessDeniedException',
        'DescribeKey',
        `${USER} is not authorized to perform: kms:DescribeKey on resource: ${ARN}`,
      ),
    ),
    `2026-11-29 ERROR ${cli('ExpiredTokenException', 'DescribeKey', token)}`,
  ])('is one where our own caller or a log shows that we called (%#)', (pasted) => {
    expect(read(pasted)).toMatchObject({ ok: true, value: { kind: 'production_error', action: 'DescribeKey' } });
  });
});
