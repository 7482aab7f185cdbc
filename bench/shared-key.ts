import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';

const OWNER = '111122223333';

/** Creates a customer's key whose policy gives our account access, as the console writes it. @returns its ARN */
export async function makeSharedKey(endpoint: string, region: HostingRegion): Promise<string> {
  const credentials = { accessKeyId: OWNER, secretAccessKey: 'any' };
  const kms = new KMSClient({ endpoint, region: region.code, credentials });
  const policy = JSON.stringify(trustingPolicy(OWNER, region.vendorAccountId));
  const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Policy: policy }));
  if (key?.Arn === undefined) throw new Error('The stand-in created a key without an ARN.');
  return key.Arn;
}
