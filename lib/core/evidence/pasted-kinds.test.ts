import { describe, expect, it } from 'vitest';
import type { EvidenceKind, ProductionError } from '#lib/core/finding/evidence.ts';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import {
  described,
  KEY_ID,
  OTHER_ARN,
  OTHER_KEY_ID,
  OWNER,
  ownerStatement,
  policy,
  STRANGER,
  SUBJECT,
  useStatement,
  VENDOR,
} from './evidence.test-support.ts';
import { readEvidence } from './read-evidence.ts';

const ROLE = `arn:aws:sts::${VENDOR}:assumed-role/backup-worker/run-7`;
const NO_ALLOW = 'because no resource-based policy allows the kms:Decrypt action';
const denied = (resource: string, user = ROLE, tail = NO_ALLOW) =>
  `AccessDeniedException: User: ${user} is not authorized to perform: kms:Decrypt on resource: ${resource} ${tail}`;
const event = (given: Record<string, unknown> = {}) => ({
  eventSource: 'kms.amazonaws.com',
  eventName: 'Decrypt',
  awsRegion: 'eu-west-1',
  errorCode: 'AccessDenied',
  userIdentity: { arn: ROLE },
  ...given,
});

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

describe('an error of another service', () => {
  it.each([
    [
      'S3 for its own action',
      `User: ${ROLE} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/x" with an explicit deny in a resource control policy`,
    ],
    ['S3 without a reason', 'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied'],
    [
      'DynamoDB',
      `AccessDeniedException: User: ${ROLE} is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:eu-west-1:${VENDOR}:table/x`,
    ],
    [
      'STS',
      `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ${ROLE} is not authorized to perform: sts:AssumeRole`,
    ],
    ['S3 in CloudTrail', JSON.stringify(event({ eventSource: 's3.amazonaws.com', eventName: 'PutObject' }))],
    ['nobody in particular', 'AccessDeniedException'],
  ])('is refused: %s', (_who, pasted) => {
    expect(reasonOf(pasted)).toBe('error_of_another_service');
  });

  it.each([
    'java.nio.file.AccessDeniedException: /var/backup',
    'java.lang.UnsupportedOperationException\n\tat java.util.List',
  ])('is none of AWS when it is a program’s own: %s', (pasted) => {
    expect(reasonOf(pasted)).toBe('no_error_found');
  });

  it.each<[string, string, Partial<ProductionError>]>([
    [
      'S3',
      `<Error><Code>KMS.DisabledException</Code><Message>${ARN} is disabled.</Message></Error>`,
      { errorName: 'DisabledException', state: 'disabled' },
    ],
    ['SNS', 'KMSDisabledException: the key is disabled', { errorName: 'DisabledException', state: 'disabled' }],
    ['SQS', 'KmsThrottled', { errorName: 'ThrottlingException' }],
    [
      'DMS',
      'An error occurred (KMSAccessDeniedFault) when calling the CreateEndpoint operation: denied',
      { errorName: 'AccessDeniedException' },
    ],
    [
      'a service that lost the customer’s key',
      `CustomerKeyHasBeenRevoked: ${ARN}`,
      { errorName: 'CustomerKeyHasBeenRevoked', namesThisKey: true },
    ],
    [
      'a service without a name for it',
      'The source snapshot KMS key does not exist, is not enabled or you do not have permissions to access it',
      { errorName: 'KMSKeyNotAccessibleFault' },
    ],
    [
      'an external key store',
      'KMSInvalidStateException: the external key store proxy did not respond in time',
      { keyStore: 'external_key_store', state: null },
    ],
    [
      'a CloudHSM key store',
      'KMSInvalidStateException: KMS cannot communicate with your CloudHSM cluster',
      { keyStore: 'cloudhsm_key_store' },
    ],
    [
      'KMS without the error’s name',
      `${ARN} is pending deletion.`,
      { errorName: 'KMSInvalidStateException', state: 'pending_deletion' },
    ],
  ])('is read in that service’s words when KMS caused it: %s', (_who, pasted, expected) => {
    expect(errorIn(pasted)).toMatchObject(expected);
  });

  it('IncorrectKeyException says nothing about the key’s type', () => {
    expect(errorIn('IncorrectKeyException: The key ID in the request does not identify a CMK')).toMatchObject({
      state: null,
    });
  });
});

