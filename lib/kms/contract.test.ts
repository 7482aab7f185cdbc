import {
  CancelKeyDeletionCommand,
  CreateKeyCommand,
  DisableKeyCommand,
  EnableKeyCommand,
  KMSClient,
  RotateKeyOnDemandCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import {
  aGateway,
  answersOf,
  IRELAND,
  region,
  startGatewaySandbox,
  targetOf,
} from '#lib/kms/test-gateway.test-support.ts';
import { CUSTOMER } from '#sandbox/aws/sandbox.test-support.ts';
import { closedPolicy, trustingPolicy } from '#sandbox/demo/key-policies.ts';

// What the gateway expects of any KMS, using only the public KMS API: of AWS itself, of an emulator, or of the stand-in
// when no endpoint is given. README.md describes the variables.

/** A change takes up to minutes in AWS. An endpoint that answers at once does not wait. */
const SETTLES_WITHIN_MS = 5 * 60_000;

type Endpoint = {
  /** Null is AWS itself. */
  url: string | null;
  owner: KMSClient;
  ownerAccount: string;
  hosting: HostingRegion;
  close: () => Promise<void>;
};

/** A variable without a default. */
function told(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`${name} is not set. README.md says what it is.`);
  return value;
}

function givenEndpoint(given: string): Endpoint {
  const url = given === 'aws' ? null : given;
  const code = process.env['KMS_CONTRACT_REGION'] ?? 'eu-west-1';
  const roleArn = told('KMS_CONTRACT_ROLE_ARN');
  const sessionToken = process.env['KMS_CONTRACT_OWNER_SESSION_TOKEN'];
  const owner = new KMSClient({
    region: code,
    ...(url !== null && { endpoint: url }),
    credentials: {
      accessKeyId: told('KMS_CONTRACT_OWNER_ACCESS_KEY_ID'),
      secretAccessKey: told('KMS_CONTRACT_OWNER_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && { sessionToken }),
    },
  });
  const hosting = region(code, roleArn.split(':')[4] ?? '', {
    roleArn,
    externalId: process.env['KMS_CONTRACT_EXTERNAL_ID'] ?? null,
  });
  return { url, owner, ownerAccount: told('KMS_CONTRACT_OWNER_ACCOUNT'), hosting, close: async () => undefined };
}

async function standIn(): Promise<Endpoint> {
  const aws = await startGatewaySandbox();
  return {
    url: aws.endpoint,
    owner: aws.kms(CUSTOMER, IRELAND.code),
    ownerAccount: CUSTOMER,
    hosting: IRELAND,
    close: () => aws.close(),
  };
}

let kms: Endpoint;
const made: string[] = [];
beforeAll(async () => {
  const given = process.env['KMS_CONTRACT_ENDPOINT'];
  kms = given === undefined || given === '' ? await standIn() : givenEndpoint(given);
});
afterAll(async () => {
  // Real keys cost money, so none is left longer than KMS requires.
  for (const KeyId of made)
    await kms.owner.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 })).catch(() => undefined);
  await kms.close();
}, SETTLES_WITHIN_MS);

async function createKey(
  policy: object = trustingPolicy(kms.ownerAccount, kms.hosting.vendorAccountId),
): Promise<string> {
  const { KeyMetadata } = await kms.owner.send(
    new CreateKeyCommand({ Description: 'Keydesk contract test', Policy: JSON.stringify(policy) }),
  );
  if (KeyMetadata?.Arn === undefined) throw new Error('CreateKey gave no ARN.');
  made.push(KeyMetadata.Arn);
  return KeyMetadata.Arn;
}

const ask = (arn: string, kind: ProbeKind) => aGateway(kms.url, [kms.hosting])(targetOf(arn), kind);
const answers = async (arn: string, kind: ProbeKind) => answersOf(await ask(arn, kind));
const stateOf = async (arn: string) => {
  const { facts } = await ask(arn, 'short');
  return facts.seen ? facts.value.keyState : null;
};
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: SETTLES_WITHIN_MS, interval: 500 });

const CRYPTO = [
  'Encrypt',
  'Decrypt',
  'ReEncryptFrom',
  'ReEncryptTo',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
] as const;
const everyCrypto = (word: string) => Object.fromEntries(CRYPTO.map((action) => [action, word]));

