import {
  CreateKeyCommand,
  DisableKeyCommand,
  PutKeyPolicyCommand,
  ReplicateKeyCommand,
  ScheduleKeyDeletionCommand,
} from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { REQUIRED_ACTIONS } from '#lib/core/probe/actions.ts';
import { HOUR_MS } from '#lib/core/verdict/checks.test-support.ts';
import type { VerdictStatus } from '#lib/core/finding/status.ts';
import { readRegionStatus, openIncident } from '#lib/db/verdict/regions.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { declareRole, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { aHostedPlace, runAll, newAccount, type Place } from '#lib/use-cases/hosted-place.test-support.ts';
import { allow, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { closedPolicy, trustingPolicy } from '#sandbox/demo/key-policies.ts';

// A key state is a fact: it counts at once, whatever else is denied, on hold or broken.

const STATES = {
  Disabled: ['unusable', 'key_disabled'],
  PendingDeletion: ['unusable', 'pending_deletion'],
  PendingReplicaDeletion: ['unusable', 'pending_replica_deletion'],
  PendingImport: ['unusable', 'material_missing'],
  Unavailable: ['unusable', 'key_store_unavailable'],
  Creating: ['attention', 'key_changing'],
  Updating: ['attention', 'key_changing'],
} as const satisfies Record<string, readonly [VerdictStatus, FindingCode]>;
type State = keyof typeof STATES;
const ALL_STATES = Object.keys(STATES) as State[];

type Case = {
  state: State;
  /** Whether the customer's policy lacks an action as well. */
  lacksDecrypt: boolean;
  role:
    | 'right'
    | 'lacks Decrypt, read as the catch-all'
    | 'lacks Decrypt, and AWS says so'
    | 'may only describe, read as the catch-all';
  control: 'absent' | 'reachable' | 'closed by its own policy' | 'disabled';
  incident: boolean;
};
const CASES: readonly Case[] = ALL_STATES.flatMap((state) => [
  ...(['absent', 'reachable', 'closed by its own policy', 'disabled'] as const).flatMap((control) =>
    [true, false].map((incident): Case => ({
      state,
      lacksDecrypt: incident && state !== 'Creating',
      role: 'right',
      control,
      incident,
    })),
  ),
  ...(
    [
      'lacks Decrypt, read as the catch-all',
      'lacks Decrypt, and AWS says so',
      'may only describe, read as the catch-all',
    ] as const
  ).flatMap((role) =>
    [true, false].map((incident): Case => ({ state, lacksDecrypt: false, role, control: 'reachable', incident })),
  ),
  { state, lacksDecrypt: true, role: 'lacks Decrypt, read as the catch-all', control: 'reachable', incident: true },
]);

const titled = (cases: readonly Case[]) =>
  cases.map((one): [State, string, Case] => [
    one.state,
    `policy ${one.lacksDecrypt ? 'lacks Decrypt' : 'right'} · role ${one.role} · control key ${one.control} · ${one.incident ? 'denials are on hold' : 'no incident'}`,
    one,
  ]);

let named: TestSandbox;
let catchAll: TestSandbox;
let desk: TestDesk;
const ELSEWHERE = 'eu-elsewhere-1';

/** A key that can get into that state, and a function that puts it there. */
async function aKeyFor(
  aws: TestSandbox,
  state: State,
  place: Place,
): Promise<{ arn: string; account: string; wasUsable: boolean; enter: () => Promise<unknown> }> {
  const account = newAccount();
  const owner = aws.kms(account, place.region.code);
  const policy = JSON.stringify(trustingPolicy(account, place.region.vendorAccountId));
  const create = async (given: object = {}, kms = owner): Promise<string> => {
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({ Policy: policy, ...given }));
    if (KeyMetadata?.Arn === undefined) throw new Error('CreateKey gave no key.');
    return KeyMetadata.Arn;
  };
  const nothing = async () => undefined;
  switch (state) {
    case 'Disabled': {
      const arn = await create();
      return { arn, account, wasUsable: true, enter: () => owner.send(new DisableKeyCommand({ KeyId: arn })) };
    }
    case 'PendingDeletion': {
      const arn = await create();
      return { arn, account, wasUsable: true, enter: () => owner.send(new ScheduleKeyDeletionCommand({ KeyId: arn })) };
    }
    case 'PendingReplicaDeletion': {
      const arn = await create({ MultiRegion: true });
      const enter = async () => {
        await owner.send(new ReplicateKeyCommand({ KeyId: arn, ReplicaRegion: ELSEWHERE, Policy: policy }));
        await owner.send(new ScheduleKeyDeletionCommand({ KeyId: arn }));
      };
      return { arn, account, wasUsable: true, enter };
    }
    case 'PendingImport':
      return { arn: await create({ Origin: 'EXTERNAL' }), account, wasUsable: false, enter: nothing };
    case 'Unavailable': {
      const store = {
        id: `cks-${account}`,
        accountId: account,
        region: place.region.code,
        type: 'AWS_CLOUDHSM',
      } as const;
      await aws.control.keyStores.declare(store);
      const arn = await create({ Origin: 'AWS_CLOUDHSM', CustomKeyStoreId: store.id });
      const enter = () => aws.control.keyStores.declare({ ...store, state: 'disconnected' });
      return { arn, account, wasUsable: false, enter };
    }
    case 'Creating': {
      const primary = await create({ MultiRegion: true }, aws.kms(account, ELSEWHERE));
      await aws
        .kms(account, ELSEWHERE)
        .send(new ReplicateKeyCommand({ KeyId: primary, ReplicaRegion: place.region.code, Policy: policy }));
      return { arn: primary.replace(ELSEWHERE, place.region.code), account, wasUsable: false, enter: nothing };
    }
    case 'Updating': {
      const arn = await create({ MultiRegion: true });
      // A replica stays Creating for a while here, and its primary can't be moved, so DescribeKey is made to say so.
      const effect = { kind: 'keyState', keyState: 'Updating' } as const;
      const enter = () => aws.control.faults.add({ match: { keyArn: arn, operation: 'DescribeKey' }, effect });
      return { arn, account, wasUsable: true, enter };
    }
  }
}

