import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { trustingPolicy } from './key-policies.ts';
import { DEMO_CONTROL_ACCOUNT, DEMO_REGIONS, type DemoRegion } from './regions.ts';

const ALIAS = 'alias/keydesk-control';

/**
 * The vendor's own key in each region, in a second account, with a customer's key policy: it shows whether a denial is our
 * fault. Created at the first start and found again by its alias.
 * @returns the regions with their control keys, as HOSTING_REGIONS declares them
 */
export const withControlKeys = (endpoint: string): Promise<(DemoRegion & { controlKeyArn: string })[]> =>
  Promise.all(DEMO_REGIONS.map(async (region) => ({ ...region, controlKeyArn: await controlKeyOf(endpoint, region) })));

async function controlKeyOf(endpoint: string, { code, vendorAccount }: DemoRegion): Promise<string> {
  const kms = new KMSClient({
    region: code,
    endpoint,
    credentials: { accessKeyId: DEMO_CONTROL_ACCOUNT, secretAccessKey: 'demo' },
  });
  try {
    return arnOf(await kms.send(new DescribeKeyCommand({ KeyId: ALIAS })));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'NotFoundException') throw error;
  }
  const policy = JSON.stringify(trustingPolicy(DEMO_CONTROL_ACCOUNT, vendorAccount));
  const arn = arnOf(await kms.send(new CreateKeyCommand({ Description: 'Keydesk control key', Policy: policy })));
  await kms.send(new CreateAliasCommand({ AliasName: ALIAS, TargetKeyId: arn }));
  return arn;
}

function arnOf({ KeyMetadata: key }: { KeyMetadata?: { Arn?: string | undefined } | undefined }): string {
  if (key?.Arn === undefined) throw new Error('The AWS stand-in returned a control key without an ARN.');
  return key.Arn;
}
