import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adviseOn } from '#lib/core/finding/advise.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { oneOf, rowsOf } from '#lib/core/verdict/table.test-support.ts';
import { HOUR_MS, MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { declareRole, startGatewaySandbox } from '#lib/kms/test-gateway.test-support.ts';
import { aHostedPlace, runAll } from '#lib/use-cases/hosted-place.test-support.ts';
import { allow, type TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';
import {
  makeControl,
  plantCustomerFault,
  plantVendorFault,
  type Control,
  type Policy,
  type Role,
} from '#lib/use-cases/verdict/planted-faults.test-support.ts';

// Each scene plants a fault on the customer's side, on ours, on both or on none, and checks the key three times over five
// minutes through the real gateway and database (once where the control key is slow). A person wrote the answers. The
// rules are tested in lib/core/verdict/whose-fault.test.ts. This tests the path from KMS's answers to the stored verdict.

type Scene = {
  policy: Policy;
  role: Role;
  control: Control;
  /** Whether another customer's key of the region, whose policy is right, is checked before each check. */
  others: boolean;
  covers: boolean;
  /** Whether the key was usable before anything was planted. */
  wasUsable: boolean;
  /** How many checks follow. */
  checks: number;
};

const USUAL = {
  policy: 'right',
  role: 'right',
  control: 'reachable',
  scope: 'every key',
  others: 'one',
  before: 'usable',
};

/** Abbreviations of frequent results. */
const SHORT: Readonly<Record<string, string>> = {
  're-checking': 'attention access_denied_unconfirmed one_of_several nobody',
  'our fault': 'attention vendor_permission_fault likely vendor',
};

const TABLES: Readonly<Record<string, string>> = {
  'H12 a denial by the customer’s side alone is reported once confirmed, with a confidence that depends on our own side': `
    policy                                | control   | scope     | others | before => 1st check                                             | 2nd check | 3rd check                                                | also
    lacks Decrypt                         | reachable | every key | one    | usable => re-checking                                           | same      | unusable access_lost certain customer                    | -
    lacks Decrypt                         | reachable | some keys | none   | usable => re-checking                                           | same      | unusable access_lost likely customer                     | -
    lacks Decrypt                         | absent    | every key | none   | new    => re-checking                                           | same      | unusable partial_access one_of_several one_of_several    | -
    closed                                | absent    | every key | one    | usable => re-checking                                           | same      | unusable access_lost likely customer                     | -
    explicit deny                         | reachable | every key | none   | new    => re-checking                                           | same      | unusable no_access_yet certain customer                  | -
    resource control policy               | reachable | every key | one    | usable => re-checking                                           | same      | unusable access_lost certain customer                    | -
    resource control policy, named by AWS | reachable | every key | one    | usable => re-checking                                           | same      | unusable resource_control_policy_denies certain customer | -`,

  'H12 when the control key gives no answer or is in a bad state, only other customers’ keys can show that our side works': `
    policy | control           | others | before => 1st check                                            | 2nd check | 3rd check                            | also
    closed | disabled          | one    | usable => re-checking                                          | same      | unusable access_lost likely customer | control_broken certain
    closed | pending deletion  | none   | new    => re-checking | same      | unusable no_access_yet one_of_several one_of_several                                 | control_broken certain
    closed | throttled         | none   | new    => re-checking | same | unusable no_access_yet one_of_several one_of_several | -
    closed | answered with 5xx | one    | usable => re-checking                                          | same      | unusable access_lost likely customer | -
    closed | hanging           | none   | new    => re-checking | | | -`,

  'H12 a denial of a control key for reasons of its own counts as our fault, until another customer’s key contradicts it': `
    policy | control                  | others | before => 1st check | 2nd check   | 3rd check | also
    closed | closed by its own policy | none   | new    => our fault | same        | same      | -
    closed | gone                     | none   | new    => our fault | same        | same      | -
    closed | closed by its own policy | one    | usable => our fault | re-checking | same      | control_contradicted likely`,

  'H12 a denial by our side alone is not blamed on the customer': `
    role                    | control   | others | before => 1st check                                             | 2nd check | 3rd check                                          | also
    lacks Decrypt, unnamed  | reachable | one    | usable => our fault                                             | same      | same                                               | -
    may do nothing, unnamed | gone      | one    | usable => our fault                                             | same      | same                                               | -
    lacks Decrypt, unnamed  | disabled  | one    | new    => re-checking | same      | unusable partial_access one_of_several one_of_several                                               | control_broken certain
    may do nothing, unnamed | absent    | none   | usable => re-checking                                           | same      | unusable access_lost one_of_several one_of_several | -
    lacks Decrypt           | absent    | one    | new    => our fault                                             | same      | same                                               | -
    service control policy  | reachable | one    | usable => our fault                                             | same      | same                                               | -
    permissions boundary    | absent    | one    | usable => our fault                                             | same      | same                                               | -
    gone                    | reachable | one    | usable => usable - - -                                          | same      | same                                               | -
    gone                    | absent    | one    | new    => unverified never_checked - -                          | same      | same                                               | -`,

  'H12 a denial by both sides always reports our own fault': `
    policy        | role                   => 1st check   | 2nd check | 3rd check                             | also
    closed        | lacks Decrypt, unnamed => our fault   | same      | same                                  | -
    lacks Decrypt | lacks Decrypt          => our fault   | same      | same                                  | -
    closed        | service control policy => re-checking | same      | unusable access_lost certain customer | vendor_permission_fault likely`,

  'a key that neither side denies is usable, whatever the control key answers': `
    control   => 1st check    | 2nd check | 3rd check | also
    gone      => usable - - - | same      | same      | -
    throttled => usable - - - | same      | same      | -`,
};

const CHECKS = ['1st check', '2nd check', '3rd check'];
/** The expected result of each check: `same` means as before, an empty cell means no check. */
function writtenChecks(expected: Readonly<Record<string, string>>): string[] {
  const written: string[] = [];
  for (const nth of CHECKS) {
    const words = oneOf(expected, nth);
    if (words !== '') written.push(words === 'same' ? (written.at(-1) ?? '') : (SHORT[words] ?? words));
  }
  return written;
}

type Row = { title: string; scene: Scene; expected: Record<string, string> };
const rowsIn = (table: string): Row[] =>
  rowsOf(table, USUAL).map(([title, given, expected]) => ({
    title,
    scene: {
      checks: writtenChecks(expected).length,
      policy: given.policy as Policy,
      role: given.role as Role,
      control: given.control as Control,
      others: oneOf({ one: true, none: false }, given.others),
      covers: oneOf({ 'every key': true, 'some keys': false }, given.scope),
      wasUsable: oneOf({ usable: true, new: false }, given.before),
    },
    expected,
  }));
const ROWS = Object.entries(TABLES).map(([rule, table]) => [rule, rowsIn(table)] as const);
const ALL = ROWS.flatMap(([, rows]) => rows);

/** Stand-ins for the two ways in which AWS may word a denial. Which one it uses is undocumented and must not matter. */
let plain: TestSandbox;
let catchAll: TestSandbox;
let desk: TestDesk;
const standInOf = ({ role, policy }: Scene): TestSandbox =>
  role.endsWith('unnamed') || policy === 'resource control policy, named by AWS' ? catchAll : plain;

/** What Keydesk concludes: status, cause, confidence and next action, then the other findings except one that all have. */
function concluded({ verdict, check }: KeyRecord): { words: string; also: string } {
  const cause = check.findings.find(({ code }) => code === verdict.cause);
  const acts = cause === undefined ? '-' : adviseOn(cause, SUBJECT).acts;
  return {
    words: `${verdict.status} ${verdict.cause ?? '-'} ${cause?.confidence ?? '-'} ${acts}`,
    also:
      check.findings
        .filter((item) => item !== cause && item.code !== 'rotation_not_visible')
        .map(({ code, confidence }) => `${code} ${confidence}`)
        .join(', ') || '-',
  };
}
const SUBJECT = { arn: '', region: '', vendorAccountId: null, timeZone: null, sendsContext: false, now: new Date(0) };

type SceneResult = { before: string | null; checks: string[]; also: string; others: KeyRecord[] };

async function runScene(scene: Scene): Promise<SceneResult> {
  const aws = standInOf(scene);
  const { control } = scene;
  const place = await aHostedPlace(aws, desk, {
    control: control === 'absent' ? null : (hosted) => makeControl(aws, control, hosted),
    roleCoversEveryKey: scene.covers,
  });
  const { clock } = place.deps;
  const key = await place.addCustomersKey();
  const other = scene.others ? await place.addCustomersKey() : null;
  const before = scene.wasUsable ? concluded(await place.check(key)).words : null;
  clock.advance(HOUR_MS);
  await plantCustomerFault(aws, scene.policy, place, key);
  await plantVendorFault(aws, scene.role, place);

  const sceneResult: SceneResult = { before, checks: [], also: '', others: [] };
  for (const minutes of [0, 2.5, 2.5].slice(0, scene.checks)) {
    clock.advance(minutes * MINUTE_MS - (minutes === 0 ? 0 : 1_000));
    if (other !== null) sceneResult.others.push(await place.check(other));
    clock.advance(1_000);
    const { words, also } = concluded(await place.check(key));
    sceneResult.checks.push(words);
    sceneResult.also = also;
  }
  return sceneResult;
}

let all: Map<Scene, PromiseSettledResult<SceneResult>>;
beforeAll(async () => {
  [plain, catchAll, desk] = await Promise.all([startGatewaySandbox(), startGatewaySandbox(), openTestDesk()]);
  await catchAll.control.settings.change({ identityDenialReadsAsCatchAll: true, rcpDenialReadsAsCatchAll: false });
  const slow: readonly Control[] = ['hanging', 'throttled', 'answered with 5xx'];
  const slowestFirst = ALL.map(({ scene }) => scene).toSorted(
    (a, b) => Number(slow.includes(b.control)) - Number(slow.includes(a.control)),
  );
  all = await runAll(slowestFirst, runScene);
}, 120_000);
afterAll(async () => {
  await Promise.all([plain.close(), catchAll.close(), desk.close()]);
});

function resultOf(scene: Scene): SceneResult {
  const result = all.get(scene);
  if (result?.status !== 'fulfilled') throw new Error('The scene failed.', { cause: result?.reason });
  return result.value;
}

describe.each(ROWS)('%s', (_, rows) => {
  it.each(rows)('$title', ({ scene, expected }) => {
    const { before, checks, also } = resultOf(scene);
    expect(before ?? 'usable - - -').toBe('usable - - -');
    expect(checks).toEqual(writtenChecks(expected));
    expect(also).toBe(expected['also']);
  });
});

describe('where our own role denies everybody', () => {
  const denied = ALL.filter(({ scene }) => scene.policy === 'right' && !['right', 'gone'].includes(scene.role));
  it.each(denied.filter(({ scene }) => scene.others))(
    'H12 the other customer is not blamed either, and no key is usable: $title',
    ({ scene }) => {
      const { others } = resultOf(scene);
      expect(others).toHaveLength(3);
      for (const { verdict, check } of others) {
        expect(verdict.status).not.toBe('usable');
        for (const item of check.findings) expect(adviseOn(item, SUBJECT).acts).not.toBe('customer');
      }
    },
  );
});

describe('where our role’s scope leaves out one customer’s key', () => {
  it('H12 that customer is blamed, but the finding is never confirmed unless we declare that the role covers every key', async () => {
    const place = await aHostedPlace(catchAll, desk, {
      control: (hosted) => makeControl(catchAll, 'reachable', hosted),
    });
    const [key, other] = [await place.addCustomersKey(), await place.addCustomersKey()];
    await declareRole(catchAll, place.region, allow('kms:*', [other.arn, place.region.controlKeyArn ?? '']));
    const records: KeyRecord[] = [];
    for (const minutes of [0, 2.5, 2.5, 2]) {
      place.deps.clock.advance(minutes * MINUTE_MS);
      expect((await place.check(other)).verdict.status).toBe('usable');
      records.push(await place.check(key));
    }
    for (const { verdict, check } of records.slice(2)) {
      expect(verdict).toEqual({ status: 'unusable', cause: 'no_access_yet' });
      expect(check.findings[0]).toMatchObject({ code: 'no_access_yet', confidence: 'likely' });
    }
  });
});
