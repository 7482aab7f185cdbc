import { DisableKeyCommand, PutKeyPolicyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { declareRole, HOME_ACCOUNT } from '#lib/kms/test-gateway.test-support.ts';
import { newAccount, type CustomersKey, type Place } from '#lib/use-cases/hosted-place.test-support.ts';
import { allow, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { closedPolicy, denyingPolicy, trustingPolicy } from '#sandbox/demo/key-policies.ts';

/** What is planted on the customer's side. */
export type Policy =
  | 'right'
  | 'lacks Decrypt'
  | 'closed'
  | 'explicit deny'
  | 'resource control policy'
  | 'resource control policy, named by AWS';
/** Our own side: `unnamed` where AWS answers with the cross-account catch-all instead of naming the policy. */
export type Role =
  | 'right'
  | 'gone'
  | 'lacks Decrypt'
  | 'service control policy'
  | 'permissions boundary'
  | 'lacks Decrypt, unnamed'
  | 'may do nothing, unnamed';
/** What the region's control key is like. */
export type Control =
  | 'reachable'
  | 'absent'
  | 'closed by its own policy'
  | 'gone'
  | 'disabled'
  | 'pending deletion'
  | 'throttled'
  | 'answered with 5xx'
  | 'hanging';

const BUT_DECRYPT = ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

/** Makes a control key of that kind. */
export async function makeControl(aws: TestSandbox, control: Control, place: HostingRegion): Promise<string> {
  const account = newAccount();
  const policy =
    control === 'closed by its own policy' ? closedPolicy(account) : trustingPolicy(account, place.vendorAccountId);
  const { Arn } = await aws.createKey({ accountId: account, region: place.code, policy });
  const owner = aws.kms(account, place.code);
  switch (control) {
    case 'gone':
      return Arn.replace(/[0-9a-f]{12}$/, '0'.repeat(12));
    case 'disabled':
      await owner.send(new DisableKeyCommand({ KeyId: Arn }));
      return Arn;
    case 'pending deletion':
      await owner.send(new ScheduleKeyDeletionCommand({ KeyId: Arn, PendingWindowInDays: 7 }));
      return Arn;
    case 'throttled':
      await aws.control.faults.add({ match: { keyArn: Arn }, effect: { kind: 'throttle', retryAfterMs: 0 } });
      return Arn;
    case 'answered with 5xx':
      await aws.control.faults.add({
        match: { keyArn: Arn },
        effect: { kind: 'serviceError', name: 'KMSInternalException' },
      });
      return Arn;
    case 'hanging':
      await aws.control.faults.add({ match: { keyArn: Arn }, effect: { kind: 'hang' } });
      return Arn;
    default:
      return Arn;
  }
}

/** Plants a fault on the customer's side. */
export async function plantCustomerFault(
  aws: TestSandbox,
  policy: Policy,
  { region }: Place,
  key: CustomersKey,
): Promise<void> {
  const put = (document: object) =>
    aws
      .kms(key.account, region.code)
      .send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: JSON.stringify(document) }));
  switch (policy) {
    case 'right':
      return;
    case 'lacks Decrypt':
      await put(trustingPolicy(key.account, region.vendorAccountId, ['kms:Decrypt']));
      return;
    case 'closed':
      await put(closedPolicy(key.account));
      return;
    case 'explicit deny':
      await put(denyingPolicy(key.account, region.vendorAccountId));
      return;
    case 'resource control policy':
    case 'resource control policy, named by AWS':
      await aws.control.guardrails.declare({
        kind: 'rcp',
        accountId: key.account,
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringNotEquals: { 'aws:PrincipalAccount': key.account } },
            },
          ],
        },
      });
  }
}

/** Plants a fault on our own side. */
export async function plantVendorFault(aws: TestSandbox, role: Role, { region }: Place): Promise<void> {
  switch (role) {
    case 'right':
      return;
    case 'gone':
      await aws.control.roles.remove(region.roleArn);
      return;
    case 'lacks Decrypt':
    case 'lacks Decrypt, unnamed':
      await declareRole(aws, region, allow(BUT_DECRYPT));
      return;
    case 'may do nothing, unnamed':
      await declareRole(aws, region, allow('s3:*'));
      return;
    case 'permissions boundary':
      await aws.control.roles.declare({
        arn: region.roleArn,
        trustedAccounts: [HOME_ACCOUNT],
        identityPolicy: allow('kms:*'),
        permissionsBoundary: allow(BUT_DECRYPT),
        ...(region.externalId !== null && { externalId: region.externalId }),
      });
      return;
    case 'service control policy':
      await aws.control.guardrails.declare({
        kind: 'scp',
        accountId: region.vendorAccountId,
        policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: '*', Resource: '*' },
            { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' },
          ],
        },
      });
  }
}
