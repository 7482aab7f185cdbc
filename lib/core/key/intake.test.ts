import { describe, expect, it } from 'vitest';
import { judgeIntake } from '#lib/core/key/intake.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';

const region = (code: string, vendorAccountId: string): HostingRegion => ({
  code,
  name: code,
  vendorAccountId,
  roleArn: `arn:aws:iam::${vendorAccountId}:role/keydesk`,
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
});
const REGIONS = [region('eu-west-1', '444455556666'), region('us-west-2', '555566667777')];
const arn = (code: string, account = '111122223333') =>
  `arn:aws:kms:${code}:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

describe('judgeIntake', () => {
  it('accepts a key of the customer’s account in the customer’s hosting region', () => {
    expect(judgeIntake(arn('eu-west-1'), 'eu-west-1', REGIONS)).toMatchObject({
      ok: true,
      value: { region: 'eu-west-1', awsAccountId: '111122223333' },
    });
  });

  it.each([
    ['not_an_arn', 'key', 'eu-west-1'],
    ['region_not_hosted', arn('ap-southeast-2'), 'ap-southeast-2'],
    ['region_not_hosted', `"${arn('ap-southeast-2')}"`, 'ap-southeast-2'],
    ['region_mismatch', arn('us-west-2'), 'eu-west-1'],
    ['vendor_account_key', arn('eu-west-1', '444455556666'), 'eu-west-1'],
    ['vendor_account_key', arn('eu-west-1', '555566667777'), 'eu-west-1'],
  ])('returns %s for %s of a customer hosted in %s', (reason, text, hostingRegion) => {
    expect(judgeIntake(text, hostingRegion, REGIONS)).toMatchObject({ ok: false, reason });
  });

  it('takes the region from the ARN alone, so that a form cannot send a test elsewhere', () => {
    expect(judgeIntake(arn('us-west-2'), 'eu-west-1', REGIONS)).toMatchObject({ ok: false, reason: 'region_mismatch' });
    expect(judgeIntake(arn('eu-west-1'), 'evil.example', REGIONS)).toMatchObject({
      ok: false,
      reason: 'region_mismatch',
    });
  });
});

describe('what customers send where a key’s ARN was asked for', () => {
  const KEY = arn('eu-west-1');
  const judged = (text: string) => {
    const read = judgeIntake(text, 'eu-west-1', REGIONS);
    return read.ok ? read.value.arn : read.reason;
  };

  it.each([
    ['A01', `  ${KEY}\n`],
    ['A02', `"${KEY}",`],
    ['A04', `${KEY}.`],
    ['A05', `\u200B${KEY}`],
    ['A07', KEY.replace('12ab-34cd', '12ab\n-34cd')],
    ['A15', `${KEY}+arn:aws:iam::444455556666:role/secrets-reader`],
    ['A19', `backup_key_arn = "${KEY}"`],
  ])('is taken as that ARN, unchanged: %s', (_id, text) => {
    expect(judged(text)).toBe(KEY);
  });

  it.each([
    ['A08', 'arn:aws:kms:eu-west-1:111122223333:alias/backup', 'alias_arn'],
    ['A10', '1234abcd-12ab-34cd-56ef-1234567890ab', 'bare_key_id'],
    ['A11', 'mrk-1234abcd12ab34cd56ef1234567890ab', 'multi_region_key_id'],
    ['A13', KEY.replace('aws:kms:eu-west-1', 'aws-us-gov:kms:us-gov-west-1'), 'wrong_partition'],
    ['A16', 'arn:aws:s3:::amzn-s3-demo-bucket', 'other_arn'],
    ['A22', KEY.toUpperCase(), 'damaged_arn'],
    ['A24', arn('eu-west-1', '444455556666'), 'vendor_account_key'],
  ])('is refused for what it is: %s', (_id, text, reason) => {
    expect(judged(text)).toBe(reason);
  });
});
