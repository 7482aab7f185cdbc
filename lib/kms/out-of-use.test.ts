import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ProbeKind } from '#lib/core/probe/actions.ts';
import { aGateway, answersOf, aSharedKey, startGatewaySandbox, targetOf } from '#lib/kms/test-gateway.test-support.ts';
import type { FaultInput } from '#sandbox/aws/control-client.ts';
import { CUSTOMER, sharedKeyPolicy, USE_OF_THE_KEY, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterEach(() => aws.control.faults.clear());
afterAll(() => aws.close());

const CRYPTO = ['Encrypt', 'Decrypt', 'ReEncrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext'];
const ARN_TEXT = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** Each way in which KMS says that a key is disabled or pending deletion, while DescribeKey still says Enabled. */
const REFUSALS: [string, string, string][] = [
  ['DisabledException', `${ARN_TEXT} is disabled.`, 'disabled'],
  ['DisabledException', `${ARN_TEXT} is pending deletion (or pending replica deletion).`, 'pending_deletion'],
  ['KMSInvalidStateException', `${ARN_TEXT} is pending deletion.`, 'pending_deletion'],
  ['KMSInvalidStateException', `${ARN_TEXT} is pending replica deletion.`, 'pending_deletion'],
];

const fail = (keyArn: string, operation: string | string[], effect: FaultInput['effect'], times?: number) =>
  aws.control.faults.add({ match: { keyArn, operation }, effect, ...(times !== undefined && { times }) });
const check = (arn: string, kind: ProbeKind, lastKeyState: string | null = 'Enabled') =>
  aGateway(aws.endpoint)(targetOf(arn, lastKeyState), kind);
const cryptoCalls = async (arn: string) =>
  (await aws.control.calls.recent())
    .filter(({ keyArn, operation }) => keyArn === arn && CRYPTO.includes(operation))
    .map(({ operation }) => operation)
    .toReversed();

describe('a key whose first cryptographic call is refused', () => {
  it.each(REFUSALS)('H21 gets no other call of the check: %s %s', async (name, message, refusal) => {
    const arn = await aSharedKey(aws);
    await fail(arn, CRYPTO, { kind: 'error', name, message });
    expect(answersOf(await check(arn, 'grid'))).toMatchObject({
      DescribeKey: 'allowed',
      GenerateDataKey: `wrong_state:${refusal}`,
      GenerateDataKeyWithoutPlaintext: 'not_run',
      Encrypt: 'not_run',
      Decrypt: 'not_run',
      ReEncryptFrom: 'not_run',
      ReEncryptTo: 'not_run',
    });
    expect(await cryptoCalls(arn)).toEqual(['GenerateDataKey']);
  });

  it('H21 gets no other call of a quick check, also when DescribeKey is denied or gives no answer', async () => {
    const denial: FaultInput['effect'] = { kind: 'denial', policy: 'catchAll' };
    const failure: FaultInput['effect'] = { kind: 'error', name: 'ValidationException' };
    for (const described of [denial, failure]) {
      const arn = await aSharedKey(aws);
      await fail(arn, 'DescribeKey', described);
      await fail(arn, CRYPTO, { kind: 'error', name: 'DisabledException', message: `${ARN_TEXT} is disabled.` });
      expect(answersOf(await check(arn, 'short'))).toMatchObject({
        GenerateDataKey: 'wrong_state:disabled',
        Decrypt: 'not_run',
      });
      expect(await cryptoCalls(arn)).toEqual(['GenerateDataKey']);
    }
  });

  it('H21 gets no retry of the refused call, whatever makes the SDK retry', async () => {
    const refusal = { kind: 'error', name: 'DisabledException', message: `${ARN_TEXT} is disabled.` } as const;
    const retried: FaultInput['effect'][][] = [
      [{ ...refusal, status: 500 }],
      // The SDK corrects its clock and repeats the call.
      [refusal, { kind: 'skewedDate', skewMs: 290_000 }],
    ];
    for (const effects of retried) {
      const arn = await aSharedKey(aws);
      for (const effect of effects) await fail(arn, CRYPTO, effect);
      expect(answersOf(await check(arn, 'short'))).toMatchObject({
        GenerateDataKey: 'wrong_state:disabled',
        Decrypt: 'not_run',
      });
      expect(await cryptoCalls(arn)).toEqual(['GenerateDataKey']);
    }
  });

  it.each([
    ['pending_import', 'KMSInvalidStateException', `${ARN_TEXT} is pending import.`],
    ['creating', 'KMSInvalidStateException', `${ARN_TEXT} is creating.`],
  ])('still gets the others when the refusal names another state: %s', async (refusal, name, message) => {
    const arn = await aSharedKey(aws);
    await fail(arn, CRYPTO, { kind: 'error', name, message });
    expect(answersOf(await check(arn, 'short'))).toMatchObject({
      GenerateDataKey: `wrong_state:${refusal}`,
      Decrypt: `wrong_state:${refusal}`,
    });
  });

  it('still gets the others when the first call gives no answer for long', async () => {
    const arn = await aSharedKey(aws);
    await fail(arn, 'GenerateDataKey', { kind: 'hang' });
    const begun = performance.now();
    expect(answersOf(await check(arn, 'short'))).toMatchObject({
      GenerateDataKey: 'could_not_tell:timed_out',
      Decrypt: 'allowed',
    });
    expect(performance.now() - begun).toBeLessThan(6_300);
  });
});

describe('a key that another answer of the check calls out of use', () => {
  it('H21 gets no more calls when GetKeyRotationStatus says so', async () => {
    const arn = await aSharedKey(aws, [...USE_OF_THE_KEY, 'kms:GetKeyRotationStatus']);
    // The others wait for this answer too, although it comes after the first cryptographic call's.
    await fail(arn, 'GetKeyRotationStatus', { kind: 'delay', delayMs: 300 });
    await fail(arn, 'GetKeyRotationStatus', {
      kind: 'error',
      name: 'KMSInvalidStateException',
      message: `${ARN_TEXT} is pending deletion.`,
    });
    expect(answersOf(await check(arn, 'grid'))).toMatchObject({
      GenerateDataKey: 'allowed',
      GetKeyRotationStatus: 'wrong_state:pending_deletion',
      Encrypt: 'not_run',
      Decrypt: 'not_run',
      ReEncryptFrom: 'not_run',
      ReEncryptTo: 'not_run',
      GenerateDataKeyWithoutPlaintext: 'not_run',
    });
    expect(await cryptoCalls(arn)).toEqual(['GenerateDataKey']);
  });

  it('H21 gets no retry of a call that was waiting for one', async () => {
    const arn = await aSharedKey(aws);
    // Decrypt fails at first and is retried after a pause; meanwhile Encrypt is told that the key is disabled.
    await fail(arn, 'Decrypt', { kind: 'throttle', retryAfterMs: 1_000 }, 1);
    await fail(arn, 'Encrypt', { kind: 'error', name: 'DisabledException', message: `${ARN_TEXT} is disabled.` });
    expect(answersOf(await check(arn, 'grid'))).toMatchObject({
      Encrypt: 'wrong_state:disabled',
      Decrypt: 'could_not_tell:throttled',
      ReEncryptFrom: 'allowed',
    });
    expect((await cryptoCalls(arn)).filter((operation) => operation === 'Decrypt')).toHaveLength(1);
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingReplicaDeletion'])(
    'H21 gets no call at all when DescribeKey is denied and the last state was %s, whatever is tested',
    async (lastKeyState) => {
      for (const kind of ['short', 'grid', 'proof'] as const) {
        const arn = await aSharedKey(
          aws,
          USE_OF_THE_KEY.filter((action) => action !== 'kms:DescribeKey'),
        );
        const report = await check(arn, kind, lastKeyState);
        expect(report.cells.find(({ action }) => action === 'DescribeKey')?.result).toBe('denied');
        expect(await cryptoCalls(arn)).toEqual([]);
        expect((await aws.control.calls.recent()).filter(({ keyArn }) => keyArn === arn)).toHaveLength(1);
      }
    },
  );
});

describe('an encrypt/decrypt test', () => {
  it.each(REFUSALS)('H21 sends no Decrypt after Encrypt was refused: %s %s', async (name, message, refusal) => {
    const arn = await aSharedKey(aws);
    await fail(arn, CRYPTO, { kind: 'error', name, message });
    expect(answersOf(await check(arn, 'proof'))).toEqual({
      DescribeKey: 'allowed',
      Encrypt: `wrong_state:${refusal}`,
      Decrypt: 'not_run',
    });
    expect(await cryptoCalls(arn)).toEqual(['Encrypt']);
  });

  it('H21 makes no data key in a custom key store after Encrypt or Decrypt was refused', async () => {
    const id = 'cks-outofuse';
    await aws.control.keyStores.declare({ id, accountId: CUSTOMER, region: 'eu-west-1', type: 'AWS_CLOUDHSM' });
    for (const refused of ['Encrypt', 'Decrypt']) {
      const Policy = JSON.stringify(sharedKeyPolicy(USE_OF_THE_KEY));
      const command = new CreateKeyCommand({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: id, Policy });
      const arn = (await aws.kms(CUSTOMER).send(command)).KeyMetadata?.Arn ?? '';
      await fail(arn, refused, { kind: 'error', name: 'DisabledException', message: `${ARN_TEXT} is disabled.` });
      expect(answersOf(await check(arn, 'proof'))).toMatchObject({
        [refused]: 'wrong_state:disabled',
        GenerateDataKeyWithoutPlaintext: 'not_run',
      });
      expect(await cryptoCalls(arn)).toEqual(refused === 'Encrypt' ? ['Encrypt'] : ['Encrypt', 'Decrypt']);
    }
  });
});