describe('a CloudTrail event', () => {
  it.each<[string, unknown]>([
    ['alone', event()],
    ['in a file', { Records: [event({ errorCode: undefined }), event()] }],
    ['from lookup-events', { Events: [{ EventId: 'x', CloudTrailEvent: JSON.stringify(event()) }] }],
    ['from EventBridge', { detail: event() }],
  ])('gives who called and what was denied: %s', (_how, value) => {
    expect(errorIn(JSON.stringify(value))).toMatchObject({
      errorName: 'AccessDeniedException',
      action: 'Decrypt',
      principalArn: ROLE,
      byOurAccount: true,
    });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['of a call that succeeded', { errorCode: undefined }, 'event_without_error'],
    [
      'of a stranger without an ARN',
      { userIdentity: { type: 'AWSAccount', accountId: STRANGER } },
      'foreign_principal',
    ],
    ['of a stranger', { userIdentity: { arn: `arn:aws:iam::${STRANGER}:user/jo` } }, 'foreign_principal'],
    ['in another region', { awsRegion: 'us-west-2' }, 'about_another_key'],
    ['about another key', { resources: [{ ARN: OTHER_ARN }] }, 'about_another_key'],
    ['about another key’s bare ID', { requestParameters: { keyId: OTHER_KEY_ID } }, 'about_another_key'],
  ])('is refused %s', (_what, given, reason) => {
    expect(reasonOf(JSON.stringify(event(given)))).toBe(reason);
  });

  it('shows that our account called, also without an ARN', () => {
    const outcome = errorIn(JSON.stringify(event({ userIdentity: { type: 'AWSAccount', accountId: VENDOR } })));
    expect(outcome).toMatchObject({ principalArn: null, byOurAccount: true });
  });

  it('is read also when it is cut off', () => {
    const cut = JSON.stringify(event({ errorMessage: denied(ARN) }), null, 2).slice(0, -3);
    expect(errorIn(cut)).toMatchObject({ action: 'Decrypt', namesThisKey: true, deniedBy: 'resource_policy' });
  });
});

