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
