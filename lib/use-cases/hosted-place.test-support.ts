import { parseKeyArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import type { KeyRecord } from '#lib/core/verdict/key-record.ts';
import { POLICY } from '#lib/core/verdict/checks.test-support.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import { reserveCalls } from '#lib/db/probe/call-budgets.ts';
import { findKey } from '#lib/db/key/keys.ts';
import { aClock, addKey, SWEEP, type KeyWords, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import type { ProbeKeyDeps } from '#lib/kms/probe.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { declareRole, region } from '#lib/kms/test-gateway.test-support.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import { trustingPolicy } from '#sandbox/demo/key-policies.ts';
import type { TestSandbox } from '#sandbox/aws/sandbox.test-support.ts';

let placesMade = 0;
let accountsMade = 0;
/** An AWS account that no other case uses. */
export const newAccount = (): string => String(200_000_000_000 + (accountsMade += 1));

/** A customer's key in AWS, and the same key in Keydesk. */
export type CustomersKey = { customerKeyId: string; customerId: string; account: string; arn: KeyArn };

export type Place = {
  region: HostingRegion;
  deps: CheckKeyDeps & { clock: ReturnType<typeof aClock> };
  /** Creates a key in an account of its own with the vendor's policy, and registers it. */
  addCustomersKey: (words?: KeyWords & { account?: string }) => Promise<CustomersKey>;
  /** Registers a key that already exists. */
  register: (arn: string, words?: KeyWords) => Promise<CustomersKey>;
  /** Checks a key as the worker does and returns what is then known about it. */
  check: (key: { customerKeyId: string }) => Promise<KeyRecord>;
};

/**
 * A hosting region of its own, so that no other case's incident, control key, role or quota affects it and many cases
 * share one stand-in and one database. The real gateway calls the real stand-in, on a clock that the test moves.
 * @param control the ARN of its control key, if it has one
 */
export async function aHostedPlace(
  aws: TestSandbox,
  desk: TestDesk,
  {
    control = null,
    roleCoversEveryKey = false,
    code = `eu-place-${(placesMade += 1)}`,
  }: {
    control?: ((place: HostingRegion) => Promise<string>) | null;
    roleCoversEveryKey?: boolean;
    code?: string;
  } = {},
): Promise<Place> {
  const bare = region(code, newAccount(), { roleCoversEveryKey });
  await declareRole(aws, bare);
  const place: HostingRegion = { ...bare, controlKeyArn: control === null ? null : await control(bare) };
  const clock = aClock(new Date());
  const deps = { ...gatewayOf(aws.endpoint, [place], desk, clock), db: desk.db, clock, regions: [place] };

  const register = async (arn: string, words: KeyWords = {}): Promise<CustomersKey> => {
    const parsed = parseKeyArn(arn);
    if (!parsed.ok) throw new Error(`Not an ARN: ${parsed.reason}`);
    const added = await addKey(desk.db, { ...words, arn: parsed.value.arn, at: clock() });
    return { ...added, account: parsed.value.awsAccountId };
  };
  return {
    region: place,
    deps,
    register,
    addCustomersKey: async ({ account = newAccount(), ...words } = {}) => {
      const policy = trustingPolicy(account, place.vendorAccountId);
      const { Arn } = await aws.createKey({ accountId: account, region: place.code, policy });
      return register(Arn, words);
    },
    check: async ({ customerKeyId }) => {
      const checked = await checkKey(deps, { customerKeyId }, SWEEP);
      if (!checked.ok || checked.value.how !== 'written') throw new Error(`Not checked: ${JSON.stringify(checked)}`);
      return recordOf(desk, customerKeyId);
    },
  };
}

/** What Keydesk knows about a key. */
export async function recordOf(desk: TestDesk, customerKeyId: string): Promise<KeyRecord> {
  const key = await findKey(desk.db, customerKeyId);
  if (key === null) throw new Error('There is no such key.');
  return key.record;
}

/** The real gateway as a separate process would have it: its own clients, sessions and retries. */
export function gatewayOf(endpoint: string, regions: readonly HostingRegion[], desk: TestDesk, clock: () => Date) {
  const gateway: ProbeKeyDeps = {
    clientOf: createRegionalClients(regions, endpoint),
    clock,
    reserveStoreCalls: (customKeyStoreId, calls, withinMs) =>
      reserveCalls(desk.db, { kind: 'store', customKeyStoreId }, calls, clock(), withinMs),
  };
  return {
    probeKey: createProbeKey(gateway),
    probeControl: createProbeControl(gateway),
    policy: POLICY,
    random: () => 0.5,
  };
}

/** Runs every case, some at a time, and returns the outcomes. A separate test then judges each one. */
export async function runAll<Scene, Lived>(
  scenes: readonly Scene[],
  live: (scene: Scene) => Promise<Lived>,
  atOnce = 12,
): Promise<Map<Scene, PromiseSettledResult<Lived>>> {
  const lived = new Map<Scene, PromiseSettledResult<Lived>>();
  const queue = scenes.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const scene of queue) {
        const [result] = await Promise.allSettled([live(scene)]);
        lived.set(scene, result);
      }
    }),
  );
  return lived;
}
