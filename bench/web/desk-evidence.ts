import type { HostingRegion } from '#lib/core/key/region.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { findKey } from '#lib/db/key/keys.ts';
import type { Database } from '#lib/db/database.ts';
import { addEvidence } from '#lib/use-cases/evidence/add-evidence.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';

type KeyOfOwner = { arn: string; owner: string; kmsKeyId: string; vendor: string };

/** The key's policy, without what is denied. */
export const POLICY_OF_OWNER = ({ owner, vendor }: KeyOfOwner): string =>
  JSON.stringify(trustingPolicy(owner, vendor, ['kms:GenerateDataKey*']));

/** The owner's own `describe-key`. */
export const DESCRIBED_BY_OWNER = ({ arn, owner, kmsKeyId }: KeyOfOwner): string =>
  JSON.stringify({
    KeyMetadata: {
      AWSAccountId: owner,
      KeyId: kmsKeyId,
      Arn: arn,
      CreationDate: '2025-01-01T01:00:00.123000+01:00',
      Enabled: true,
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CurrentKeyMaterialId: 'b'.repeat(64),
    },
  });

/** Adds evidence as staff paste it. */
export async function addKeyEvidence(
  db: Database,
  regions: readonly HostingRegion[],
  customerKeyId: string,
  textOf: (key: KeyOfOwner) => string,
  at: Date,
): Promise<void> {
  const key = await findKey(db, customerKeyId);
  const parsed = parseKeyArn(key?.record.arn ?? '');
  if (key === null || !parsed.ok) throw new Error('The key is gone.');
  const { arn, awsAccountId: owner, kmsKeyId } = parsed.value;
  const vendor = regions.find(({ code }) => code === key.record.region)?.vendorAccountId ?? '';
  const added = await addEvidence(
    { db, regions, clock: () => at },
    { customerKeyId, kind: null, pasted: textOf({ arn, owner, kmsKeyId, vendor }), takenAt: null },
    { kind: 'system', job: 'sweep' },
  );
  if (!added.ok) throw new Error(`The evidence was refused: ${added.reason}`);
}
