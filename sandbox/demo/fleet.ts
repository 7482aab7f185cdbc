import { PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { Readable } from 'node:stream';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { createClock } from '#lib/config/clock.ts';
import { readEnv } from '#lib/config/env.ts';
import type { KeyArnParts } from '#lib/core/key/key-arn.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import { insertEvents } from '#lib/db/verdict/checks.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { findCustomerByName, insertCustomer } from '#lib/db/customer/customers.ts';
import { insertKey } from '#lib/db/key/submissions.ts';
import { createProbeControl } from '#lib/kms/probe-control.ts';
import { createProbeKey } from '#lib/kms/probe-key.ts';
import { createRegionalClients } from '#lib/kms/regional-clients.ts';
import { checkKey, type CheckKeyDeps } from '#lib/use-cases/verdict/check-key.ts';
import { createControlClient, type RoleInput } from '#sandbox/aws/control-client.ts';
import { actAsCustomer, createKey, customerClient } from './customer-actions.ts';
import { DEMO_CUSTOMERS, type DemoCustomer } from './customers.ts';
import { closedPolicy } from './key-policies.ts';
import { DEMO_BASE_ACCOUNT, DEMO_REGIONS } from './regions.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const CUSTOMERS_AT_ONCE = 6;

const ACTOR = { kind: 'system', job: 'demo' } as const;

type RegisteredCustomer = { customer: DemoCustomer; customerKeyId: string; arn: string };

async function register(
  db: Database,
  customer: DemoCustomer,
  keys: readonly { parts: KeyArnParts; role: KeyRole }[],
  at: Date,
): Promise<string[]> {
  const proven = customer.condition !== 'unproven';
  return db.transaction(async (tx) => {
    const customerId = await insertCustomer(tx, { name: customer.name, timeZone: customer.timeZone, at });
    const [firstName = 'key', lastName = 'admin'] = customer.contact.toLowerCase().split(' ');
    const host = customer.name.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    await tx.insert(contacts).values({
      id: newId(),
      customerId,
      role: 'key_admin',
      name: customer.contact,
      email: `${firstName}.${lastName}@${host}.example`,
      lastConfirmedAt: at,
      createdAt: at,
    });
    if (proven)
      await tx.insert(customerAccounts).values({
        id: newId(),
        customerId,
        awsAccountId: customer.awsAccountId,
        proof: 'vendor_record',
        provenAt: at,
      });
    const ids: string[] = [];
    for (const { parts, role } of keys) {
      const id = await insertKey(tx, {
        customerId,
        parts,
        role: proven ? role : 'candidate',
        ownershipProvenAt: proven ? at : null,
        verdict: { status: 'unverified', cause: proven ? 'never_checked' : 'ownership_unproven' },
        at,
      });
      await insertEvents(tx, { customerKeyId: id, customerId }, [{ kind: 'registered', role }], at, null);
      ids.push(id);
    }
    return ids;
  });
}

const role = (region: (typeof DEMO_REGIONS)[number], deniedArns: readonly string[]): RoleInput => ({
  arn: region.roleArn,
  externalId: region.externalId,
  trustedAccounts: [DEMO_BASE_ACCOUNT],
  identityPolicy: {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 'kms:*', Resource: `arn:aws:kms:${region.code}:*:key/*` },
      ...(deniedArns.length > 0 ? [{ Effect: 'Deny', Action: 'kms:*', Resource: deniedArns }] : []),
    ],
  },
});

const CONFIRMED_DENIALS: readonly DemoCustomer['condition'][] = [
  'denied_by_policy',
  'lost_decrypt',
  'denied_by_organization',
];

/** How many minutes ago a key in that condition was checked again, after the customer's action. */
const laterChecks = (condition: DemoCustomer['condition'], index: number): readonly number[] => {
  if (condition === 'unproven') return [];
  // Long before the others: denials of three customers at once would count as an incident of the region.
  if (condition === 'denied_by_organization') return [402, 398, 394, 3];
  if (CONFIRMED_DENIALS.includes(condition)) return [132, 128, 124, 3];
  if (condition === 'just_denied') return [1];
  return [2 + (index % 9)];
};

