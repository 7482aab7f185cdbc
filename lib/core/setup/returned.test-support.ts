import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { readReturned } from './returned-reading.ts';
import type { Expected, ExpectedLine, FoundForLine, Returned } from './returned.ts';

export const OWNER = '111122223333';
export const STRANGER = '999988887777';
export const IRELAND = { code: 'eu-west-1', name: 'Europe (Ireland)', vendorAccountId: '444455556666' };
export const OREGON = { code: 'us-west-2', name: 'US West (Oregon)', vendorAccountId: '555566667777' };
export const SYDNEY = { code: 'ap-southeast-2', name: 'Asia Pacific (Sydney)', vendorAccountId: '666677778888' };

export const KEY_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
export const OTHER_KEY_ID = '9876fedc-98fe-76dc-54ba-0987654321fe';
export const MULTI_REGION_ID = 'mrk-1234abcd12ab34cd56ef1234567890ab';
export const arnIn = (region: string, keyId = KEY_ID, account = OWNER): KeyArn =>
  `arn:aws:kms:${region}:${account}:key/${keyId}` as KeyArn;
export const ARN = arnIn('eu-west-1');
export const OTHER_ARN = arnIn('eu-west-1', OTHER_KEY_ID);
export const OREGON_ARN = arnIn('us-west-2', '22223333-12ab-34cd-56ef-1234567890ab');

export const line = (region: string, workspaceName: string, given: Partial<ExpectedLine> = {}): ExpectedLine => ({
  lineId: workspaceName,
  region,
  workspaceName,
  arn: null,
  ...given,
});
export const setup = (...lines: ExpectedLine[]): Expected => ({
  lines,
  regions: [IRELAND, OREGON, SYDNEY].map((region) => ({ ...region, encryptionContext: null })),
});
export const ONE_LINE = setup(line('eu-west-1', 'prod-eu'));
export const TWO_REGIONS = setup(line('eu-west-1', 'prod-eu'), line('us-west-2', 'prod-us'));
export const ONE_REGION_TWICE = setup(line('eu-west-1', 'prod-eu'), line('eu-west-1', 'test-eu'));

/** What was read of an answer; fails if nothing was. */
export function returnedOf(text: string, expected: Expected = ONE_LINE): Returned {
  const read = readReturned(text, expected);
  if (!read.ok) throw new Error(`Nothing read: ${read.reason}`);
  return read.value;
}

/** The ARN of a finding about a line, or its kind and the ARNs to choose from. */
export function foundOf({ lines }: Returned, at = 0): string | readonly string[] {
  const found: FoundForLine = lines[at]?.found ?? { kind: 'nothing' };
  if (found.kind === 'arn') return found.arn.arn;
  return 'arns' in found ? [found.kind, ...found.arns.map(({ arn }) => arn)] : found.kind;
}

const root = (account: string): { AWS: string } => ({ AWS: `arn:aws:iam::${account}:root` });
const USE = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'];

/** A key policy as the console writes it for another account. */
export const policyFor = (vendorAccountId: string, { use = USE, grants = true } = {}): Record<string, unknown> => ({
  Version: '2012-10-17',
  Id: 'key-consolepolicy-3',
  Statement: [
    { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: root(OWNER), Action: 'kms:*', Resource: '*' },
    { Sid: 'Allow use of the key', Effect: 'Allow', Principal: root(vendorAccountId), Action: use, Resource: '*' },
    ...(grants
      ? [
          {
            Sid: 'Allow attachment of persistent resources',
            Effect: 'Allow',
            Principal: root(vendorAccountId),
            Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
            Resource: '*',
            Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
          },
        ]
      : []),
  ],
});
export const printed = (policy: unknown): string => JSON.stringify(policy, null, 2);
/** What `get-key-policy --output json` prints. */
export const answered = (policy: unknown): string =>
  JSON.stringify({ Policy: printed(policy), PolicyName: 'default' }, null, 4);

export const described = (arn: string, given: Record<string, unknown> = {}): string =>
  JSON.stringify(
    {
      KeyMetadata: {
        AWSAccountId: OWNER,
        KeyId: KEY_ID,
        Arn: arn,
        CreationDate: '2025-01-01T01:00:00.123000+01:00',
        Enabled: true,
        Description: 'Payroll, ask Jo',
        KeyUsage: 'ENCRYPT_DECRYPT',
        KeyState: 'Enabled',
        KeyManager: 'CUSTOMER',
        KeySpec: 'SYMMETRIC_DEFAULT',
        ...given,
      },
    },
    null,
    4,
  );
