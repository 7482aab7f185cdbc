/** The vendor's three hosting regions in the sandbox, each with its own account and role for permission tests. */
export const DEMO_REGIONS = [
  { code: 'eu-west-1', name: 'Europe (Ireland)', vendorAccount: '900000000001' },
  { code: 'us-west-2', name: 'United States (Oregon)', vendorAccount: '900000000002' },
  { code: 'ap-southeast-2', name: 'Australia (Sydney)', vendorAccount: '900000000003' },
].map((region) => ({
  ...region,
  roleArn: `arn:aws:iam::${region.vendorAccount}:role/keydesk-probe`,
  externalId: 'keydesk-demo',
  roleCoversEveryKey: true,
}));

/** The account that assumes those roles. */
export const DEMO_BASE_ACCOUNT = '900000000000';

/** The vendor's second account, which owns the control key of each region. */
export const DEMO_CONTROL_ACCOUNT = '900000000009';

export type DemoRegion = (typeof DEMO_REGIONS)[number];
