import {
  CreateKeyCommand,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { KeyArn } from '#lib/core/key/key-arn.ts';
import { CHECK_TIMEOUT_MS } from '#lib/core/probe/probe-key.ts';
import type { MoveKey } from '#lib/core/replacement/move-test.ts';
import type { ProbeKeyDeps } from '#lib/kms/probe.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { aSharedKey, declareRole, IRELAND, region, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { createTestMove } from '#lib/kms/test-move.ts';
import type { FaultInput } from '#sandbox/aws/control-client.ts';
import {
  allow,
  CUSTOMER,
  sharedKeyPolicy,
  STRANGER,
  USE_OF_THE_KEY,
  type TestSandbox,
} from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterAll(() => aws.close());
afterEach(async () => {
  await aws.control.faults.clear();
  await aws.control.settings.change({ dryRunChecksKeyState: true });
});

const ENDS_WITHIN_MS = CHECK_TIMEOUT_MS + 300;
const ALLOWED = { result: 'allowed' };

type Known = Partial<Omit<MoveKey, 'arn'>>;
const keyOf = (arn: string, known: Known = {}): MoveKey => ({
  arn: arn as KeyArn,
  lastKeyState: 'Enabled',
  lastKeyStoreId: null,
  ...known,
});
const gateway = (given: Partial<ProbeKeyDeps> = {}): ProbeKeyDeps => ({
  clientOf: createRegionalClients([IRELAND], aws.endpoint),
  clock: () => new Date(),
  reserveStoreCalls: async () => 0,
  ...given,
});
const inRegion = (hosting: typeof IRELAND) => gateway({ clientOf: createRegionalClients([hosting], aws.endpoint) });
const testMove = (oldKey: MoveKey, newKey: MoveKey, deps = gateway(), code = 'eu-west-1') =>
  createTestMove(deps)({ region: code, oldKey, newKey });

/** The old key's ARN and the new one's, each with the actions that its policy allows us. */
const twoKeys = async (from = USE_OF_THE_KEY, to = USE_OF_THE_KEY, accountOfNew = CUSTOMER) =>
  [await aSharedKey(aws, from), await aSharedKey(aws, to, undefined, 'eu-west-1', accountOfNew)] as const;
const resultFor = async (from: string[], to: string[], accountOfNew?: string) => {
  const [oldArn, newArn] = await twoKeys(from, to, accountOfNew);
  return testMove(keyOf(oldArn), keyOf(newArn));
};
const ourCalls = async (...arns: string[]) =>
  (await aws.control.calls.recent()).filter(
    ({ keyArn, callerAccount }) => keyArn !== null && arns.includes(keyArn) && callerAccount === '444455556666',
  );
const fail = (keyArn: string, effect: FaultInput['effect']) =>
  aws.control.faults.add({ match: { keyArn, operation: 'ReEncrypt' }, effect });

describe('a move test', () => {
  it('H2 is one dry run of ReEncrypt from the old key to the new one, and is allowed with both permissions', async () => {
    const [oldArn, newArn] = await twoKeys();
    const test = await testMove(keyOf(oldArn), keyOf(newArn));
    expect(test).toMatchObject({
      ...ALLOWED,
      oldArn,
      newArn,
      error: {
        name: 'DryRunOperationException',
        message: 'The request would have succeeded, but the DryRun option is set.',
      },
    });
    expect(test.finishedAt.getTime()).toBeGreaterThanOrEqual(test.startedAt.getTime());
    const calls = await ourCalls(oldArn, newArn);
    expect(calls).toMatchObject([
      { operation: 'ReEncrypt', dryRun: true, keyArn: oldArn, destinationKeyArn: newArn, requestId: test.requestId },
    ]);
  });

  it('is allowed between keys of two accounts, with one permission on each', async () => {
    expect(await resultFor(['kms:ReEncryptFrom'], ['kms:ReEncryptTo'], STRANGER)).toMatchObject(ALLOWED);
  });

  it.each([CUSTOMER, STRANGER])(
    'names the new key when its policy lacks kms:ReEncryptTo, in account %s',
    async (account) => {
      expect(await resultFor(['kms:ReEncrypt*'], ['kms:ReEncryptFrom', 'kms:Encrypt'], account)).toMatchObject({
        result: 'denied',
        by: 'new',
        denial: 'cross_account_catch_all',
      });
    },
  );

  it.each([CUSTOMER, STRANGER])(
    'names the old key when its policy lacks kms:ReEncryptFrom, with the new key in account %s',
    async (account) => {
      expect(await resultFor(['kms:ReEncryptTo', 'kms:Decrypt'], ['kms:ReEncrypt*'], account)).toMatchObject({
        result: 'denied',
        by: 'old',
        denial: 'cross_account_catch_all',
      });
    },
  );

  it('names a policy of our own role as such, and the key that it does not cover', async () => {
    const narrowed = region('eu-west-1', '444455556666', { roleArn: 'arn:aws:iam::444455556666:role/move-narrowed' });
    const [oldArn, newArn] = await twoKeys();
    for (const [action, by] of [
      ['kms:ReEncryptFrom', 'new'],
      ['kms:ReEncryptTo', 'old'],
    ] as const) {
      await declareRole(aws, narrowed, allow(action));
      expect(await testMove(keyOf(oldArn), keyOf(newArn), inRegion(narrowed))).toMatchObject({
        result: 'denied',
        by,
        denial: 'identity_policy',
      });
    }
  });

  it('names no key when AWS’s message names none', async () => {
    const [oldArn, newArn] = await twoKeys();
    await fail(oldArn, { kind: 'denial', policy: 'olderDecrypt' });
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({ result: 'denied', by: 'unclear' });
  });

  it('names the key that KMS does not find', async () => {
    const [oldArn, newArn] = await twoKeys();
    await fail(newArn, { kind: 'error', name: 'NotFoundException', message: `Key '${newArn}' does not exist` });
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({
      result: 'denied',
      by: 'new',
      denial: 'not_found',
    });
  });

  it('H22 is made in a session with the name of all our calls', async () => {
    const [oldArn, newArn] = await twoKeys();
    await testMove(keyOf(oldArn), keyOf(newArn));
    const calls = await ourCalls(oldArn, newArn);
    expect(calls.map(({ callerArn }) => callerArn)).toEqual([
      'arn:aws:sts::444455556666:assumed-role/keydesk/keydesk-probe',
    ]);
  });

  it('H23 sends the region’s encryption context for both keys', async () => {
    const context = { purpose: 'backup' };
    const required = { StringEquals: { 'kms:EncryptionContext:purpose': 'backup' } };
    const withContext = () => inRegion(region('eu-west-1', '444455556666', { encryptionContext: context }));
    const [open, strict] = [await aSharedKey(aws), await aSharedKey(aws, USE_OF_THE_KEY, required)];
    for (const [oldArn, newArn, by] of [
      [open, strict, 'new'],
      [strict, open, 'old'],
    ] as const) {
      expect(await testMove(keyOf(oldArn), keyOf(newArn), withContext())).toMatchObject(ALLOWED);
      expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({ result: 'denied', by });
    }
  });
});

describe('a move test of a key out of use', () => {
  it.each([
    ['old', 'Disabled', 'disabled'],
    ['new', 'Disabled', 'disabled'],
    ['old', 'PendingDeletion', 'pending_deletion'],
    ['new', 'PendingReplicaDeletion', 'pending_deletion'],
  ] as const)('H21 is not run, and AWS is not called: the %s key in %s', async (key, lastKeyState, state) => {
    const [oldArn, newArn] = await twoKeys();
    const [known, other] = [{ lastKeyState }, {}];
    const test = await testMove(
      keyOf(oldArn, key === 'old' ? known : other),
      keyOf(newArn, key === 'new' ? known : other),
    );
    expect(test).toMatchObject({
      result: 'not_run',
      outOfUse: [{ key, state }],
      durationMs: 0,
      requestId: null,
      error: null,
    });
    expect(await ourCalls(oldArn, newArn)).toEqual([]);
  });

  it.each([
    ['old', 'disabled', (KeyId: string) => new DisableKeyCommand({ KeyId })],
    ['new', 'disabled', (KeyId: string) => new DisableKeyCommand({ KeyId })],
    ['old', 'pending_deletion', (KeyId: string) => new ScheduleKeyDeletionCommand({ KeyId })],
  ] as const)(
    'is refused with the key and its state when we did not know it yet: %s %s',
    async (by, refusal, putOutOfUse) => {
      const [oldArn, newArn] = await twoKeys();
      await aws.kms(CUSTOMER).send(putOutOfUse(by === 'old' ? oldArn : newArn));
      expect(await testMove(keyOf(oldArn, { lastKeyState: null }), keyOf(newArn))).toMatchObject({
        result: 'wrong_state',
        by,
        refusal,
      });
    },
  );

  it('H2 is only about permission where a dry run does not look at the state', async () => {
    await aws.control.settings.change({ dryRunChecksKeyState: false });
    const [oldArn, newArn] = await twoKeys();
    await aws.kms(CUSTOMER).send(new DisableKeyCommand({ KeyId: oldArn }));
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject(ALLOWED);
    const lost = JSON.stringify(sharedKeyPolicy(['kms:DescribeKey']));
    await aws.kms(CUSTOMER).send(new PutKeyPolicyCommand({ KeyId: oldArn, Policy: lost }));
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({ result: 'denied', by: 'old' });
  });

  it('H21 is not repeated after a refusal that the SDK would retry', async () => {
    const [oldArn, newArn] = await twoKeys();
    await fail(oldArn, { kind: 'error', name: 'DisabledException', message: `${oldArn} is disabled.`, status: 500 });
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({
      result: 'wrong_state',
      by: 'old',
      refusal: 'disabled',
    });
    expect(await ourCalls(oldArn)).toHaveLength(1);
  });

  it('names no key when the refusal names none', async () => {
    const [oldArn, newArn] = await twoKeys();
    await fail(oldArn, { kind: 'error', name: 'KMSInvalidStateException', message: 'The key is pending import.' });
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({
      result: 'wrong_state',
      by: 'unclear',
      refusal: 'pending_import',
    });
  });
});

describe('a move test without a usable answer', () => {
  it.each<[string, FaultInput['effect'], string]>([
    ['KMS throttles us', { kind: 'throttle' }, 'throttled'],
    ['the connection is closed', { kind: 'reset' }, 'unreachable'],
    ['the connection is closed within the answer', { kind: 'reset', at: 'midAnswer' }, 'unreachable'],
    ['KMS has a fault', { kind: 'serviceError', name: 'KMSInternalException' }, 'kms_fault'],
    ['a proxy answers', { kind: 'html' }, 'malformed_answer'],
    ['KMS carries it out', { kind: 'emptyObject' }, 'malformed_answer'],
    ['our clock is wrong', { kind: 'skewedDate', skewMs: 3_600_000 }, 'vendor_credentials'],
    ['the error is new to us', { kind: 'error', name: 'BrandNewException' }, 'unrecognised'],
  ])('says why, and nothing about the keys: %s', async (_, effect, fault) => {
    const [oldArn, newArn] = await twoKeys(USE_OF_THE_KEY, ['kms:DescribeKey']);
    await fail(oldArn, effect);
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({ result: 'could_not_tell', fault });
  });

  it('ends within the time limit of a check', async () => {
    const [oldArn, newArn] = await twoKeys();
    await fail(oldArn, { kind: 'drip', intervalMs: 400 });
    const begun = performance.now();
    expect(await testMove(keyOf(oldArn), keyOf(newArn))).toMatchObject({
      result: 'could_not_tell',
      fault: 'timed_out',
    });
    expect(performance.now() - begun).toBeLessThan(ENDS_WITHIN_MS);
  });

  it('makes no call when we can’t sign in to the region', async () => {
    const gone = region('eu-west-1', '444455556666', { roleArn: 'arn:aws:iam::444455556666:role/no-such-role' });
    const [oldArn, newArn] = await twoKeys();
    expect(await testMove(keyOf(oldArn), keyOf(newArn), inRegion(gone))).toMatchObject({
      result: 'could_not_tell',
      fault: 'vendor_credentials',
    });
    expect(await ourCalls(oldArn, newArn)).toEqual([]);
  });

  it('makes no call in a region that is not configured', async () => {
    const [oldArn, newArn] = await twoKeys();
    expect(await testMove(keyOf(oldArn), keyOf(newArn), gateway(), 'sa-east-1')).toMatchObject({
      result: 'could_not_tell',
      fault: 'own_configuration',
      error: { name: 'RegionNotConfigured', message: 'HOSTING_REGIONS has no region sa-east-1.' },
    });
  });
});

describe('a move test of a key in a custom key store', () => {
  let stores = 0;
  /** A key in a store of its own, as a check knows it. */
  async function aKeyInAStore(): Promise<MoveKey> {
    stores += 1;
    const id = `cks-move-${stores}`;
    await aws.control.keyStores.declare({
      id,
      accountId: CUSTOMER,
      region: 'eu-west-1',
      type: 'EXTERNAL_KEY_STORE',
    });
    const command = new CreateKeyCommand({
      Origin: 'EXTERNAL_KEY_STORE',
      CustomKeyStoreId: id,
      XksKeyId: `move-${stores}`,
      Policy: JSON.stringify(sharedKeyPolicy(USE_OF_THE_KEY)),
    });
    const { KeyMetadata } = await aws.kms(CUSTOMER).send(command);
    return keyOf(KeyMetadata?.Arn ?? '', { lastKeyStoreId: id });
  }
  /** A gateway that notes which calls are booked; `waits` says how long each waits, and null that it is too long. */
  function bookingGateway(...waits: (number | null)[]) {
    const booked: [string, number][] = [];
    const withins: number[] = [];
    const deps = gateway({
      reserveStoreCalls: async (storeId, calls, withinMs) => {
        booked.push([storeId, calls]);
        withins.push(withinMs);
        return waits[booked.length - 1] ?? null;
      },
    });
    return { booked, withins, deps };
  }

  it.each(['old', 'new'] as const)('H24 books one call to its store: the %s key', async (which) => {
    const [inStore, other] = [await aKeyInAStore(), keyOf(await aSharedKey(aws))];
    const { booked, deps } = bookingGateway(0);
    const [oldKey, newKey] = which === 'old' ? [inStore, other] : [other, inStore];
    expect(await testMove(oldKey, newKey, deps)).toMatchObject(ALLOWED);
    expect(booked).toEqual([[inStore.lastKeyStoreId, 1]]);
  });

  it('H24 books nothing when no key is in a store', async () => {
    const [oldArn, newArn] = await twoKeys();
    const { booked, deps } = bookingGateway();
    expect(await testMove(keyOf(oldArn), keyOf(newArn), deps)).toMatchObject(ALLOWED);
    expect(booked).toEqual([]);
  });

  it('H24 waits for its turn', async () => {
    const { deps } = bookingGateway(600);
    const [oldKey, newKey] = [keyOf(await aSharedKey(aws)), await aKeyInAStore()];
    const begun = performance.now();
    expect(await testMove(oldKey, newKey, deps)).toMatchObject(ALLOWED);
    expect(performance.now() - begun).toBeGreaterThan(590);
  });

  it('H24 makes no call when its turn would come too late', async () => {
    const { deps } = bookingGateway(null);
    const [oldKey, newKey] = [keyOf(await aSharedKey(aws)), await aKeyInAStore()];
    expect(await testMove(oldKey, newKey, deps)).toMatchObject({
      result: 'could_not_tell',
      fault: 'held_back',
      requestId: null,
      error: { name: 'HeldBack' },
    });
    expect(await ourCalls(oldKey.arn, newKey.arn)).toEqual([]);
  });

  it('H24 makes no second attempt', async () => {
    const [oldKey, newKey] = [await aKeyInAStore(), keyOf(await aSharedKey(aws))];
    await fail(oldKey.arn, { kind: 'throttle' });
    expect(await testMove(oldKey, newKey)).toMatchObject({ result: 'could_not_tell', fault: 'throttled' });
    expect(await ourCalls(oldKey.arn)).toHaveLength(1);
  });

  it('H24 books the first of two stores for as long as the second may take, and one store once', async () => {
    const [oldKey, newKey] = [await aKeyInAStore(), await aKeyInAStore()];
    const two = bookingGateway(0, 0);
    expect(await testMove(oldKey, newKey, two.deps)).toMatchObject(ALLOWED);
    expect(two.booked).toEqual([
      [oldKey.lastKeyStoreId, 2],
      [newKey.lastKeyStoreId, 1],
    ]);
    expect(two.withins[1]).toBeLessThanOrEqual(1_000);

    const one = bookingGateway(0);
    const sameStore = { ...newKey, lastKeyStoreId: oldKey.lastKeyStoreId };
    expect(await testMove(oldKey, sameStore, one.deps)).toMatchObject(ALLOWED);
    expect(one.booked).toEqual([[oldKey.lastKeyStoreId, 1]]);
  });

  it('H24 makes no call when the second of two stores is busy', async () => {
    const [oldKey, newKey] = [await aKeyInAStore(), await aKeyInAStore()];
    expect(await testMove(oldKey, newKey, bookingGateway(0, null).deps)).toMatchObject({
      result: 'could_not_tell',
      fault: 'held_back',
    });
    expect(await ourCalls(oldKey.arn, newKey.arn)).toEqual([]);
  });
});