/** Creates the demo's customers, their AWS keys and two days of history. Existing customers are kept. */
export async function createFleet(environment: Record<string, string | undefined>): Promise<number> {
  const env = readEnv(environment, 'worker');
  if (env.awsEndpointUrl === null)
    throw new Error('AWS_ENDPOINT_URL is not set: the demo fleet needs the AWS stand-in.');
  const endpoint = env.awsEndpointUrl;
  const control = createControlClient(endpoint);
  const pool = createPool({
    url: env.databaseUrl,
    applicationName: 'keydesk-demo',
    maxConnections: CUSTOMERS_AT_ONCE + 1,
    statementTimeoutMs: 10_000,
    onError: (error) => console.error(error.message),
  });
  try {
    const db = createDatabase(pool);
    await control.settings.change({ rcpDenialReadsAsCatchAll: false });
    const declared = new Set((await control.roles.list()).map(({ arn }) => arn));
    for (const region of DEMO_REGIONS) if (!declared.has(region.roleArn)) await control.roles.declare(role(region, []));

    const clock = createClock(env.sandboxClockFile);
    const clientOf = createRegionalClients(env.regions, endpoint);
    const deps = (at: Date): CheckKeyDeps => {
      const gateway = { clientOf, clock: () => at, reserveStoreCalls: async () => 0 };
      return {
        db,
        regions: env.regions,
        probeKey: createProbeKey(gateway),
        probeControl: createProbeControl(gateway),
        clock: () => at,
        policy: { intervalMinutes: env.checkIntervalMinutes },
        random: Math.random,
      };
    };
    const check = (customerKeyId: string, at: Date) => checkKey(deps(at), { customerKeyId }, ACTOR);

    const missing: DemoCustomer[] = [];
    for (const customer of DEMO_CUSTOMERS)
      if ((await findCustomerByName(db, customer.name)) === null) missing.push(customer);

    const start = clock();
    const made: RegisteredCustomer[] = await Readable.from(missing)
      .map(
        async (customer: DemoCustomer): Promise<RegisteredCustomer> => {
          const kms = customerClient(endpoint, customer);
          const keys: { parts: KeyArnParts; role: KeyRole }[] = [
            { parts: await createKey(kms, control, customer), role: 'active' },
          ];
          if (customer.condition === 'has_replaced_key')
            keys.push({ parts: await createKey(kms, control, customer), role: 'retained' });
          const index = DEMO_CUSTOMERS.indexOf(customer);
          const registeredAt = new Date(start.getTime() - 2 * DAY - index * 11 * MINUTE);
          const ids = await register(db, customer, keys, registeredAt);
          const arn = keys[0]?.parts.arn ?? '';
          const checkAt = async (at: Date): Promise<void> => {
            for (const id of ids) await check(id, at);
          };
          await checkAt(new Date(registeredAt.getTime() + MINUTE));
          await actAsCustomer(kms, control, customer, arn);
          return { customer, customerKeyId: ids[0] ?? '', arn };
        },
        { concurrency: CUSTOMERS_AT_ONCE },
      )
      .toArray();

    for (const region of DEMO_REGIONS) {
      const denied = made.filter(
        ({ customer }) => customer.condition === 'vendor_role_denied' && customer.region === region.code,
      );
      if (denied.length > 0)
        await control.roles.declare(
          role(
            region,
            denied.map(({ arn }) => arn),
          ),
        );
    }

    await Readable.from(made)
      .map(
        async ({ customer, customerKeyId, arn }: RegisteredCustomer) => {
          const index = DEMO_CUSTOMERS.indexOf(customer);
          for (const minutes of laterChecks(customer.condition, index))
            await check(customerKeyId, new Date(start.getTime() - minutes * MINUTE));
          if (customer.condition !== 'denied_while_pending') return;
          const kms = customerClient(endpoint, customer);
          await kms.send(
            new PutKeyPolicyCommand({ KeyId: arn, Policy: JSON.stringify(closedPolicy(customer.awsAccountId)) }),
          );
          await check(customerKeyId, start);
        },
        { concurrency: CUSTOMERS_AT_ONCE },
      )
      .toArray();
    return made.length;
  } finally {
    await pool.end();
  }
}
