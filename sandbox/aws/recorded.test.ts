import {
  CreateKeyCommand,
  DecryptCommand,
  DescribeKeyCommand,
  DisableKeyCommand,
  EnableKeyRotationCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateDataKeyWithoutPlaintextCommand,
  GetKeyRotationStatusCommand,
  RotateKeyOnDemandCommand,
  type KMSClient,
} from '@aws-sdk/client-kms';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CUSTOMER, startTestSandbox, type TestSandbox } from './sandbox.test-support.ts';

// Answers recorded from the real AWS. They are kept outside the project, so this file is silent where they are missing.
const RECORDED = new URL('../../../shared/aws-recorded/kms-responses.json', import.meta.url);

type Json = Record<string, unknown>;
type Recording = Record<string, { responses: Record<string, Json> }>;

const NO_SUCH_ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const NO_SUCH_MRK = 'mrk-d3b95762d3b95762d3b95762d3b95762';
const NO_SUCH_ARN = `arn:aws:kms:eu-west-1:${CUSTOMER}:key/${NO_SUCH_ID}`;
const Plaintext = Buffer.from('recorded');

describe.runIf(existsSync(RECORDED))('the sandbox answers as AWS was recorded to answer', () => {
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
  /** Same members, and the same values where the recording holds no placeholder; `newer` came after the recording. */
  const expectSameAnswer = (
    scenario: string,
    response: string,
    answer: object | undefined,
    newer: string[] = [],
  ): void => {
    const expected = withoutMetadata(recorded(scenario, response));
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
  const expectSameError = async (
    scenario: string,
    response: string,
    call: Promise<unknown>,
    keyArn = '',
  ): Promise<void> => {
    const { Error: error, ResponseMetadata: metadata } = recorded(scenario, response) as {
      Error: { Code: string; Message: string };
      ResponseMetadata: { HTTPStatusCode: number };
    };
    const thrown = (await call.then(
      () => expect.unreachable('the call succeeded'),
      (reason: unknown) => reason,
    )) as Error & { $metadata: { httpStatusCode: number }; $response: { body: unknown } };
    const message = error.Message.replace(/<(?:mrk-)?key-arn>/, keyArn);
    expect(thrown.name).toBe(error.Code);
    // The SDK puts a text of its own where AWS sends no message.
    if (message !== '') expect(thrown.message).toBe(message);
    expect(thrown.$metadata.httpStatusCode).toBe(metadata.HTTPStatusCode);
  };
  const describeKey = (KeyId: string) => kms.send(new DescribeKeyCommand({ KeyId }));
  const create = async (Description: string) => {
    const { KeyMetadata: key } = await kms.send(new CreateKeyCommand({ Description }));
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
    expectSameAnswer('describe_with_alias_arn', 'created-key', await create('test - description'));
  });

  it('keys that are not there', async () => {
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

  it('key ids that are none', async () => {
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
    const sealed = await kms.send(new EncryptCommand({ KeyId, Plaintext, EncryptionContext }));
    expectSameAnswer(scenario, 'encrypt_response', sealed);
    const { CiphertextBlob } = sealed;
    const opened = await kms.send(new DecryptCommand({ KeyId, CiphertextBlob, EncryptionContext }));
    expectSameAnswer(scenario, 'decrypt_response_with_encryption_context', opened);
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
    const sealed = await kms.send(new GenerateDataKeyWithoutPlaintextCommand({ KeyId, KeySpec: 'AES_256' }));
    expectSameAnswer('generate_data_key_without_plaintext', 'generate-data-key-without-plaintext', sealed, newer);
    const dryRun = kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', DryRun: true }));
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

function withoutMetadata(answer: Json): Json {
  const { ResponseMetadata: _recorded, $metadata: _sdk, ...members } = answer;
  return members;
}

/** Recordings replace what differs from run to run: identifiers, dates, blobs, the account. */
function isPlaceholder(name: string, value: unknown): boolean {
  if (name === 'AWSAccountId' || ['CiphertextBlob', 'Plaintext'].includes(name)) return true;
  return typeof value === 'string' && (value.includes('<') || value === 'datetime');
}
