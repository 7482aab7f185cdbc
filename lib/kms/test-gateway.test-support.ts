import type { KeyArn } from '#lib/core/key/key-arn.ts';
import type { CellResult, ProbeReport } from '#lib/core/probe/report.ts';
import type { ProbeAction } from '#lib/core/probe/actions.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import {
  allow,
  CUSTOMER,
  sharedKeyPolicy,
  startTestSandbox,
  USE_OF_THE_KEY,
  type TestSandbox,
} from '#sandbox/aws/sandbox.test-support.ts';

/** Where our own processes run, and whose identity may assume the regions' roles. */
export const HOME_ACCOUNT = '999900001111';
const VENDOR = '444455556666';
const OTHER_VENDOR = '555566667777';

export const region = (code: string, vendorAccountId = VENDOR, given: Partial<HostingRegion> = {}): HostingRegion => ({
  code,
  name: code,
  vendorAccountId,
  roleArn: `arn:aws:iam::${vendorAccountId}:role/service/keydesk`,
  externalId: 'keydesk-external-id',
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
  ...given,
});
export const IRELAND = region('eu-west-1');
export const OREGON = region('us-west-2', OTHER_VENDOR);

/** The role of a hosting region in its vendor account, which our home account may assume. */
export const declareRole = (
  aws: TestSandbox,
  { roleArn, externalId }: HostingRegion,
  identityPolicy = allow('kms:*'),
) =>
  aws.control.roles.declare({
    arn: roleArn,
    trustedAccounts: [HOME_ACCOUNT],
    identityPolicy,
    ...(externalId !== null && { externalId }),
  });

/** The stand-in for AWS with both vendor roles, and this process signed in as our home account. */
export async function startGatewaySandbox(): Promise<TestSandbox> {
  process.env['AWS_ACCESS_KEY_ID'] = HOME_ACCOUNT;
  process.env['AWS_SECRET_ACCESS_KEY'] = 'any';
  const aws = await startTestSandbox();
  await declareRole(aws, IRELAND);
  await declareRole(aws, OREGON);
  return aws;
}

/** A gateway of its own, so that one test's retries don't affect another's. */
export const aGateway = (endpoint: string | null, regions: readonly HostingRegion[] = [IRELAND, OREGON]) =>
  createProbeKey({
    clientOf: createRegionalClients(regions, endpoint),
    clock: () => new Date(),
    reserveStoreCalls: async () => 0,
  });

export const targetOf = (arn: string, lastKeyState: string | null = null) => ({
  arn: arn as KeyArn,
  region: arn.split(':')[3] ?? '',
  lastKeyState,
  lastKeyStoreId: null,
});

/** A customer's key whose policy allows both vendor accounts to use it. */
export async function aSharedKey(
  aws: TestSandbox,
  actions = USE_OF_THE_KEY,
  condition?: object,
  code = 'eu-west-1',
  accountId = CUSTOMER,
) {
  const policy = JSON.stringify(sharedKeyPolicy(actions, condition, accountId)).replaceAll(
    `"arn:aws:iam::${VENDOR}:root"`,
    `["arn:aws:iam::${VENDOR}:root","arn:aws:iam::${OTHER_VENDOR}:root"]`,
  );
  const { Arn } = await aws.createKey({ accountId, region: code, policy: JSON.parse(policy) as object });
  return Arn;
}

/** A report's results in words: `allowed`, `denied:catch_all` and so on, by action. */
export const answersOf = (report: ProbeReport): Partial<Record<ProbeAction, string>> =>
  Object.fromEntries(
    report.cells.map((cell) => {
      const why =
        cell.result === 'denied'
          ? cell.denial
          : cell.result === 'wrong_state'
            ? cell.refusal
            : cell.result === 'could_not_tell'
              ? cell.fault
              : null;
      const result: CellResult = cell.result;
      return [cell.action, why === null ? result : `${result}:${why}`];
    }),
  );
