import { describe, expect, it } from 'vitest';
import { ARN } from '#lib/core/verdict/checks.test-support.ts';
import { contentOf, OTHER_ARN, refusalOf, STRANGER, VENDOR } from './evidence.test-support.ts';

const PRINCIPAL = `arn:aws:sts::${VENDOR}:assumed-role/backup-worker/i-0abc`;
const CATCH_ALL =
  'on this resource because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';
const denied = (what: string, who = PRINCIPAL) => `User: ${who} is not authorized to perform: kms:${what} ${CATCH_ALL}`;
const read = (pasted: string) => contentOf('production_error', pasted);

describe('an error from production', () => {
  it.each([
    [
      'the command line and Python',
      `botocore.exceptions.ClientError: An error occurred (AccessDeniedException) when calling the GenerateDataKey operation: ${denied('GenerateDataKey')}`,
    ],
    [
      'Java',
      `com.amazonaws.services.kms.model.AWSKMSException: ${denied('GenerateDataKey')} (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: 0f0f0f0f-1111-2222-3333-444444444444)\n\tat com.example.Backup.run(Backup.java:42)`,
    ],
    [
      'a log line in JSON',
      JSON.stringify({ level: 'error', customer: 'Northwind', err: { message: denied('GenerateDataKey') } }),
    ],
  ])('is read as %s writes it', (_who, pasted) => {
    expect(read(pasted)).toEqual({
      kind: 'production_error',
      errorName: 'AccessDeniedException',
      action: 'GenerateDataKey',
      principalArn: PRINCIPAL,
      namesThisKey: false,
      deniedBy: 'cross_account_catch_all',
      state: null,
      service: null,
      byOurAccount: true,
    });
  });

  it('is read when it names this key, also escaped in a URL', () => {
    const ofKey = `AccessDeniedException ${denied('Decrypt')} on resource: ${ARN}`;
    expect(read(ofKey)).toMatchObject({ action: 'Decrypt' });
    expect(read(`GET /?key=${encodeURIComponent(ARN)} ${denied('Decrypt')}`)).toMatchObject({ action: 'Decrypt' });
  });

  it('gives only what it names', () => {
    expect(read(`DisabledException: ${ARN} is disabled.`)).toEqual({
      kind: 'production_error',
      errorName: 'DisabledException',
      action: null,
      principalArn: null,
      namesThisKey: true,
      deniedBy: null,
      state: 'disabled',
      service: null,
      byOurAccount: null,
    });
    expect(
      read('An error occurred (KMSInvalidStateException) when calling the Decrypt operation: it is pending import.'),
    ).toMatchObject({ errorName: 'KMSInvalidStateException', action: 'Decrypt' });
    expect(read(denied('MakeCoffee'))).toMatchObject({ errorName: 'AccessDeniedException', action: null });
  });

  it.each([
    ['no_error_found', 'the backup failed'],
    ['no_error_found', 'java.lang.NullPointerException at Backup.java:42'],
    ['about_another_key', `${denied('Decrypt')} on resource: ${OTHER_ARN}`],
    ['about_another_key', `${denied('Decrypt')} ${encodeURIComponent(OTHER_ARN)}`],
    ['about_another_key', `${denied('Decrypt')} for ${ARN} and ${OTHER_ARN}`],
    ['about_another_key', `${denied('Decrypt')} arn:aws:kms:eu-west-1:XXXXXXXXXXXX:key/9876fedc`],
    ['about_another_key', `NotFoundException: Alias arn:aws:kms:us-west-2:${STRANGER}:alias/backups is not found.`],
    ['foreign_principal', denied('Decrypt', `arn:aws:iam::${STRANGER}:user/jo`)],
    ['foreign_principal', denied('Decrypt', 'arn:aws:iam::111122223333:role/admin')],
  ])('is refused as %s (%#)', (reason, pasted) => {
    expect(refusalOf('production_error', pasted)).toBe(reason);
  });
});
