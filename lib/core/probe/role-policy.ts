import type { HostingRegion } from '#lib/core/key/region.ts';
import { PROBE_ACTIONS } from '#lib/core/probe/actions.ts';

/** What our role calls on a customer's key, in AWS's names. CreateGrant isn't: only AWS services make grants for us. */
const CALLED = PROBE_ACTIONS.filter((action) => action !== 'CreateGrant').map((action) => `kms:${action}`);

const documentOf = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [statement] }, null, 2);

/**
 * The identity policy that our own role needs in a region, as JSON: what checks and production call on customers' keys. It
 * names every key, because each customer's key policy decides which ones it reaches (H12). It is for our role alone and is
 * no key policy (H1).
 */
export const rolePolicy = ({ code }: Pick<HostingRegion, 'code'>): string =>
  documentOf({
    Sid: 'UseCustomersKeys',
    Effect: 'Allow',
    Action: CALLED,
    Resource: `arn:aws:kms:${code}:*:key/*`,
  });

/** What the identity of web and worker needs to act as that role, as JSON. The role's trust policy must name them too. */
export const assumeRolePolicy = ({ roleArn }: Pick<HostingRegion, 'roleArn'>): string =>
  documentOf({ Sid: 'ActAsTheRole', Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roleArn });
