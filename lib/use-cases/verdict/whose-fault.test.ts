import { DisableKeyCommand, PutKeyPolicyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adviseOn } from '#lib/core/finding/advise.ts';
import type { Confidence } from '#lib/core/finding/status.ts';
import type { FindingCode } from '#lib/core/finding/all-findings.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { declareRole, HOME_ACCOUNT, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import {
  aHostedPlace,
  runAll,
  newAccount,
  type CustomersKey,
  type Place,
} from '#lib/use-cases/hosted-place.test-support.ts';
import { allow, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import { closedPolicy, denyingPolicy, trustingPolicy } from '#sandbox/demo/key-policies.ts';

// Every case plants a fault on the customer's side, on ours, on both or on neither. Keydesk checks for seven minutes
// and says who is at fault. The result is compared with what was planted, never with the code.

/** What is wrong on the customer's side. */
const NAMED_RCP = 'their organization denies, and AWS says so' as const;
type Policy = 'right' | 'lacks Decrypt' | 'closed' | 'explicit deny' | 'their organization denies' | typeof NAMED_RCP;
/**
 * What is wrong on our side: faults that AWS names, and faults for which it uses the same message as for the
 * customer's.
 */
const NAMED_ROLES = ['lacks Decrypt, and AWS says so', 'service control policy', 'permissions boundary'] as const;
const UNNAMED_ROLES = ['lacks Decrypt, read as the catch-all', 'may do nothing, read as the catch-all'] as const;
type Role = 'right' | 'gone' | (typeof NAMED_ROLES)[number] | (typeof UNNAMED_ROLES)[number];
const CONTROLS = [
  'reachable',
  'absent',
  'closed by its own policy',
  'gone',
  'disabled',
  'pending deletion',
  'throttled',
  'answered with 5xx',
] as const;
type Control = (typeof CONTROLS)[number];

type Case = {
  policy: Policy;
  role: Role;
  control: Control | 'hanging';
  /** Whether another customer of the region, with a working key, is checked at the same time. */
  others: boolean;
  covers: boolean;
  /** Whether the key was usable before the fault was planted. */
  wasUsable: boolean;
};

const each = <const T>(values: readonly T[], of: (value: T) => readonly Case[]): Case[] =>
  values.flatMap((value) => of(value));
const BOTH = [true, false] as const;

const ONLY_THEIRS: readonly Case[] = [
  // The others look like `closed` to us, so they need not be combined with everything.
  ...each(['lacks Decrypt', 'closed'], (policy) =>
    each(CONTROLS, (control) =>
      each(BOTH, (others) =>
        each(control === 'reachable' ? BOTH : [true], (covers) => [
          { policy, role: 'right', control, others, covers, wasUsable: others || control === 'reachable' },
        ]),
      ),
    ),
  ),
  ...each(['explicit deny', 'their organization denies', NAMED_RCP], (policy) =>
    each(['reachable', 'absent'], (control) =>
      each(BOTH, (wasUsable) => [{ policy, role: 'right', control, others: true, covers: true, wasUsable }]),
    ),
  ),
  { policy: 'closed', role: 'right', control: 'hanging', others: true, covers: true, wasUsable: true },
];
const ONLY_OUR_SIDE: readonly Case[] = [
  ...each(UNNAMED_ROLES, (role) =>
    each(CONTROLS, (control) =>
      each(BOTH, (others) => [{ policy: 'right', role, control, others, covers: true, wasUsable: others }]),
    ),
  ),
  ...each(UNNAMED_ROLES, (role) =>
    each(['reachable', 'absent'], (control) =>
      each(BOTH, (others) => [{ policy: 'right', role, control, others, covers: true, wasUsable: !others }]),
    ),
  ),
  ...each([...NAMED_ROLES, 'gone'], (role) =>
    each(BOTH, (wasUsable) => [
      { policy: 'right', role, control: wasUsable ? 'reachable' : 'absent', others: true, covers: true, wasUsable },
    ]),
  ),
  { policy: 'right', role: UNNAMED_ROLES[0], control: 'hanging', others: true, covers: true, wasUsable: true },
];
const BOTH_SIDES: readonly Case[] = each(['lacks Decrypt', 'closed'], (policy): Case[] => [
  ...each(UNNAMED_ROLES, (role) =>
    each(['reachable', 'absent', 'gone', 'disabled'], (control) => [
      { policy, role, control, others: true, covers: true, wasUsable: true },
    ]),
  ),
  ...each([...NAMED_ROLES, 'gone'], (role) => [
    { policy, role, control: 'reachable', others: true, covers: true, wasUsable: true },
  ]),
]);
const NEITHER: readonly Case[] = each(['reachable', 'gone', 'throttled'], (control) => [
  { policy: 'right', role: 'right', control, others: true, covers: true, wasUsable: true },
]);
/** The slowest first, so that they run in parallel with the others. */
const SLOWEST: readonly Case['control'][] = ['hanging', 'throttled', 'answered with 5xx'];
const CASES = [...ONLY_THEIRS, ...ONLY_OUR_SIDE, ...BOTH_SIDES, ...NEITHER].toSorted(
  (a, b) => Number(SLOWEST.includes(b.control)) - Number(SLOWEST.includes(a.control)),
);

const titled = (cases: readonly Case[]) =>
  cases.map((one): [string, Case] => [
    `policy ${one.policy} · role ${one.role} · control key ${one.control} · ${one.others ? 'another customer in order' : 'nobody else'} · ${
      one.covers ? 'the role covers every key' : 'the role may not cover every key'
    } · ${one.wasUsable ? 'usable before' : 'new'}`,
    one,
  ]);

const isUnnamed = (role: Role): boolean => (UNNAMED_ROLES as readonly Role[]).includes(role);

const BUT_DECRYPT = ['kms:DescribeKey', 'kms:Encrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*'];

/** Stand-ins for both messages that AWS uses for a denial. What AWS does not document must not matter. */
let plain: TestSandbox;
let catchAll: TestSandbox;
let desk: TestDesk;
const standInOf = ({ role, policy }: Case): TestSandbox => (isUnnamed(role) || policy === NAMED_RCP ? catchAll : plain);

async function makeControl(aws: TestSandbox, control: Case['control'], place: HostingRegion): Promise<string> {
  const account = newAccount();
  const policy =
    control === 'closed by its own policy' ? closedPolicy(account) : trustingPolicy(account, place.vendorAccountId);
  const { Arn } = await aws.createKey({ accountId: account, region: place.code, policy });
  const owner = aws.kms(account, place.code);
  switch (control) {
    case 'gone':
      return Arn.replace(/[0-9a-f]{12}$/, '0'.repeat(12));
    case 'disabled':
      await owner.send(new DisableKeyCommand({ KeyId: Arn }));
      return Arn;
    case 'pending deletion':
      await owner.send(new ScheduleKeyDeletionCommand({ KeyId: Arn, PendingWindowInDays: 7 }));
      return Arn;
    case 'throttled':
      await aws.control.faults.add({ match: { keyArn: Arn }, effect: { kind: 'throttle', retryAfterMs: 0 } });
      return Arn;
    case 'answered with 5xx':
      await aws.control.faults.add({
        match: { keyArn: Arn },
        effect: { kind: 'serviceError', name: 'KMSInternalException' },
      });
      return Arn;
    case 'hanging':
      await aws.control.faults.add({ match: { keyArn: Arn }, effect: { kind: 'hang' } });
      return Arn;
    default:
      return Arn;
  }
}

async function plantTheirs(aws: TestSandbox, policy: Policy, { region }: Place, key: CustomersKey): Promise<void> {
  const put = (document: object) =>
    aws
      .kms(key.account, region.code)
      .send(new PutKeyPolicyCommand({ KeyId: key.arn, Policy: JSON.stringify(document) }));
  switch (policy) {
    case 'right':
      return;
    case 'lacks Decrypt':
      await put(trustingPolicy(key.account, region.vendorAccountId, ['kms:Decrypt']));
      return;
    case 'closed':
      await put(closedPolicy(key.account));
      return;
    case 'explicit deny':
      await put(denyingPolicy(key.account, region.vendorAccountId));
      return;
    case 'their organization denies':
    case NAMED_RCP:
      await aws.control.guardrails.declare({
        kind: 'rcp',
        accountId: key.account,
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Deny',
              Principal: '*',
              Action: 'kms:*',
              Resource: '*',
              Condition: { StringNotEquals: { 'aws:PrincipalAccount': key.account } },
            },
          ],
        },
      });
  }
}

