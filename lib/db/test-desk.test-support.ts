import pg from 'pg';
import { customerAccounts } from '#drizzle/schema/customer-accounts.ts';
import { keepPlans } from '#sandbox/postgres/kept-plans.ts';
import { addOldKeys } from '#sandbox/postgres/old-keys.ts';
import { createTestDatabase } from '#sandbox/postgres/test-database.ts';
import type { Actor, StaffActor } from '#lib/core/staff/audit.ts';
import { parseKeyArn, type KeyArn } from '#lib/core/key/key-arn.ts';
import type { ProbeControl } from '#lib/core/verdict/control.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { ProbeKey, ProbeTarget } from '#lib/core/probe/probe-key.ts';
import type { ProbeReport } from '#lib/core/probe/report.ts';
import { aReport, NOW, POLICY, type ReportWords } from '#lib/core/verdict/checks.test-support.ts';
import type { HostingRegion } from '#lib/core/key/region.ts';
import type { Verdict } from '#lib/core/finding/verdict.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import { insertKey } from '#lib/db/key/submissions.ts';

export const AGENT: StaffActor = {
  kind: 'staff',
  staffId: '018f2f3e-7c11-7a3b-8d2e-0000000000aa',
  name: 'Robin Agent',
  role: 'agent',
  sessionId: null,
};
export const SWEEP: Actor = { kind: 'system', job: 'sweep' };

const region = (code: string, vendorAccountId: string): HostingRegion => ({
  code,
  name: `Region ${code}`,
  vendorAccountId,
  roleArn: `arn:aws:iam::${vendorAccountId}:role/keydesk`,
  externalId: null,
  controlKeyArn: null,
  encryptionContext: null,
  roleCoversEveryKey: false,
});
export const REGIONS = [region('eu-west-1', '444455556666'), region('us-west-2', '555566667777')];

/** A clock that stands still until it is advanced. */
export function aClock(from = NOW) {
  let now = from;
  const clock = () => now;
  return Object.assign(clock, { advance: (ms: number) => void (now = new Date(now.getTime() + ms)) });
}

/**
 * A database for one test file: the app's pool, and the owner's connection to inspect it.
 * @param oldKeys whether added keys may be active without a setup
 * @param keptPlans whether each statement is planned once for each connection, which takes a third off the tests' time; the
 *   product plans each statement for its values, so tests of plans and costs do without
 */
export async function openTestDesk({ oldKeys = true, keptPlans = true } = {}) {
  const database = await createTestDatabase();
  const pool = createPool({
    url: database.url,
    applicationName: 'keydesk-test',
    maxConnections: 10,
    statementTimeoutMs: 5_000,
    onError: () => undefined,
  });
  if (keptPlans) keepPlans(pool);
  const owner = new pg.Client({ connectionString: database.ownerUrl });
  await owner.connect();
  if (oldKeys) await addOldKeys(owner);
  return {
    url: database.url,
    pool,
    db: createDatabase(pool),
    owner,
    /** The rows of a query that runs as the owner. */
    rows: async <T extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<T[]> =>
      (await owner.query<T>(text, values)).rows,
    count: async (table: string): Promise<number> =>
      (await owner.query<{ n: number }>(`select count(*)::int as n from ${pg.escapeIdentifier(table)}`)).rows[0]?.n ??
      -1,
    close: async () => {
      await owner.end();
      await pool.end();
      await database.drop();
    },
  };
}
export type TestDesk = Awaited<ReturnType<typeof openTestDesk>>;

let keysMade = 0;
/** An ARN that no other test uses. */
export function newArn(region = 'eu-west-1', account = '111122223333'): KeyArn {
  keysMade += 1;
  const parsed = parseKeyArn(
    `arn:aws:kms:${region}:${account}:key/00000000-0000-4000-8000-${keysMade.toString(16).padStart(12, '0')}`,
  );
  if (!parsed.ok) throw new Error(`Not an ARN: ${parsed.reason}`);
  return parsed.value.arn;
}

export type KeyWords = {
  customerName?: string;
  customerId?: string;
  arn?: KeyArn;
  role?: KeyRole;
  proven?: boolean;
  verdict?: Verdict;
  at?: Date;
  workspace?: string;
};

/** Adds a key of a new customer. By default it is active, proven and due now. */
export async function addKey(db: Database, words: KeyWords = {}) {
  const at = words.at ?? NOW;
  const arn = words.arn ?? newArn();
  const parsed = parseKeyArn(arn);
  if (!parsed.ok) throw new Error(`Not an ARN: ${parsed.reason}`);
  const parts = parsed.value;
  return db.transaction(async (tx) => {
    const customerId =
      words.customerId ??
      (await insertCustomer(tx, { name: words.customerName ?? `Customer ${newId()}`, timeZone: null, at }));
    const customerKeyId = await insertKey(tx, {
      customerId,
      parts,
      role: words.role ?? 'active',
      ownershipProvenAt: words.proven === false ? null : at,
      verdict: words.verdict ?? { status: 'unverified', cause: 'never_checked' },
      at,
      ...(words.workspace !== undefined && { workspace: words.workspace }),
    });
    return { customerId, customerKeyId, arn };
  });
}

/** Records that an AWS account is proven to belong to a customer. */
export async function proveAccount(db: Database, customerId: string, awsAccountId = '111122223333'): Promise<void> {
  await db
    .insert(customerAccounts)
    .values({ id: newId(), customerId, awsAccountId, proof: 'vendor_record', provenAt: NOW });
}

/** A port to KMS with given answers that remembers what it was asked. */
export function scriptedProbe(answer: (target: ProbeTarget, asked: number) => ReportWords | Promise<ReportWords>) {
  const asked: ProbeTarget[] = [];
  let clock: () => Date = () => NOW;
  const probeKey: ProbeKey = async (target, kind): Promise<ProbeReport> => {
    asked.push(target);
    const words = await answer(target, asked.length);
    return { ...aReport({ kind, ...words }, clock()), arn: target.arn, region: target.region };
  };
  return { probeKey, asked, runOn: (given: () => Date) => void (clock = given) };
}

/** What a check needs: a database, a scripted KMS and a clock that stands still. */
export function checkDeps(
  db: Database,
  answer: (target: ProbeTarget, asked: number) => ReportWords | Promise<ReportWords> = () => ({}),
) {
  const clock = aClock();
  const probe = scriptedProbe(answer);
  probe.runOn(clock);
  return {
    db,
    clock,
    regions: REGIONS,
    probeKey: probe.probeKey,
    probeControl: (async () => null) as ProbeControl,
    asked: probe.asked,
    policy: POLICY,
    random: () => 0.5,
  };
}

/** A gate at which a scripted probe waits until the test opens it. */
export function aGate() {
  let open: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  return {
    open,
    /** Resolves when a probe waits at the gate. */
    reached,
    wait: async () => {
      arrive();
      await opened;
    },
  };
}
