import {
  CreateKeyCommand,
  DisableKeyCommand,
  EncryptCommand,
  ScheduleKeyDeletionCommand,
  UpdateKeyDescriptionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { CODE_NAME } from '#lib/core/setup/template-description.ts';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { createDecryptProof } from '#lib/kms/decrypt-proof.ts';
import type { ProbeKeyDeps } from '#lib/kms/probe.ts';
import { createReadDescription } from '#lib/kms/read-description.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { aSharedKey, declareRole, IRELAND, OREGON, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import type { FaultInput } from '#sandbox/aws/control-client.ts';
import {
  allow,
  CUSTOMER,
  sharedKeyPolicy,
  STRANGER,
  USE_OF_THE_KEY,
  type TestSandbox,
} from '#sandbox/aws/sandbox.test-support.ts';

const CODE = 'abcdefghij234567klmn';
const OTHER_CODE = 'zyxwvutsrq765432zyxw';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterEach(() => aws.control.faults.clear());
afterAll(() => aws.close());

const gateway = (given: Partial<ProbeKeyDeps> = {}): ProbeKeyDeps => ({
  clientOf: createRegionalClients([IRELAND, OREGON], aws.endpoint),
  clock: () => new Date(),
  reserveStoreCalls: async () => 0,
  ...given,
});
const keyOf = (arn: string, region = 'eu-west-1') => ({ arn: arn as KeyArn, region });
const read = (arn: string, codes: readonly string[] = [OTHER_CODE, CODE], region = 'eu-west-1') =>
  createReadDescription(gateway())(keyOf(arn, region), codes);
const describeAs = (arn: string, Description: string) =>
  aws.kms(CUSTOMER).send(new UpdateKeyDescriptionCommand({ KeyId: arn, Description }));
const fail = (keyArn: string, operation: string, effect: FaultInput['effect']) =>
  aws.control.faults.add({ match: { keyArn, operation }, effect });
const callsOn = async (arn: string) =>
  (await aws.control.calls.recent()).filter(({ keyArn }) => keyArn === arn).map(({ operation }) => operation);

describe('a key’s description', () => {
  it('H16 shows a code wherever it stands in it', async () => {
    const arn = await aSharedKey(aws);
    await describeAs(arn, `Backups of the vault. Ask ops before deleting.\n[${CODE.toUpperCase()}] costs: 4711`);
    expect(await read(arn)).toEqual({ answer: 'seen', code: CODE });
  });

  it('H16 proves nothing with another code, an expired one, or none', async () => {
    const arn = await aSharedKey(aws);
    await describeAs(arn, `keydesk ${CODE}`);
    expect(await read(arn, [OTHER_CODE])).toEqual({ answer: 'not_seen' });
    expect(await read(arn, [])).toEqual({ answer: 'not_seen' });
    await describeAs(arn, '');
    expect(await read(arn)).toEqual({ answer: 'not_seen' });
  });

  it('H16 tells nothing of the key’s state', async () => {
    const arn = await aSharedKey(aws);
    await aws.kms(CUSTOMER).send(new ScheduleKeyDeletionCommand({ KeyId: arn }));
    expect(await read(arn)).toEqual({ answer: 'not_seen' });
  });

  it('H22 is read in a session with the name of all our calls, and by nothing but DescribeKey', async () => {
    const arn = await aSharedKey(aws);
    await read(arn);
    const ours = (await aws.control.calls.recent()).filter(
      ({ keyArn, operation }) => keyArn === arn && operation !== 'CreateKey',
    );
    expect(ours.map(({ operation }) => operation)).toEqual(['DescribeKey']);
    expect(JSON.stringify(ours)).toContain('/keydesk-probe');
  });

  it('is not readable while the key policy denies us DescribeKey, or is another account’s', async () => {
    const arn = await aSharedKey(aws, ['kms:Encrypt', 'kms:Decrypt']);
    await describeAs(arn, CODE);
    expect(await read(arn)).toEqual({ answer: 'not_readable' });
    const { Arn } = await aws.createKey({ accountId: STRANGER });
    expect(await read(Arn)).toEqual({ answer: 'not_readable' });
    expect(await read('arn:aws:kms:eu-west-1:111122223333:key/00000000-0000-4000-8000-00000000dead')).toEqual({
      answer: 'not_readable',
    });
  });

  it('H12 could not be checked where our own role lacks the permission', async () => {
    const arn = await aSharedKey(aws);
    await declareRole(aws, IRELAND, allow('kms:Encrypt'));
    expect(await read(arn)).toEqual({ answer: 'could_not_check' });
    await declareRole(aws, IRELAND);
    await fail(arn, 'DescribeKey', { kind: 'denial', policy: 'vpce' });
    expect(await read(arn)).toEqual({ answer: 'could_not_check' });
  });

  it.each<[string, FaultInput['effect']]>([
    ['throttles us', { kind: 'throttle' }],
    ['has a fault', { kind: 'error', name: 'KMSInternalException' }],
    ['answers what we do not know', { kind: 'error', name: 'BrandNewException' }],
    ['closes the connection', { kind: 'reset' }],
    ['answers about another key', { kind: 'wrongArn' }],
    ['answers nothing', { kind: 'emptyObject' }],
  ])('could not be checked when KMS %s', async (_, effect) => {
    const arn = await aSharedKey(aws);
    await describeAs(arn, CODE);
    await fail(arn, 'DescribeKey', effect);
    expect(await read(arn)).toEqual({ answer: 'could_not_check' });
  });

  it('could not be checked in a region that is not configured, or without AWS', async () => {
    const arn = await aSharedKey(aws);
    expect(await read(arn, [CODE], 'sa-east-1')).toEqual({ answer: 'could_not_check' });
    const nowhere = gateway({ clientOf: createRegionalClients([IRELAND], 'http://127.0.0.1:9') });
    expect(await createReadDescription(nowhere)(keyOf(arn), [CODE])).toEqual({ answer: 'could_not_check' });
  });
});

describe('a ciphertext', () => {
  const encrypt = async (arn: string, text: string, context: Record<string, string> = { [CODE_NAME]: text }) => {
    const { CiphertextBlob = new Uint8Array() } = await aws
      .kms(CUSTOMER)
      .send(new EncryptCommand({ KeyId: arn, Plaintext: Buffer.from(text), EncryptionContext: context }));
    return CiphertextBlob;
  };
  const decrypt = (arn: string, ciphertext: Uint8Array, codes: readonly string[] = [CODE], given = gateway()) =>
    createDecryptProof(given)(keyOf(arn), ciphertext, codes);

  it('H16 proves the key when it decrypts to the code', async () => {
    const arn = await aSharedKey(aws);
    expect(await decrypt(arn, await encrypt(arn, CODE))).toEqual({ answer: 'proven', code: CODE });
    expect(await decrypt(arn, await encrypt(arn, CODE), [OTHER_CODE, CODE])).toEqual({ answer: 'proven', code: CODE });
  });

  it('H16 proves nothing with another key, another context, another code, or garbage', async () => {
    const [arn, other] = [await aSharedKey(aws), await aSharedKey(aws)];
    const told = { answer: 'not_decryptable' };
    expect(await decrypt(arn, await encrypt(other, CODE))).toEqual(told);
    expect(await decrypt(arn, await encrypt(arn, CODE, { [CODE_NAME]: OTHER_CODE }))).toEqual(told);
    expect(await decrypt(arn, await encrypt(arn, CODE, {}))).toEqual(told);
    expect(await decrypt(arn, await encrypt(arn, OTHER_CODE))).toEqual(told);
    expect(await decrypt(arn, Buffer.from('garbage'))).toEqual(told);
    const same = await encrypt(arn, 'not the code', { [CODE_NAME]: CODE });
    expect(await decrypt(arn, same)).toEqual({ answer: 'other_text' });
  });

  it('is not tried where AWS denies us Decrypt, and where KMS gives no answer', async () => {
    const arn = await aSharedKey(aws, ['kms:DescribeKey']);
    expect(await decrypt(arn, await encrypt(arn, CODE))).toEqual({ answer: 'denied' });
    const busy = await aSharedKey(aws);
    const ciphertext = await encrypt(busy, CODE);
    await fail(busy, 'Decrypt', { kind: 'throttle' });
    expect(await decrypt(busy, ciphertext)).toEqual({ answer: 'could_not_check' });
  });

  it('proves the key also where we may not describe it', async () => {
    const arn = await aSharedKey(aws, ['kms:Decrypt']);
    expect(await decrypt(arn, await encrypt(arn, CODE))).toEqual({ answer: 'proven', code: CODE });
  });

  it('H21 makes no cryptographic call to a disabled key, and does not tell that it is disabled', async () => {
    const arn = await aSharedKey(aws);
    const ciphertext = await encrypt(arn, CODE);
    await aws.kms(CUSTOMER).send(new DisableKeyCommand({ KeyId: arn }));
    expect(await decrypt(arn, ciphertext)).toEqual({ answer: 'not_decryptable' });
    expect(await callsOn(arn)).not.toContain('Decrypt');
  });

  it('H24 books its call to a custom key store, and makes none without a free one', async () => {
    const id = 'cks-ownership';
    await aws.control.keyStores.declare({ id, accountId: CUSTOMER, region: 'eu-west-1', type: 'EXTERNAL_KEY_STORE' });
    const { KeyMetadata } = await aws.kms(CUSTOMER).send(
      new CreateKeyCommand({
        Origin: 'EXTERNAL_KEY_STORE',
        CustomKeyStoreId: id,
        XksKeyId: 'theirs',
        Policy: JSON.stringify(sharedKeyPolicy(USE_OF_THE_KEY)),
      }),
    );
    const arn = KeyMetadata?.Arn ?? '';
    const ciphertext = await encrypt(arn, CODE);
    const booked: unknown[] = [];
    const free = gateway({ reserveStoreCalls: async (...asked) => (booked.push(asked.slice(0, 2)), 0) });
    expect(await decrypt(arn, ciphertext, [CODE], free)).toEqual({ answer: 'proven', code: CODE });
    expect(booked).toEqual([[id, 1]]);
    const full = gateway({ reserveStoreCalls: async () => null });
    expect(await decrypt(arn, ciphertext, [CODE], full)).toEqual({ answer: 'could_not_check' });
    expect((await callsOn(arn)).filter((operation) => operation === 'Decrypt')).toHaveLength(1);
  });
});