async function plantOnOurSide(aws: TestSandbox, role: Role, { region }: Place): Promise<void> {
  switch (role) {
    case 'right':
      return;
    case 'gone':
      await aws.control.roles.remove(region.roleArn);
      return;
    case 'lacks Decrypt, and AWS says so':
    case 'lacks Decrypt, read as the catch-all':
      await declareRole(aws, region, allow(BUT_DECRYPT));
      return;
    case 'may do nothing, read as the catch-all':
      await declareRole(aws, region, allow('s3:*'));
      return;
    case 'permissions boundary':
      await aws.control.roles.declare({
        arn: region.roleArn,
        trustedAccounts: [HOME_ACCOUNT],
        identityPolicy: allow('kms:*'),
        permissionsBoundary: allow(BUT_DECRYPT),
        ...(region.externalId !== null && { externalId: region.externalId }),
      });
      return;
    case 'service control policy':
      await aws.control.guardrails.declare({
        kind: 'scp',
        accountId: region.vendorAccountId,
        policy: {
          Version: '2012-10-17',
          Statement: [
            { Effect: 'Allow', Action: '*', Resource: '*' },
            { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' },
          ],
        },
      });
  }
}

/** What Keydesk knew about the key before the fault and after each check, and about the other customer's key. */
type Lived = { before: KeyRecord | null; looks: KeyRecord[]; others: KeyRecord[] };
const LOOKS_AT_MINUTES = [0, 2.5, 5, 7];

async function live(one: Case): Promise<Lived> {
  const aws = standInOf(one);
  const { control } = one;
  const place = await aHostedPlace(aws, desk, {
    control: control === 'absent' ? null : (hosted) => makeControl(aws, control, hosted),
    roleCoversEveryKey: one.covers,
  });
  const { clock } = place.deps;
  const key = await place.addCustomersKey();
  const other = one.others ? await place.addCustomersKey() : null;
  const before = one.wasUsable ? await place.check(key) : null;
  clock.advance(HOUR_MS);
  await plantTheirs(aws, one.policy, place, key);
  await plantOnOurSide(aws, one.role, place);

  const lived: Lived = { before, looks: [], others: [] };
  let minutes = 0;
  for (const at of LOOKS_AT_MINUTES) {
    clock.advance((at - minutes) * MINUTE_MS - (at === 0 ? 0 : 1_000));
    minutes = at;
    if (other !== null) lived.others.push(await place.check(other));
    clock.advance(1_000);
    lived.looks.push(await place.check(key));
  }
  return lived;
}

let all: Map<Case, PromiseSettledResult<Lived>>;
beforeAll(async () => {
  [plain, catchAll, desk] = await Promise.all([startGatewaySandbox(), startGatewaySandbox(), openTestDesk()]);
  await catchAll.control.settings.change({ identityDenialReadsAsCatchAll: true, rcpDenialReadsAsCatchAll: false });
  all = await runAll(CASES, live);
}, 120_000);
afterAll(async () => {
  await Promise.all([plain.close(), catchAll.close(), desk.close()]);
});

function livedOf(one: Case): Lived & { last: KeyRecord } {
  const result = all.get(one);
  if (result?.status !== 'fulfilled') throw new Error('The case could not be run.', { cause: result?.reason });
  const last = result.value.looks.at(-1);
  if (last === undefined) throw new Error('Nobody checked.');
  return { ...result.value, last };
}

const SUBJECT = { arn: '', region: '', vendorAccountId: null, timeZone: null, sendsContext: false, now: new Date(0) };
/** Findings that blame the customer's side for a denial. */
const ACCUSING: readonly FindingCode[] = [
  'access_lost',
  'no_access_yet',
  'partial_access',
  'describe_denied',
  'key_not_found',
  'resource_control_policy_denies',
  'presumed_deleted',
  'denied_while_pending_deletion',
];

/** The parts of these findings that blame the customer's side, in words or as the next action. */
const accusationsIn = (records: readonly KeyRecord[]): string[] =>
  records.flatMap(({ check }) =>
    check.findings.flatMap((item) => {
      const { acts } = adviseOn(item, SUBJECT);
      const sure = ACCUSING.includes(item.code) && item.confidence !== 'one_of_several';
      return acts === 'customer' || sure ? [`${item.code}: ${item.confidence}, ${acts}`] : [];
    }),
  );
const codesIn = ({ check }: KeyRecord): FindingCode[] => check.findings.map(({ code }) => code);

/** What H12 allows us to say about a denial when our own role works. */
function confidenceDue({ control, others, covers }: Case): Confidence {
  if (control === 'reachable') return covers ? 'certain' : 'likely';
  return others ? 'likely' : 'one_of_several';
}

const CODE_DUE = {
  'lacks Decrypt': { usable: 'access_lost', new: 'partial_access' },
  closed: { usable: 'access_lost', new: 'no_access_yet' },
  'explicit deny': { usable: 'access_lost', new: 'no_access_yet' },
  'their organization denies': { usable: 'access_lost', new: 'no_access_yet' },
  [NAMED_RCP]: { usable: 'resource_control_policy_denies', new: 'resource_control_policy_denies' },
} as const satisfies Record<Exclude<Policy, 'right'>, Record<'usable' | 'new', FindingCode>>;

/**
 * A control key whose own policy denies it looks like a fault on our side until another customer's key contradicts it.
 */
const failsByItself = ({ control }: Case): boolean => control === 'closed by its own policy' || control === 'gone';
const isBroken = ({ control }: Case): boolean => control === 'disabled' || control === 'pending deletion';

describe('when only the customer’s side denies', () => {
  it.each(titled(ONLY_THEIRS.filter((one) => !failsByItself(one))))(
    'H12 the finding comes after confirmation, as sure as our own side is known: %s',
    (_, one) => {
      if (one.policy === 'right') throw new Error('Nothing was planted.');
      const { last, looks, before } = livedOf(one);
      const code = CODE_DUE[one.policy][one.wasUsable ? 'usable' : 'new'];
      expect(before?.verdict.status ?? 'usable').toBe('usable');
      expect(last.verdict).toEqual({ status: 'unusable', cause: code });
      expect(last.check.findings[0]).toMatchObject({ code, confidence: confidenceDue(one) });
      expect(codesIn(last)).not.toContain('vendor_permission_fault');
      expect(codesIn(last).includes('control_broken')).toBe(isBroken(one));
      if (!one.wasUsable) return;
      for (const early of looks.slice(0, 2)) {
        expect(early.verdict).toEqual({ status: 'attention', cause: 'access_denied_unconfirmed' });
        expect(accusationsIn([early])).toEqual([]);
      }
    },
  );

  it.each(titled(ONLY_THEIRS.filter(failsByItself).filter(({ others }) => others)))(
    'H12 a control key that its own policy denies is detected by other customers’ successes, and hides no denial: %s',
    (_, one) => {
      const { last } = livedOf(one);
      expect(last.check.findings).toContainEqual(
        expect.objectContaining({ code: 'control_broken', confidence: 'likely' }),
      );
      expect(codesIn(last)).not.toContain('vendor_permission_fault');
      expect(last.check.denialCount).toBeGreaterThan(0);
      expect(accusationsIn([last])).toEqual([]);
    },
  );

  it.each(titled(ONLY_THEIRS.filter(failsByItself).filter(({ others }) => !others)))(
    'H12 without other customers, a denied control key counts as a fault on our side: %s',
    (_, one) => {
      for (const look of livedOf(one).looks)
        expect(look.verdict).toEqual({ status: 'attention', cause: 'vendor_permission_fault' });
    },
  );
});

describe('when only our side denies', () => {
  it.each(titled(ONLY_OUR_SIDE))('H12 the customer is not blamed, and nothing is called usable: %s', (_, one) => {
    const { looks, others, last, before } = livedOf(one);
    expect(accusationsIn([...looks, ...others])).toEqual([]);
    if (one.role === 'gone') {
      // No call got an answer, so the earlier status stays.
      expect(last.verdict).toEqual(before?.verdict ?? { status: 'unverified', cause: 'never_checked' });
      expect(last.check.inconclusiveCount).toBe(LOOKS_AT_MINUTES.length);
      return;
    }
    for (const look of [...looks, ...others]) expect(look.verdict.status).not.toBe('usable');
  });

  it.each(titled(ONLY_OUR_SIDE.filter(({ role }) => isUnnamed(role)).filter(({ control }) => control === 'reachable')))(
    'H12 the control key shows from the first denial on that it is our fault: %s',
    (_, one) => {
      for (const look of livedOf(one).looks)
        expect(look.verdict).toEqual({ status: 'attention', cause: 'vendor_permission_fault' });
    },
  );

  it.each(titled(ONLY_OUR_SIDE.filter(({ role }) => role !== 'gone' && !isUnnamed(role))))(
    'H12 AWS’s message says that it is our fault, with or without a control key: %s',
    (_, one) => {
      for (const look of livedOf(one).looks)
        expect(look.verdict).toEqual({ status: 'attention', cause: 'vendor_permission_fault' });
    },
  );
});

describe('when our role’s scope leaves out one customer’s key', () => {
  it('H12 it looks like that customer’s denial, and is never confirmed unless the role is declared to cover every key', async () => {
    const place = await aHostedPlace(catchAll, desk, {
      control: (hosted) => makeControl(catchAll, 'reachable', hosted),
    });
    const [key, other] = [await place.addCustomersKey(), await place.addCustomersKey()];
    await declareRole(catchAll, place.region, allow('kms:*', [other.arn, place.region.controlKeyArn ?? '']));
    const looks: KeyRecord[] = [];
    for (const minutes of [0, 2.5, 2.5, 2]) {
      place.deps.clock.advance(minutes * MINUTE_MS);
      expect((await place.check(other)).verdict.status).toBe('usable');
      looks.push(await place.check(key));
    }
    for (const { verdict, check } of looks) {
      expect(verdict).toEqual({ status: 'unusable', cause: 'no_access_yet' });
      expect(check.findings[0]).toMatchObject({ code: 'no_access_yet', confidence: 'likely' });
    }
  });
});

describe('when both sides deny', () => {
  it.each(titled(BOTH_SIDES))('H12 neither is called confirmed, and nothing is called usable: %s', (_, one) => {
    const { looks, last, before } = livedOf(one);
    if (one.role === 'gone') {
      expect(last.verdict).toEqual(before?.verdict);
      return;
    }
    for (const look of looks) expect(look.verdict.status).not.toBe('usable');
    if (isUnnamed(one.role) && one.control === 'reachable') expect(accusationsIn(looks)).toEqual([]);
    if (!isUnnamed(one.role) && one.policy === 'lacks Decrypt')
      expect(codesIn(last)).toContain('vendor_permission_fault');
  });
});

describe('when neither side denies', () => {
  it.each(titled(NEITHER))('the key is usable, whatever the control key does: %s', (_, one) => {
    const { looks, others } = livedOf(one);
    for (const look of [...looks, ...others]) {
      expect(look.verdict).toEqual({ status: 'usable', cause: null });
      expect(accusationsIn([look])).toEqual([]);
    }
  });
});