describe('what somebody hid', () => {
  it.each([
    ['stars', 'arn:aws:kms:eu-west-1:1111****3333:key/1234abcd-****-****-****-1234567890ab'],
    ['letters', 'arn:aws:kms:eu-west-1:XXXXXXXXXXXX:key/xxxxxxxx-12ab-34cd-56ef-xxxxxxxxxxxx'],
    ['blocks', 'arn:aws:kms:eu-west-1:████████████:key/████'],
    ['a placeholder', 'arn:aws:kms:eu-west-1:<account>:key/<key-id>'],
    ['dots', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd…'],
  ])('is not taken for this key, and not refused, while what is visible fits: %s', (_how, arn) => {
    expect(errorIn(denied(arn))).toMatchObject({ namesThisKey: false, deniedBy: 'resource_policy' });
  });

  it.each([
    'arn:aws:kms:us-west-2:1111****3333:key/*****',
    'arn:aws:kms:eu-west-1:9999****7777:key/*****',
    'arn:aws:kms:eu-west-1:****:key/*****-0987654321fe',
  ])('is refused where what is visible is another key’s: %s', (arn) => {
    expect(reasonOf(denied(arn))).toBe('about_another_key');
  });

  it.each<[string, string | null]>([
    ['arn:aws:sts::4444****6666:assumed-role/backup-worker/run-7', null],
    ['arn:aws:sts::************:assumed-role/****/****', null],
    ['<redacted>', null],
    ['arn:aws:sts::9999****7777:assumed-role/backup-worker/run-7', 'foreign_principal'],
    [`arn:aws:iam::${OWNER}:role/admin`, 'foreign_principal'],
  ])('of a principal never passes as ours: %s', (user, reason) => {
    const pasted = denied(ARN, user);
    expect(reasonOf(pasted)).toBe(reason);
    if (reason === null) expect(errorIn(pasted)).toMatchObject({ principalArn: null, byOurAccount: null });
  });

  it('by cutting the text off is not known', () => {
    expect(errorIn(denied(ARN.slice(0, -20), ROLE, '').trim())).toMatchObject({ namesThisKey: false });
    expect(errorIn(`AccessDeniedException: User: ${ROLE} is not authorized to perform: kms:Gener`)).toMatchObject({
      action: null,
    });
  });
});

describe('several errors', () => {
  it('are all read, and the last of those that say most is kept', () => {
    const pasted = `ThrottlingException: you may call KMS less often\n${denied(ARN)}\nDisabledException: ${ARN} is disabled.\nInvalidCiphertextException`;
    expect(errorIn(pasted)).toMatchObject({
      errorName: 'DisabledException',
      otherErrors: ['ThrottlingException', 'AccessDeniedException', 'InvalidCiphertextException'],
    });
  });

  it('of which one is about another key leave the one about this key', () => {
    expect(
      errorIn(`DisabledException: ${OTHER_ARN} is disabled.\nDisabledException: ${ARN} is disabled.`),
    ).toMatchObject({
      namesThisKey: true,
    });
    expect(reasonOf(`DisabledException: ${OTHER_ARN} is disabled.\nThrottlingException: KMS`)).toBe(
      'about_another_key',
    );
  });

  it('of which one is another service’s leave the one of KMS', () => {
    const ofS3 = 'An error occurred (AccessDenied) when calling the PutObject operation: Access Denied';
    expect(errorIn(`${ofS3}\n\n${denied(ARN)}`)).toMatchObject({
      namesThisKey: true,
      otherErrors: ['AccessDeniedException'],
    });
  });

  it('that are one error printed twice are one', () => {
    const said = `An error occurred (DisabledException) when calling the Encrypt operation: ${ARN} is disabled.`;
    expect(errorIn(`botocore.errorfactory.DisabledException: ${said}\n${said}`).otherErrors).toBeUndefined();
  });
});

describe('a text that went through other programs', () => {
  const said = denied(ARN);
  it.each([
    ['broken anywhere', said.replaceAll(/(.{37})/g, '$1\n')],
    ['broken in a box', said.replaceAll(/(.{50})/g, '│ $1 │\n')],
    ['quoted', said.replaceAll(/(.{60})/g, '$1\n').replaceAll(/^/gm, '> ')],
    ['escaped for HTML', said.replaceAll('"', '&quot;').replaceAll(' ', '&#32;')],
    ['escaped for a URL', encodeURIComponent(said)],
    ['inside JSON', JSON.stringify({ error: said })],
    ['inside JSON inside JSON', JSON.stringify({ line: JSON.stringify({ error: said }) })],
    ['colored', said.replace('AccessDenied', '\u001B[31mAccessDenied')],
    ['with invisible characters', said.replaceAll('-', '\u200B-')],
    ['with other hyphens', said.replaceAll('-', '\u2011')],
  ])('is read all the same: %s', (_how, pasted) => {
    expect(errorIn(pasted)).toMatchObject({
      action: 'Decrypt',
      principalArn: ROLE,
      namesThisKey: true,
      deniedBy: 'resource_policy',
    });
  });

  const whole = policy(ownerStatement, useStatement());
  it.each<[string, string, EvidenceKind]>([
    ['a policy quoted in a mail', whole.replaceAll(/^/gm, '> '), 'key_policy'],
    ['a policy commented out', whole.replaceAll(/^/gm, '# '), 'key_policy'],
    ['a policy escaped for HTML', whole.replaceAll('"', '&quot;'), 'key_policy'],
    ['a policy as JSON text', JSON.stringify(whole), 'key_policy'],
    [
      'a policy after a prompt in brackets',
      `[jo@host ~]$ aws kms get-key-policy\n${whole}\n[jo@host ~]$`,
      'key_policy',
    ],
    [
      'a description after a log prefix',
      `2026-03-10T10:00:00Z [main] INFO ${JSON.stringify(JSON.parse(described()))}`,
      'describe_key',
    ],
    [
      'rotations after a command',
      `PS C:\\> aws kms list-key-rotations\n{"Rotations": [{"KeyId": "${KEY_ID}"}]}`,
      'key_rotations',
    ],
  ])('is found out and read: %s', (_what, pasted, kind) => {
    expect(read(pasted)).toMatchObject({ ok: true, value: { kind } });
  });

  it('is refused when it holds the answers of two commands', () => {
    expect(reasonOf(`${described()}\n{"Rotations": [{"KeyId": "${KEY_ID}"}]}`)).toBe('several_outputs');
  });

  it.each([
    ['a table', '+----+\n|| KeyMetadata ||', 'table'],
    ['YAML', `- KeyMetadata:\n    Arn: ${ARN}`, 'yaml'],
    ['text', `KEYMETADATA\t${OWNER}\t${ARN}`, 'text'],
    ['PowerShell', `AWSAccountId : ${OWNER}\nKeyState     : Enabled`, 'powershell'],
    ['Python', `{'KeyMetadata': {'KeyState': 'Enabled'}}`, 'python'],
    ['JavaScript', `{\n  KeyMetadata: { KeyState: 'Enabled' }\n}`, 'javascript'],
    ['Java', 'DescribeKeyResponse(KeyMetadata=KeyMetadata(KeyState=Enabled))', 'java'],
    ['the console', 'General configuration\nStatus\nEnabled\nCreation date\nNov 14', 'console'],
  ])('is refused by its format: %s', (_what, pasted, format) => {
    expect(read(pasted)).toMatchObject({ ok: false, reason: 'other_output_format', format });
  });

  it.each([
    ['terraform_code', 'resource "aws_kms_key" "k" {\n  policy = data.aws_iam_policy_document.k.json\n}'],
    ['terraform_code', policy(ownerStatement).replace(OWNER, '${var.owner}')],
    [
      'cloudformation_template',
      'Resources:\n  Key:\n    Type: AWS::KMS::Key\n    Properties:\n      KeyPolicy:\n        Statement: []',
    ],
    ['cloudformation_template', policy(ownerStatement).replace(OWNER, '${AWS::AccountId}')],
    ['template_code', policy(ownerStatement).replace(OWNER, '{{ owner }}')],
    ['template_code', 'new aws.kms.Key("k", { policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }) })'],
    ['template_code', 'key = aws.kms.Key("k", policy=json.dumps({"Statement": []}))'],
    [
      'template_code',
      `key.addToResourcePolicy(new iam.PolicyStatement({ actions: ["kms:Decrypt"], resources: ["*"] }));`,
    ],
  ])('is refused when code made it: %s (%#)', (reason, pasted) => {
    expect(reasonOf(pasted)).toBe(reason);
  });

  it('is not taken for code when a policy has variables of its own', () => {
    expect(read(policy(ownerStatement, useStatement({ Resource: '${aws:PrincipalArn}' }))).ok).toBe(true);
  });
});

describe('an error in a mail or page with markup', () => {
  it.each([
    ['a link around the ARN', denied(`<a href="https://example.com/k">${ARN}</a>`)],
    ['line breaks', denied(`<br>${ARN}<br/>`)],
    ['paragraphs and bold words', `<p>${denied(`<b>${ARN}</b>`)}</p>\r\n<p>Regards</p>`],
    ['a table', `<table><tr><td>10:00</td><td>${denied(ARN)}</td></tr></table>`],
    ['lists and code', `<ul><li><code>${denied(ARN)}</code></li></ul>`],
  ])('is read without it: %s', (_what, pasted) => {
    expect(errorIn(pasted)).toMatchObject({ action: 'Decrypt', principalArn: ROLE, namesThisKey: true });
  });

  it('keeps the tags of S3’s XML and what people write in angle brackets', () => {
    const xml = '<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';
    expect(reasonOf(xml)).toBe('error_of_another_service');
    expect(errorIn(denied(`arn:aws:kms:eu-west-1:<account>:key/${KEY_ID}`)).namesThisKey).toBe(false);
  });
});

describe('a key state in a service’s own sentence', () => {
  it.each([
    ['BadRequestException: The KMS key is disabled', 'disabled'],
    ['InvalidRequestException: The provided KMS key is disabled.', 'disabled'],
    ['BadRequestException: The KMS key is pending deletion', 'pending_deletion'],
    ['InvalidStateFault: AWS KMS key is pending import', 'pending_import'],
    ['The request was rejected because the specified KMS key is not enabled.', 'disabled'],
  ])('is read: %s', (pasted, state) => {
    expect(errorIn(pasted).state).toBe(state);
  });

  it.each([
    'Is the KMS key disabled?',
    'We think that our KMS key is disabled.',
    'KMS key is pending deletion, says Jo',
  ])('is not what a person writes without an error: %s', (pasted) => {
    expect(read(pasted).ok).toBe(false);
  });
});
