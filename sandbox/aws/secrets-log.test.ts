import { DecryptCommand, DescribeKeyCommand, EncryptCommand, GenerateDataKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSecretsLog } from './secrets-log.ts';
import {
  allow,
  CUSTOMER,
  failureOf,
  startTestSandbox,
  VENDOR,
  type CreatedKey,
  type TestSandbox,
} from './sandbox.test-support.ts';

let aws: TestSandbox;
let key: CreatedKey;
beforeAll(async () => {
  aws = await startTestSandbox();
});
afterAll(() => aws.close());
beforeEach(async () => {
  await aws.control.reset();
  key = await aws.createKey();
});

const base64 = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString('base64');
const secrets = async (kind: string) =>
  (await aws.control.secrets()).filter((secret) => secret.kind === kind).map(({ value }) => value);

describe('the secrets log', () => {
  it('contains every plaintext sent or received, once', async () => {
    const kms = aws.kms(CUSTOMER);
    const Plaintext = Buffer.from('correct horse battery staple');
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext }));
    await kms.send(new DecryptCommand({ CiphertextBlob }));
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId: key.Arn, KeySpec: 'AES_256' }));
    expect(await secrets('plaintext')).toEqual([base64(Plaintext), base64(made.Plaintext)]);
    expect(JSON.stringify(await aws.control.secrets())).not.toContain(base64(CiphertextBlob));
  });

  it('contains the plaintext of a call that failed or whose response never arrived', async () => {
    const refused = Buffer.from('sent to a key that is not ours');
    const kms = aws.kms(VENDOR);
    await failureOf(kms.send(new EncryptCommand({ KeyId: key.Arn, Plaintext: refused })));
    expect(await secrets('plaintext')).toEqual([base64(refused)]);
    await aws.control.faults.add({ effect: { kind: 'reset', at: 'beforeAnswer' } });
    await failureOf(aws.kms(CUSTOMER).send(new GenerateDataKeyCommand({ KeyId: key.Arn, KeySpec: 'AES_256' })));
    expect(await secrets('plaintext')).toHaveLength(2);
  });

  it('contains the credentials from AssumeRole and the signature of every request', async () => {
    const arn = `arn:aws:iam::${CUSTOMER}:role/reader`;
    await aws.control.roles.declare({ arn, trustedAccounts: [CUSTOMER], identityPolicy: allow('kms:*') });
    const credentials = await aws.assumeRole({ arn })();
    const kms = aws.kms(CUSTOMER);
    kms.config.credentials = () => Promise.resolve(credentials);
    let signature = '';
    kms.middlewareStack.add(
      (next) => (args) => {
        const { headers } = args.request as { headers: Record<string, string> };
        signature = headers['authorization']?.split('Signature=')[1] ?? '';
        return next(args);
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    await kms.send(new DescribeKeyCommand({ KeyId: key.Arn }));
    expect(await secrets('secretAccessKey')).toEqual([credentials.secretAccessKey]);
    expect(await secrets('sessionToken')).toEqual([credentials.sessionToken]);
    expect(signature).toMatch(/^[0-9a-f]{64}$/);
    expect(await secrets('requestSignature')).toContain(signature);
  });

  it.each([
    ['KeyStorePassword', 'password'],
    ['RawSecretAccessKey', 'secretAccessKey'],
  ])('finds %s by its name in any operation', (member, kind) => {
    const log = createSecretsLog();
    log.readBody(JSON.stringify({ Nested: { [member]: 'top/secret==' }, KeyId: 'public' }));
    expect(log.list()).toEqual([{ kind, value: 'top/secret==' }]);
  });

  it('drops the oldest beyond ten thousand of a kind, and everything on a reset', async () => {
    const log = createSecretsLog();
    for (let count = 0; count <= 10_000; count += 1) log.readBody(`{"Plaintext":"${count}"}`);
    expect(log.list()).toHaveLength(10_000);
    expect(log.list()[0]?.value).toBe('1');
    await aws.control.reset();
    expect(await aws.control.secrets()).toEqual([]);
  });
});