async function makeControl(
  aws: TestSandbox,
  control: Case['control'],
  { code, vendorAccountId }: Place['region'],
): Promise<string> {
  const account = newAccount();
  const policy =
    control === 'closed by its own policy' ? closedPolicy(account) : trustingPolicy(account, vendorAccountId);
  const { Arn } = await aws.createKey({ accountId: account, region: code, policy });
  if (control === 'disabled') await aws.kms(account, code).send(new DisableKeyCommand({ KeyId: Arn }));
  return Arn;
}

const ROLE_ALLOWS = {
  right: 'kms:*',
  'lacks Decrypt, read as the catch-all': ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  'lacks Decrypt, and AWS says so': ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'],
  'may only describe, read as the catch-all': ['kms:DescribeKey'],
} as const satisfies Record<Case['role'], string | readonly string[]>;

type CaseResult = { before: KeyRecord | null; first: KeyRecord; incidentSince: Date | null };

async function runCase(one: Case): Promise<CaseResult> {
  const aws = one.role === 'lacks Decrypt, and AWS says so' ? named : catchAll;
  const { control } = one;
  const place = await aHostedPlace(aws, desk, {
    control: control === 'absent' ? null : (region) => makeControl(aws, control, region),
  });
  const { region, deps } = place;
  const made = await aKeyFor(aws, one.state, place);
  const key = await place.register(made.arn);
  const before = made.wasUsable ? await place.check(key) : null;
  deps.clock.advance(HOUR_MS);

  await made.enter();
  if (one.lacksDecrypt) {
    const without = JSON.stringify(trustingPolicy(made.account, region.vendorAccountId, ['kms:Decrypt']));
    await aws.kms(made.account, region.code).send(new PutKeyPolicyCommand({ KeyId: made.arn, Policy: without }));
  }
  await declareRole(aws, region, allow(ROLE_ALLOWS[one.role]));
  if (one.incident) await openIncident(desk.db, region.code, deps.clock(), REQUIRED_ACTIONS);
  const first = await place.check(key);
  return { before, first, incidentSince: (await readRegionStatus(desk.db, region.code)).incidentSince };
}

let all: Map<Case, PromiseSettledResult<CaseResult>>;
beforeAll(async () => {
  [named, catchAll, desk] = await Promise.all([startGatewaySandbox(), startGatewaySandbox(), openTestDesk()]);
  await named.control.settings.change({ transitionMs: HOUR_MS });
  await catchAll.control.settings.change({ transitionMs: HOUR_MS, identityDenialReadsAsCatchAll: true });
  all = await runAll(CASES, runCase);
}, 300_000);
afterAll(async () => {
  await Promise.all([named.close(), catchAll.close(), desk.close()]);
});

function resultOf(one: Case): CaseResult {
  const result = all.get(one);
  if (result?.status !== 'fulfilled') throw new Error('The case could not be run.', { cause: result?.reason });
  return result.value;
}

describe('a key state', () => {
  it.each(titled(CASES))('H11 %s is shown at once: %s', (state, _, one) => {
    const { before, first } = resultOf(one);
    const [status, cause] = STATES[state];
    if (before !== null) expect(before.verdict).toEqual({ status: 'usable', cause: null });
    expect(first.facts?.keyState).toBe(state);
    expect(first.verdict).toEqual({ status, cause });
    expect(first.check.findings[0]).toMatchObject({ code: cause, confidence: 'certain' });
    expect(first.check.findings.map(({ code }) => code)).not.toContain('access_lost');
  });

  it('H11 was also tested with denials on hold, and with a control key that was denied or disabled', () => {
    const duringIncident = CASES.filter(({ incident }) => incident).map(resultOf);
    expect(duringIncident.filter(({ incidentSince }) => incidentSince !== null).length).toBeGreaterThan(
      ALL_STATES.length,
    );
    const findings = CASES.flatMap((one) => resultOf(one).first.check.findings.map(({ code }) => code));
    expect(findings).toContain('region_incident');
    expect(findings).toContain('vendor_permission_fault');
    expect(findings).toContain('control_broken');
  });
});
