import {
  CreateAliasCommand,
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyRotationStatusCommand,
  ReEncryptCommand,
  ReplicateKeyCommand,
  RotateKeyOnDemandCommand,
  type CreateKeyCommandInput,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, startTestSandbox, type TestSandbox } from './sandbox.test-support.ts';

// Responses recorded from the real AWS. They are kept outside the repository; without them, these tests are skipped.
const RECORDED = new URL('../../../shared/aws-recorded/kms-responses.json', import.meta.url);

// Values that differ between keys; only their format is compared.
const CHANGING = {
  CreationDate: expect.any(Date) as Date,
  CurrentKeyMaterialId: expect.stringMatching(/^[a-f0-9]{64}$/) as string,
};

type Json = Record<string, unknown>;
type Recording = Record<string, { responses: Record<string, Json> }>;

const NO_SUCH_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const NO_SUCH_MRK = 'mrk-d3b95762d3b95762d3b95762d3b95762';
const NO_SUCH_ARN = `arn:aws:kms:eu-west-1:${CUSTOMER}:key/${NO_SUCH_ID}`;
const Plaintext = Buffer.from('recorded');

describe.runIf(existsSync(RECORDED))('the sandbox sends the same responses as the recorded AWS', () => {
  let aws: TestSandbox;
  let kms: KMSClient;
  let recording: Recording;
  beforeAll(async () => {
    recording = JSON.parse(readFileSync(RECORDED, 'utf8')) as Recording;
    aws = await startTestSandbox();
    kms = aws.kms(CUSTOMER);
  });
  afterAll(() => aws.close());

  const recorded = (scenario: string, response: string): Json => {
    const found = recording[scenario]?.responses[response];
    if (found === undefined) throw new Error(`${scenario}/${response} was not recorded`);
    return found;
  };
  /** Expects the same members, and equal values unless recorded as placeholders. `newer` lists members added since. */
  const expectSameAnswer = (
    scenario: string,
    response: string,
    answer: object | undefined,
    newer: string[] = [],
  ): void => {
    expectSameMembers(withoutMetadata(recorded(scenario, response)), answer, newer);
  };
  const expectSameMembers = (expected: Json, answer: object | undefined, newer: string[] = []): void => {
    const actual = withoutMetadata({ ...answer });
    expect(
      Object.keys(actual)
        .filter((name) => !newer.includes(name))
        .toSorted(),
    ).toEqual(Object.keys(expected).toSorted());
    for (const [name, value] of Object.entries(expected)) {
      if (!isPlaceholder(name, value)) expect({ [name]: actual[name] }).toEqual({ [name]: value });
    }
  };
  /** A recorded response about one key, with its placeholders replaced by this run's values. */
  const filled = (scenario: string, response: string, keyId: string): Json =>
    withoutMetadata(JSON.parse(fill(JSON.stringify(recorded(scenario, response)), keyId)) as Json);
  const expectSameError = async (
    scenario: string,
    response: string,
    call: Promise<unknown>,
    keyArn = '',
    complete: (text: string) => string = (text) => text.replace(/<(?:mrk-)?key-arn>/, keyArn),
  ): Promise<void> => {
    const { Error: error, ResponseMetadata: metadata } = recorded(scenario, response) as {
      Error: { Code: string; Message: string };
      ResponseMetadata: { HTTPStatusCode: number };
    };
    const thrown = (await call.then(
      () => expect.unreachable('the call succeeded'),
      (reason: unknown) => reason,
    )) as Error & { $metadata: { httpStatusCode: number }; $response: { body: unknown } };
    const message = complete(error.Message);
    expect(thrown.name).toBe(error.Code);
    // The SDK adds its own text if AWS sends no message.
    if (message !== '') expect(thrown.message).toBe(message);
    expect(thrown.$metadata.httpStatusCode).toBe(metadata.HTTPStatusCode);
  };
  const describeKey = (KeyId: string) => kms.send(new DescribeKeyCommand({ KeyId }));
  const create = async (Description: string, more: Partial<CreateKeyCommandInput> = {}) => {
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description, ...more }));
    if (key?.KeyId === undefined || key.Arn === undefined) throw new Error('no key');
    return { ...key, KeyId: key.KeyId, Arn: key.Arn };
  };

  it('create and describe', async () => {
    const key = await create('test key 123');
    expectSameAnswer('create_key', 'describe-key', (await describeKey(key.KeyId)).KeyMetadata);
    const scenario = 'non_multi_region_keys_should_not_have_multi_region_properties';
    expectSameAnswer(
      scenario,
      scenario,
      (await describeKey((await create('test non multi region key')).KeyId)).KeyMetadata,
    );
  });

  it('describe by alias ARN', async () => {
    const scenario = 'describe_with_alias_arn';
    const key = await create('test - description');
    expectSameAnswer(scenario, 'created-key', key);
    await kms.send(new CreateAliasCommand({ AliasName: 'alias/recorded', TargetKeyId: key.KeyId }));
    const { KeyMetadata } = await describeKey(key.Arn.replace(`key/${key.KeyId}`, 'alias/recorded'));
    const inner = (recorded(scenario, 'describe-key') as { KeyMetadata: Json }).KeyMetadata;
    expectSameMembers(inner, KeyMetadata);
  });

  it('keys that do not exist', async () => {
    const scenario = 'get_key_does_not_exist';
    await expectSameError(scenario, 'describe-nonexistent-key-with-id', describeKey(NO_SUCH_ID), NO_SUCH_ARN);
    await expectSameError(scenario, 'describe-nonexistent-with-arn', describeKey(NO_SUCH_ARN), NO_SUCH_ARN);
    const mrkArn = NO_SUCH_ARN.replace(NO_SUCH_ID, NO_SUCH_MRK);
    await expectSameError(scenario, 'describe-key-with-valid-id-mrk', describeKey(NO_SUCH_MRK), mrkArn);
    const rotate = kms.send(new RotateKeyOnDemandCommand({ KeyId: NO_SUCH_ID }));
    await expectSameError(
      'rotate_key_on_demand_raises_error_given_key_that_does_not_exist',
      'error-response',
      rotate,
      NO_SUCH_ARN,
    );
  });

  it('invalid key IDs', async () => {
    const scenario = 'get_key_invalid_uuid';
    await expectSameError(scenario, 'describe-key-with-invalid-uuid', describeKey('fake-key-id'));
    await expectSameError(
      scenario,
      'describe-key-with-invalid-uuid-2',
      describeKey('134f2428cec14b25a1ae9048164dba47'),
    );
    await expectSameError(scenario, 'describe-key-with-invalid-uuid-mrk', describeKey('mrk-fake-key-id'));
  });

  it('encryption contexts', async () => {
    const scenario = 'encrypt_decrypt_encryption_context';
    const { KeyId } = await create('');
    const EncryptionContext = { a: 'b' };
    const encrypted = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
    expectSameAnswer(scenario, 'encrypt_response', encrypted);
    const { CiphertextBlob } = encrypted;
    const decrypted = await kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));
    expectSameAnswer(scenario, 'decrypt_response_with_encryption_context', decrypted);
    const withoutContext = kms.send(new DecryptCommand({ KeyId, CiphertextBlob }));
    await expectSameError(scenario, 'decrypt_response_without_encryption_context', withoutContext);
    const invalid = kms.send(new DecryptCommand({ KeyId, CiphertextBlob: Buffer.from('invalid') }));
    await expectSameError(scenario, 'decrypt_response_with_invalid_ciphertext', invalid);
  });

  it('data keys', async () => {
    const { KeyId } = await create('');
    const newer = ['KeyMaterialId'];
    const made = await kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' }));
    expectSameAnswer('generate_data_key', 'generate-data-key-result', made, newer);
    const encrypted = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }));
    expectSameAnswer('generate_data_key_without_plaintext', 'generate-data-key-without-plaintext', encrypted, newer);
    const dryRun = kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true }));
    // The recording is of GenerateDataKeyPair; AWS sends the same message for every dry run.
    await expectSameError('generate_data_key_pair_dry_run', 'dryrun_exception', dryRun);
  });

  it('a plaintext that is too long', async () => {
    const { KeyId } = await create('');
    const call = kms.send(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(4097) }));
    await expectSameError('plaintext_size_for_encrypt', 'invalid-plaintext-size-encrypt', call);
  });

  it('a ciphertext of another key', async () => {
    const [one, other] = [await create(''), await create('')];
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: one.KeyId, Plaintext }));
    const call = kms.send(new DecryptCommand({ KeyId: other.KeyId, CiphertextBlob }));
    await expectSameError('error_messaging_for_invalid_keys', 'decrypt-invalid-key-id', call);
    const moved = kms.send(
      new ReEncryptCommand({ SourceKeyId: other.KeyId, DestinationKeyId: other.KeyId, CiphertextBlob }),
    );
    await expectSameError('re_encrypt_incorrect_source_key', 'incorrect-source-key', moved);
  });

  it('keys of another usage', async () => {
    const scenario = 'error_messaging_for_invalid_keys';
    const symmetric = await create('');
    const hmac = await create('', { KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' });
    const signing = await create('', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' });
    const encrypt = new EncryptCommand({ KeyId: signing.KeyId, Plaintext });
    await expectSameError(scenario, 'encrypt-invalid-key-id', kms.send(encrypt), signing.Arn);
    const { CiphertextBlob } = await kms.send(new EncryptCommand({ KeyId: symmetric.KeyId, Plaintext }));
    for (const { KeyId } of [hmac, signing]) {
      const decrypt = kms.send(new DecryptCommand({ KeyId, CiphertextBlob }));
      await expectSameError(scenario, 'decrypt-invalid-key-id', decrypt);
    }
  });

  it('multi-Region keys', async () => {
    const made = 'create_multi_region_key';
    const alone = await create('test multi region key', { MultiRegion: true });
    expect(alone).toEqual({ ...filled(made, made, alone.KeyId), ...CHANGING });

    const scenario = 'replicate_key';
    const { KeyId, Arn } = await create('test replicated key', { MultiRegion: true });
    const ReplicaRegion = 'ap-southeast-1';
    const there = aws.kms(CUSTOMER, ReplicaRegion);
    const describeThere = () => there.send(new DescribeKeyCommand({ KeyId }));
    const elsewhere = 'describe-key-from-different-region';
    await expectSameError(scenario, elsewhere, describeThere(), '', (text) => fill(text, KeyId));

    const {
      $metadata: _,
      ReplicaPolicy,
      ...answer
    } = await kms.send(new ReplicateKeyCommand({ KeyId, ReplicaRegion }));
    const { ReplicaPolicy: policy, ...expected } = filled(scenario, 'replicate-key', KeyId);
    expect(answer).toEqual({
      ReplicaKeyMetadata: { ...(expected['ReplicaKeyMetadata'] as Json), CreationDate: CHANGING.CreationDate },
    });
    expect(JSON.parse(String(ReplicaPolicy))).toEqual(policy);
    expect(answer.ReplicaKeyMetadata?.Arn).toBe(Arn.replace('eu-west-1', ReplicaRegion));
    for (const [response, { KeyMetadata }] of [
      ['describe-key-from-region', await describeKey(KeyId)],
      ['describe-replicated-key', await describeThere()],
    ] as const) {
      const described = filled(scenario, response, KeyId)['KeyMetadata'] as Json;
      expect(KeyMetadata).toEqual({ ...described, ...CHANGING });
    }
  });

  it.each([
    ['rotate_key_on_demand_with_symmetric_key_and_automatic_rotation_disabled', false],
    ['rotate_key_on_demand_with_symmetric_key_and_automatic_rotation_enabled', true],
  ])('%s', async (scenario, automatic) => {
    const { KeyId } = await create('');
    if (automatic) await kms.send(new EnableKeyRotationCommand({ KeyId }));
    expectSameAnswer(scenario, 'rotate-on-demand-response', await kms.send(new RotateKeyOnDemandCommand({ KeyId })));
    const status = await kms.send(new GetKeyRotationStatusCommand({ KeyId }));
    expectSameAnswer(scenario, 'rotation-status-response-after-rotation', status);
  });

  it('rotation of a disabled key', async () => {
    const { KeyId, Arn } = await create('');
    await kms.send(new DisableKeyCommand({ KeyId }));
    const call = kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    await expectSameError('rotate_key_on_demand_raises_error_given_key_is_disabled', 'error-response', call, Arn);
  });

  it('the material id after a rotation', async () => {
    const scenario = 'key_rotation_updates_current_key_material_id_for_aws_symmetric_keys';
    const { KeyId, CurrentKeyMaterialId } = await create('test-key');
    const inner = (response: string) => (recorded(scenario, response) as { KeyMetadata: Json }).KeyMetadata;
    await kms.send(new RotateKeyOnDemandCommand({ KeyId }));
    const { KeyMetadata: after } = await describeKey(KeyId);
    expect(Object.keys(after ?? {}).toSorted()).toEqual(Object.keys(inner('describe-key-after-rotation')).toSorted());
    expect(inner('describe-key-after-rotation')['CurrentKeyMaterialId']).not.toBe(
      inner('describe-key-before-rotation')['CurrentKeyMaterialId'],
    );
    expect(after?.CurrentKeyMaterialId).not.toBe(CurrentKeyMaterialId);
  });
});

function fill(text: string, keyId: string): string {
  const values = { '<partition>': 'aws', '<region>': 'eu-west-1', '111111111111': CUSTOMER, '<key-id:1>': keyId };
  return Object.entries(values).reduce((filled, [placeholder, value]) => filled.replaceAll(placeholder, value), text);
}

function withoutMetadata(answer: Json): Json {
  const { ResponseMetadata: _recorded, $metadata: _sdk, ...members } = answer;
  return members;
}

/** Placeholders of the recordings for what differs between runs: identifiers, dates, blobs, the account. */
function isPlaceholder(name: string, value: unknown): boolean {
  if (name === 'AWSAccountId' || ['CiphertextBlob', 'Plaintext'].includes(name)) return true;
  return typeof value === 'string' && (value.includes('<') || value === 'datetime');
}
