import { AwsError } from './errors.ts';

/** Account, Region and key ID of a key. The key ID alone isn't unique: related multi-Region keys share it. */
export interface KeyAddress {
  readonly accountId: string;
  readonly region: string;
  readonly keyId: string;
}

/** A `KeyId` parameter as an ARN: a key ID or alias name alone refers to the caller's own account. */
export type KeyReference =
  | { readonly kind: 'key'; readonly arn: string; readonly address: KeyAddress }
  | { readonly kind: 'alias'; readonly arn: string; readonly accountId: string; readonly aliasName: string };

const REGION_PREFIX_OF_PARTITION = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['eusc-', 'aws-eusc'],
  ['us-isob-', 'aws-iso-b'],
  ['us-isof-', 'aws-iso-f'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-iso-', 'aws-iso'],
] as const;

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;
const KMS_ARN = /^arn:([a-z-]+):kms:([a-z0-9-]+):(\d{12}):(key|alias)\/(.+)$/;

export const ACCOUNT_ID = /^\d{12}$/;

/** The partition that AWS puts in the ARNs of a Region (AWS General Reference, "Amazon Resource Names"). */
export function partitionOf(region: string): string {
  return REGION_PREFIX_OF_PARTITION.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The key ARN: `arn:<partition>:kms:<region>:<account>:key/<key id>`. */
export function formatKeyArn({ accountId, region, keyId }: KeyAddress): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:key/${keyId}`;
}

/** The alias ARN; `aliasName` includes the prefix `alias/`. */
export function formatAliasArn(
  { accountId, region }: { accountId: string; region: string },
  aliasName: string,
): string {
  return `arn:${partitionOf(region)}:kms:${region}:${accountId}:${aliasName}`;
}

/** The ARN of an account's root: in a policy it means the whole account, not only its root user. */
export function formatRootArn(accountId: string): string {
  return `arn:aws:iam::${accountId}:root`;
}

/** Parses a key ARN; null if it isn't one. Never throws: faults and counts use it before validation. */
export function parseKeyArn(text: string): KeyAddress | null {
  const [, , region, accountId, type, keyId] = KMS_ARN.exec(text) ?? [];
  return type === 'key' && region && accountId && keyId ? { region, accountId, keyId } : null;
}

/** For a multi-Region key, the ARN of its related key in a Region; any other ARN unchanged. */
export function localKeyArn(arn: string, region: string): string {
  const address = parseKeyArn(arn);
  return address?.keyId.startsWith('mrk-') ? formatKeyArn({ ...address, region }) : arn;
}

/** The account of any ARN; empty if the text isn't an ARN. */
export function accountOfArn(arn: string): string {
  return arn.split(':')[4] ?? '';
}

/**
 * Resolves a `KeyId` parameter as KMS does: key ID, key ARN, alias name or alias ARN.
 * Throws NotFoundException `Invalid arn <region>` for another Region's ARN and `Invalid keyId '<id>'` for an invalid key ID
 * (recorded answers), InvalidArnException for a malformed ARN.
 */
export function parseKeyReference(text: string, caller: { accountId: string; region: string }): KeyReference {
  const { accountId, region } = caller;
  if (text.startsWith('alias/')) return aliasReference(accountId, region, text);
  if (!text.startsWith('arn:')) return keyReference({ accountId, region, keyId: text });

  const [, , arnRegion, arnAccount, type, name] = KMS_ARN.exec(text) ?? [];
  if (!arnRegion || !arnAccount || !name) throw new AwsError('InvalidArnException', `Invalid ARN '${text}'`);
  if (arnRegion !== region) throw new AwsError('NotFoundException', `Invalid arn ${arnRegion}`);
  return type === 'alias'
    ? aliasReference(arnAccount, arnRegion, `alias/${name}`)
    : keyReference({ accountId: arnAccount, region: arnRegion, keyId: name });
}

function keyReference(address: KeyAddress): KeyReference {
  if (!KEY_ID.test(address.keyId)) throw new AwsError('NotFoundException', `Invalid keyId '${address.keyId}'`);
  return { kind: 'key', arn: formatKeyArn(address), address };
}

function aliasReference(accountId: string, region: string, aliasName: string): KeyReference {
  return { kind: 'alias', arn: formatAliasArn({ accountId, region }, aliasName), accountId, aliasName };
}