describe(
  'any KMS',
  () => {
    it('describes another account’s key: its state, owner, type and current material', async () => {
      const arn = await createKey();
      await eventually(() => stateOf(arn)).toBe('Enabled');
      const { facts, principalArn } = await ask(arn, 'short');
      expect(facts).toMatchObject({
        seen: true,
        value: {
          keyState: 'Enabled',
          keyManager: 'CUSTOMER',
          keySpec: 'SYMMETRIC_DEFAULT',
          keyUsage: 'ENCRYPT_DECRYPT',
          origin: 'AWS_KMS',
          deletionAt: null,
          currentKeyMaterialId: expect.stringMatching(/^[0-9a-f]{64}$/),
        },
      });
      expect(principalArn).toMatch(/:assumed-role\/.+\/keydesk-probe$/);
    });

    it('answers dry runs with an error that means success: every test of a key that trusts us is allowed', async () => {
      const arn = await createKey();
      await eventually(() => answers(arn, 'grid')).toMatchObject({ DescribeKey: 'allowed', ...everyCrypto('allowed') });
      const { cells } = await ask(arn, 'grid');
      for (const cell of cells.filter(({ action }) => (CRYPTO as readonly string[]).includes(action))) {
        expect(cell.real).toBeUndefined();
        expect(cell.error?.name).toBe('DryRunOperationException');
        expect(cell.requestId).toEqual(expect.any(String));
      }
      // The standard policy does not grant it: hidden does not mean off (H15).
      expect((await answers(arn, 'grid')).GetKeyRotationStatus).toMatch(/^denied:/);
    });

    it('H12 denies a key that does not trust us with a known message that does not name our side', async () => {
      const arn = await createKey(closedPolicy(kms.ownerAccount));
      await eventually(() => answers(arn, 'short')).toEqual({
        DescribeKey: 'denied:cross_account_catch_all',
        GenerateDataKey: 'denied:cross_account_catch_all',
        Decrypt: 'denied:cross_account_catch_all',
      });
    });

    it('H2 passes a real encrypt/decrypt test', async () => {
      const arn = await createKey();
      await eventually(() => answers(arn, 'proof')).toEqual({
        DescribeKey: 'allowed',
        Encrypt: 'allowed',
        Decrypt: 'allowed',
      });
      const { cells } = await ask(arn, 'proof');
      expect(cells.filter(({ real }) => real === true).map(({ action }) => action)).toEqual(['Encrypt', 'Decrypt']);
    });

    it('H21 shows a disabled key, which then gets only DescribeKey, and shows it enabled again', async () => {
      const arn = await createKey();
      await kms.owner.send(new DisableKeyCommand({ KeyId: arn }));
      await eventually(() => stateOf(arn)).toBe('Disabled');
      expect(await answers(arn, 'grid')).toMatchObject({ DescribeKey: 'allowed', ...everyCrypto('not_run') });
      await kms.owner.send(new EnableKeyCommand({ KeyId: arn }));
      await eventually(() => stateOf(arn)).toBe('Enabled');
    });

    it('H4 shows a scheduled deletion with its date, and a canceled one as disabled, not as enabled', async () => {
      const arn = await createKey();
      const { DeletionDate } = await kms.owner.send(
        new ScheduleKeyDeletionCommand({ KeyId: arn, PendingWindowInDays: 7 }),
      );
      await eventually(() => stateOf(arn)).toBe('PendingDeletion');
      const { facts } = await ask(arn, 'short');
      expect(facts).toMatchObject({ seen: true, value: { deletionAt: DeletionDate } });
      await kms.owner.send(new CancelKeyDeletionCommand({ KeyId: arn }));
      await eventually(() => stateOf(arn)).toBe('Disabled');
    });

    it('shows a rotation by the material that DescribeKey names, under the same ARN', async () => {
      const arn = await createKey();
      const material = async () => {
        const { facts } = await ask(arn, 'short');
        return facts.seen ? facts.value.currentKeyMaterialId : null;
      };
      await eventually(material).not.toBeNull();
      const before = await material();
      await kms.owner.send(new RotateKeyOnDemandCommand({ KeyId: arn }));
      await eventually(async () => {
        const now = await material();
        return now !== null && now !== before;
      }).toBe(true);
      await eventually(() => answers(arn, 'proof')).toMatchObject({ Decrypt: 'allowed' });
    });
  },
  SETTLES_WITHIN_MS,
);
