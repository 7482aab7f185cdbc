import { ok, refuse, type Result } from '#lib/core/result.ts';

declare const keyArnBrand: unique symbol;
/** The full ARN of one KMS key in the `aws` partition, already parsed. It is never an alias or a bare key ID. */
export type KeyArn = string & { readonly [keyArnBrand]: true };

export type KeyArnParts = {
  arn: KeyArn;
  partition: 'aws';
  region: string;
  awsAccountId: string;
  kmsKeyId: string;
  multiRegion: boolean;
};

/** Why pasted text is not a key that we can register. The words are in the finding of the same code. */
export type KeyArnRefusal = 'not_an_arn' | 'bare_key_id' | 'alias_arn' | 'wrong_partition';

const KEY_ID = /^(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/;
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d+$/;
const ACCOUNT = /^\d{12}$/;
const LONGEST_KEY_ID_INPUT = 2048;

/**
 * Reads a key ARN as AWS writes it: `arn:aws:kms:<region>:<account>:key/<key id>`. Only leading and trailing white
 * space is ignored, because a corrected identifier would be somebody else's key.
 * Source: KMS developer guide, "Key identifiers (KeyId)". AWS publishes no pattern.
 */
export function parseKeyArn(text: string): Result<KeyArnParts, KeyArnRefusal> {
  const arn = text.trim();
  if (arn.length > LONGEST_KEY_ID_INPUT) return refuse('not_an_arn');
  if (KEY_ID.test(arn)) return refuse('bare_key_id');
  if (/^alias\/[A-Za-z0-9/_-]+$/.test(arn)) return refuse('alias_arn');

  const [prefix, partition, service, region, awsAccountId, resource, ...rest] = arn.split(':');
  if (prefix !== 'arn' || service !== 'kms' || resource === undefined || rest.length > 0) return refuse('not_an_arn');
  if (region === undefined || !REGION.test(region)) return refuse('not_an_arn');
  if (awsAccountId === undefined || !ACCOUNT.test(awsAccountId)) return refuse('not_an_arn');
  if (partition === undefined || !/^aws(?:-[a-z]+){0,2}$/.test(partition)) return refuse('not_an_arn');
  if (partition !== 'aws') return refuse('wrong_partition');
  if (resource.startsWith('alias/')) return refuse('alias_arn');

  const kmsKeyId = resource.startsWith('key/') ? resource.slice('key/'.length) : '';
  if (!KEY_ID.test(kmsKeyId)) return refuse('not_an_arn');
  return ok({
    arn: arn as KeyArn,
    partition,
    region,
    awsAccountId,
    kmsKeyId,
    multiRegion: kmsKeyId.startsWith('mrk-'),
  });
}

/** The AWS account in a key ARN that `parseKeyArn` accepted when it was stored; empty for any other text. */
export const accountOfArn = (arn: string): string => arn.split(':')[4] ?? '';
