import {
  DisableKeyCommand,
  EnableKeyRotationCommand,
  PutKeyPolicyCommand,
  RotateKeyOnDemandCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PROBE_ACTIONS, REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import {
  aGateway,
  answersOf,
  aSharedKey,
  declareRole,
  region,
  startGatewaySandbox,
  targetOf,
} from '#lib/kms/test-gateway.test-support.ts';
import {
  allow,
  CUSTOMER,
  DAY_MS,
  sharedKeyPolicy,
  USE_OF_THE_KEY,
  type TestSandbox,
} from '#sandbox/aws/sandbox.test-support.ts';

let aws: TestSandbox;
beforeAll(async () => {
  aws = await startGatewaySandbox();
});
afterAll(() => aws.close());
beforeEach(() => aws.control.faults.clear());

const CATCH_ALL = 'denied:cross_account_catch_all';
const NOT_IN_STANDARD_POLICY = { GetKeyRotationStatus: CATCH_ALL, CreateGrant: 'not_testable' };
const ALL_ALLOWED = {
  ...Object.fromEntries(REQUIRED_ACTIONS.map((action) => [action, 'allowed'])),
  ...NOT_IN_STANDARD_POLICY,
};

const grid = (arn: string, gateway = aGateway(aws.endpoint)) => gateway(targetOf(arn), 'grid');
const callsFor = async (arn: string) =>
  (await aws.control.calls.recent())
    .filter((call) => call.keyArn === arn && call.callerAccount !== CUSTOMER)
    .toReversed();

describe('a full check', () => {
  it('has a test for every permission, and allows what the console’s own statement grants', async () => {
    const arn = await aSharedKey(aws);
    const report = await grid(arn);
    expect(report.cells.map(({ action }) => action)).toEqual(PROBE_ACTIONS);
    expect(answersOf(report)).toEqual(ALL_ALLOWED);
    expect(report.cells.find(({ action }) => action === 'CreateGrant')).toMatchObject({
      result: 'not_testable',
      reason: 'grants_only_through_aws_services',
    });
  });

  it('makes seven calls, one of them for both sides of ReEncrypt, and all of them are dry runs or reads', async () => {
    const arn = await aSharedKey(aws);
    await grid(arn);
    expect((await callsFor(arn)).map(({ operation, dryRun }) => [operation, dryRun]).toSorted()).toEqual([
      ['Decrypt', true],
      ['DescribeKey', false],
      ['Encrypt', true],
      ['GenerateDataKey', true],
      ['GenerateDataKeyWithoutPlaintext', true],
      ['GetKeyRotationStatus', false],
      ['ReEncrypt', true],
    ]);
    expect(JSON.stringify(await aws.control.calls.counts())).not.toContain('CreateGrant');
  });

  it.each([
    ['kms:Encrypt', ['Encrypt']],
    ['kms:Decrypt', ['Decrypt']],
    ['kms:GenerateDataKey', ['GenerateDataKey']],
    ['kms:GenerateDataKeyWithoutPlaintext', ['GenerateDataKeyWithoutPlaintext']],
    ['kms:DescribeKey', ['DescribeKey']],
  ] as const)('names exactly the permission that a policy lacks: %s', async (missing, rows) => {
    const all = [
      'kms:Encrypt',
      'kms:Decrypt',
      'kms:ReEncrypt*',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:DescribeKey',
    ];
    const arn = await aSharedKey(
      aws,
      all.filter((action) => action !== missing),
    );
    expect(answersOf(await grid(arn))).toEqual({
      ...ALL_ALLOWED,
      ...Object.fromEntries(rows.map((row) => [row, CATCH_ALL])),
    });
  });

  it('marks the permission that a denied ReEncrypt names as denied, and the other one as not known', async () => {
    const without = (missing: string) =>
      [
        'kms:Encrypt',
        'kms:Decrypt',
        'kms:GenerateDataKey*',
        'kms:DescribeKey',
        'kms:ReEncryptFrom',
        'kms:ReEncryptTo',
      ].filter((action) => action !== missing);
    expect(answersOf(await grid(await aSharedKey(aws, without('kms:ReEncryptFrom'))))).toEqual({
      ...ALL_ALLOWED,
      ReEncryptFrom: CATCH_ALL,
      ReEncryptTo: 'could_not_tell:hidden_by_denial',
    });
    expect(answersOf(await grid(await aSharedKey(aws, without('kms:ReEncryptTo'))))).toEqual({
      ...ALL_ALLOWED,
      ReEncryptFrom: 'could_not_tell:hidden_by_denial',
      ReEncryptTo: CATCH_ALL,
    });
  });

  it('says nothing about either side when a denial of ReEncrypt names neither', async () => {
    const arn = await aSharedKey(aws);
    await aws.control.faults.add({
      match: { keyArn: arn, operation: 'ReEncrypt' },
      effect: { kind: 'error', name: 'AccessDeniedException', message: 'The ciphertext refers to something else.' },
    });
    expect(answersOf(await grid(arn))).toEqual({
      ...ALL_ALLOWED,
      ReEncryptFrom: 'could_not_tell:unrecognised',
      ReEncryptTo: 'could_not_tell:unrecognised',
    });
  });

  it('makes its calls in parallel after the first: a delay of each one costs three delays, not seven', async () => {
    const arn = await aSharedKey(aws);
    const gateway = aGateway(aws.endpoint);
    await grid(arn, gateway);
    await aws.control.faults.add({ match: { keyArn: arn }, effect: { kind: 'delay', delayMs: 250 } });
    const begun = performance.now();
    await grid(arn, gateway);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });

  it('H21 sends only DescribeKey for a disabled key', async () => {
    const arn = await aSharedKey(aws);
    await aws.kms(CUSTOMER).send(new DisableKeyCommand({ KeyId: arn }));
    const report = await grid(arn);
    expect(answersOf(report)).toEqual({
      ...Object.fromEntries(PROBE_ACTIONS.map((action) => [action, 'not_run'])),
      DescribeKey: 'allowed',
      CreateGrant: 'not_testable',
    });
    expect((await callsFor(arn)).map(({ operation }) => operation)).toEqual(['DescribeKey']);
  });

  it('H23 sends the configured encryption context with every crypto call, to both sides of ReEncrypt', async () => {
    const context = { purpose: 'backup' };
    const crypto = { StringEqualsIfExists: { 'kms:EncryptionContext:purpose': 'backup' } };
    const arn = await aSharedKey(aws, USE_OF_THE_KEY, crypto);
    const gateway = aGateway(aws.endpoint, [region('eu-west-1', '444455556666', { encryptionContext: context })]);
    expect(answersOf(await grid(arn, gateway))).toEqual(ALL_ALLOWED);
    for (const call of await callsFor(arn))
      if (!['DescribeKey', 'GetKeyRotationStatus', 'ReEncrypt'].includes(call.operation))
        expect(call.encryptionContext).toEqual(context);
  });
});

describe('the rotation schedule', () => {
  it('is seen when the policy allows it; only then does it say off', async () => {
    const arn = await aSharedKey(aws, [...USE_OF_THE_KEY, 'kms:GetKeyRotationStatus']);
    expect((await grid(arn)).rotation).toEqual({
      seen: true,
      value: { enabled: false, periodInDays: null, nextRotationAt: null, onDemandStartedAt: null },
    });
    await aws.kms(CUSTOMER).send(new EnableKeyRotationCommand({ KeyId: arn, RotationPeriodInDays: 90 }));
    const { rotation } = await grid(arn);
    expect(rotation).toMatchObject({ seen: true, value: { enabled: true, periodInDays: 90 } });
    const next = rotation.seen ? rotation.value.nextRotationAt : null;
    expect(Math.abs((next?.getTime() ?? 0) - Date.now() - 90 * DAY_MS)).toBeLessThan(60_000);
  });

  it('H15 is not seen, and not off, when the standard policy hides it', async () => {
    expect((await grid(await aSharedKey(aws))).rotation).toEqual({ seen: false });
  });

  it('H15 is not applicable when the key can have none', async () => {
    const arn = await aSharedKey(aws, [...USE_OF_THE_KEY, 'kms:GetKeyRotationStatus']);
    await aws.control.faults.add({
      match: { keyArn: arn, operation: 'GetKeyRotationStatus' },
      effect: { kind: 'error', name: 'UnsupportedOperationException', message: 'not valid for this operation.' },
    });
    const report = await grid(arn);
    expect(report.rotation).toEqual({ seen: false });
    expect(report.cells.find(({ action }) => action === 'GetKeyRotationStatus')).toMatchObject({
      result: 'not_testable',
      reason: 'not_supported_for_this_key',
    });
  });

  it.each(['wrongTypes', 'emptyBody', 'emptyObject', 'wrongArn'] as const)(
    'is not seen in a malformed answer: %s',
    async (kind) => {
      const arn = await aSharedKey(aws, [...USE_OF_THE_KEY, 'kms:GetKeyRotationStatus']);
      await aws.control.faults.add({ match: { keyArn: arn, operation: 'GetKeyRotationStatus' }, effect: { kind } });
      const report = await grid(arn);
      // When only the ID was replaced, the answer has no ARN to compare.
      if (kind !== 'wrongArn') expect(report.rotation).toEqual({ seen: false });
      expect(answersOf(report)).toMatchObject({ Encrypt: 'allowed', DescribeKey: 'allowed' });
    },
  );

  it('of a rotated key shows in the material that DescribeKey names', async () => {
    const arn = await aSharedKey(aws);
    const before = await grid(arn);
    await aws.kms(CUSTOMER).send(new RotateKeyOnDemandCommand({ KeyId: arn }));
    const after = await grid(arn);
    const material = (report: typeof before) => (report.facts.seen ? report.facts.value.currentKeyMaterialId : null);
    expect(material(after)).not.toBe(material(before));
  });
});

describe('an encrypt/decrypt test', () => {
  const prove = (arn: string, gateway = aGateway(aws.endpoint)) => gateway(targetOf(arn), 'proof');

  it('H2 makes real Encrypt and Decrypt calls, says so for both, and keeps nothing of what it sent', async () => {
    const arn = await aSharedKey(aws);
    const report = await prove(arn);
    expect(answersOf(report)).toEqual({ DescribeKey: 'allowed', Encrypt: 'allowed', Decrypt: 'allowed' });
    expect(report.cells.map(({ action, real }) => [action, real === true])).toEqual([
      ['DescribeKey', false],
      ['Encrypt', true],
      ['Decrypt', true],
    ]);
    expect((await callsFor(arn)).map(({ operation, dryRun }) => [operation, dryRun])).toEqual([
      ['DescribeKey', false],
      ['Encrypt', false],
      ['Decrypt', false],
    ]);
    expect(JSON.stringify(report)).not.toMatch(/[A-Za-z0-9+/]{43}=|AQICAH/);
  });

  it('H2 fails when something else comes back than was encrypted', async () => {
    const [arn, other] = [await aSharedKey(aws), await aSharedKey(aws)];
    // The answer names another key, so the decrypted value is not the requested one.
    await aws.control.faults.add({ match: { keyArn: arn, operation: 'Encrypt' }, effect: { kind: 'wrongArn' } });
    expect(answersOf(await prove(arn))).toEqual({
      DescribeKey: 'allowed',
      Encrypt: 'could_not_tell:malformed_answer',
      Decrypt: 'not_run',
    });
    expect(answersOf(await prove(other))).toMatchObject({ Decrypt: 'allowed' });
  });

  it('shows which of its calls was denied', async () => {
    const arn = await aSharedKey(aws);
    const policy = JSON.stringify(sharedKeyPolicy(['kms:Encrypt', 'kms:DescribeKey']));
    await aws.kms(CUSTOMER).send(new PutKeyPolicyCommand({ KeyId: arn, Policy: policy }));
    expect(answersOf(await prove(arn))).toEqual({ DescribeKey: 'allowed', Encrypt: 'allowed', Decrypt: CATCH_ALL });
  });

  it('H21 sends nothing to a key that is not enabled', async () => {
    const arn = await aSharedKey(aws);
    await aws.kms(CUSTOMER).send(new DisableKeyCommand({ KeyId: arn }));
    expect(answersOf(await prove(arn))).toEqual({ DescribeKey: 'allowed', Encrypt: 'not_run', Decrypt: 'not_run' });
  });

  it('H23 uses production’s encryption context both ways', async () => {
    const context = { purpose: 'backup' };
    const arn = await aSharedKey(aws);
    await prove(arn, aGateway(aws.endpoint, [region('eu-west-1', '444455556666', { encryptionContext: context })]));
    expect((await callsFor(arn)).map(({ encryptionContext }) => encryptionContext)).toEqual([null, context, context]);
  });
});

describe('our own role', () => {
  it('that lacks one action is distinguished from the customer’s policy, action by action', async () => {
    const narrowed = region('eu-west-1', '444455556666', { roleArn: 'arn:aws:iam::444455556666:role/grid-narrowed' });
    await declareRole(
      aws,
      narrowed,
      allow(['kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncryptTo']),
    );
    const report = await grid(await aSharedKey(aws), aGateway(aws.endpoint, [narrowed]));
    expect(answersOf(report)).toMatchObject({
      Encrypt: 'allowed',
      Decrypt: 'denied:identity_policy',
      ReEncryptFrom: 'denied:identity_policy',
      ReEncryptTo: 'could_not_tell:hidden_by_denial',
      GetKeyRotationStatus: 'denied:identity_policy',
    });
  });
});
