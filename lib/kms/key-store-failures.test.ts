import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aGateway, answersOf, startGatewaySandbox, targetOf } from '#lib/kms/test-gateway.test-support.ts';
import type { KeyStoreInput } from '#sandbox/aws/control-client.ts';
import { CUSTOMER, sharedKeyPolicy, USE_OF_THE_KEY, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterAll(() => aws.close());

type Failure = Extract<KeyStoreInput, { type: 'EXTERNAL_KEY_STORE' }>['failure'];
const STORE = { accountId: CUSTOMER, region: 'eu-west-1', type: 'EXTERNAL_KEY_STORE' } as const;
let stores = 0;

async function aKeyInAStore() {
  stores += 1;
  const id = `cks-failures-${stores}`;
  await aws.control.keyStores.declare({ ...STORE, id });
  const command = new CreateKeyCommand({
    Origin: 'EXTERNAL_KEY_STORE',
    CustomKeyStoreId: id,
    XksKeyId: `key-${stores}`,
    Policy: JSON.stringify(sharedKeyPolicy(USE_OF_THE_KEY)),
  });
  const { KeyMetadata } = await aws.kms(CUSTOMER).send(command);
  const failWith = (failure: Failure) => aws.control.keyStores.declare({ ...STORE, id, state: 'failing', failure });
  const recover = () => aws.control.keyStores.declare({ ...STORE, id });
  return { arn: KeyMetadata?.Arn ?? '', failWith, recover };
}

const check = async (arn: string, kind: 'grid' | 'proof' = 'grid') => aGateway(aws.endpoint)(targetOf(arn), kind);
const realCalls = async (arn: string) =>
  (await aws.control.calls.recent()).filter(
    ({ keyArn, dryRun, operation }) => keyArn === arn && !dryRun && operation.startsWith('GenerateDataKey'),
  );

// A store gets one call a second, so each check takes some seconds. They run at the same time, each with its own store.
describe.concurrent('a failing custom key store', () => {
  it.each(['proxyTimedOut', 'proxyUnreachable'] as const)(
    'H2 is unavailable when it fails twice in a check, a second or more apart: %s',
    async (failure) => {
      const { arn, failWith } = await aKeyInAStore();
      await failWith(failure);
      const told = answersOf(await check(arn));
      expect(told.GenerateDataKeyWithoutPlaintext).toBe('wrong_state:unavailable');
      const [second, first] = (await realCalls(arn)).map(({ at }) => Date.parse(at));
      expect((second ?? 0) - (first ?? 0)).toBeGreaterThan(900);
    },
  );

  it('says nothing against the key when it failed only once', async () => {
    const { arn, failWith, recover } = await aKeyInAStore();
    await failWith('proxyTimedOut');
    const checked = check(arn);
    await expect.poll(() => realCalls(arn), { timeout: 5_000, interval: 20 }).toHaveLength(1);
    await recover();
    const { cells } = await checked;
    expect(cells.find(({ action }) => action === 'GenerateDataKeyWithoutPlaintext')).toMatchObject({
      result: 'allowed',
      real: true,
    });
    expect(cells.filter(({ result }) => result === 'wrong_state')).toEqual([]);
  });

  it('H24 gets no extra call for the repetition: another test gives up its turn', async () => {
    const { arn, failWith } = await aKeyInAStore();
    await failWith('proxyTimedOut');
    expect(answersOf(await check(arn))).toMatchObject({
      ReEncryptFrom: 'could_not_tell:held_back',
      ReEncryptTo: 'could_not_tell:held_back',
    });
    const reached = (await aws.control.calls.recent()).filter(
      ({ keyArn, operation }) => keyArn === arn && !['DescribeKey', 'GetKeyRotationStatus'].includes(operation),
    );
    expect(reached).toHaveLength(5);
  });

  it.each(['proxyDeniedAccess', 'externalKeyDisabled', 'externalKeyNotFound'] as const)(
    'that refuses is told at once, with the message as evidence: %s',
    async (failure) => {
      const { arn, failWith } = await aKeyInAStore();
      await failWith(failure);
      const { cells } = await check(arn);
      expect(cells.find(({ action }) => action === 'GenerateDataKeyWithoutPlaintext')).toMatchObject({
        result: 'wrong_state',
        refusal: 'unrecognised',
        error: { name: 'KMSInvalidStateException', message: expect.stringContaining('external key store proxy') },
      });
      expect(await realCalls(arn)).toHaveLength(1);
    },
  );

  it('H2 fails an encrypt/decrypt test, which knows after its second call that the store is unavailable', async () => {
    const { arn, failWith } = await aKeyInAStore();
    await failWith('proxyTimedOut');
    expect(answersOf(await check(arn, 'proof'))).toEqual({
      DescribeKey: 'allowed',
      Encrypt: 'could_not_tell:key_store_fault',
      Decrypt: 'not_run',
      GenerateDataKeyWithoutPlaintext: 'wrong_state:unavailable',
    });
  });
});
