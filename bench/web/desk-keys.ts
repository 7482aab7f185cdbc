import pg from 'pg';
import { contacts } from '#drizzle/schema/contacts.ts';
import { parseKeyArn } from '#lib/core/key/key-arn.ts';
import { findRegion, type HostingRegion } from '#lib/core/key/region.ts';
import { addKeyEvidence, DESCRIBED_BY_OWNER, POLICY_OF_OWNER } from './desk-evidence.ts';
import {
  aReport,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  someFacts,
  type ReportWords,
} from '#lib/core/verdict/checks.test-support.ts';
import type { Cell } from '#lib/core/probe/report.ts';
import type { Database } from '#lib/db/database.ts';
import { insertCustomer } from '#lib/db/customer/customers.ts';
import { insertKey } from '#lib/db/key/submissions.ts';
import { newId } from '#lib/db/new-id.ts';
import { checkKey } from '#lib/use-cases/verdict/check-key.ts';

const KEYS = 64;
const EVENTS_OF_BUSY_KEY = 10_000;
const EVIDENCE_AGO_MS = 60 * MINUTE_MS;

/** The keys whose pages are measured: both have the same recent history, and one has 10,000 older events. */
export type MeasuredKeys = { usual: string; busy: string };

type PlannedCheck = { at: Date; customerKeyId: string; arn: string; region: string; words: ReportWords };

const SICK: readonly ReportWords[] = [
  { generate: 'denied:cross_account_catch_all' },
  { facts: someFacts({ keyState: 'Disabled' }), generate: 'wrong_state:disabled', decrypt: 'wrong_state:disabled' },
  {
    facts: someFacts({ keyState: 'PendingDeletion', deletionAt: new Date(Date.now() + 9 * DAY_MS) }),
    generate: 'wrong_state:pending_deletion',
    decrypt: 'wrong_state:pending_deletion',
  },
  { facts: someFacts({ origin: 'EXTERNAL', materialExpiresAt: new Date(Date.now() + 5 * DAY_MS) }) },
];
const DENIED = SICK[0] ?? {};

/**
 * Adds keys as a demo has them: most are usable, others denied, disabled, pending deletion or about to lose their
 * material, each since another time. Every status is the conclusion of real checks.
 */
export async function addDeskKeys(
  db: Database,
  ownerUrl: string,
  regions: readonly HostingRegion[],
): Promise<MeasuredKeys> {
  const now = Date.now();
  const ago = (ms: number): Date => new Date(now - ms);
  const plan: PlannedCheck[] = [];
  const measured: string[] = [];
  for (let n = 0; n < KEYS; n += 1) {
    const isMeasured = n < 2;
    const region = regions[n % regions.length === 0 || isMeasured ? 0 : n % regions.length]?.code ?? '';
    const added = await addKey(db, n, region, ago(60 * DAY_MS));
    if (isMeasured) measured.push(added.customerKeyId);
    const words = isMeasured ? DENIED : (SICK[n % 7] ?? {});
    // Two hours between the losses of two keys: many that lose access together would be an incident.
    const since = isMeasured ? (5 + 3 * n) * HOUR_MS : (12 + 2 * n) * HOUR_MS;
    const rotated = { facts: someFacts({ currentKeyMaterialId: 'b'.repeat(64) }) };
    const shares = [
      [ago(40 * DAY_MS + n * MINUTE_MS), {}],
      ...(isMeasured
        ? ([
            [ago(33 * DAY_MS + n * HOUR_MS), DENIED],
            [ago(32.9 * DAY_MS + n * HOUR_MS), {}],
            [ago(20 * DAY_MS + n * HOUR_MS), rotated],
          ] as const)
        : []),
      [ago(since + MINUTE_MS), isMeasured ? rotated : {}],
      ...[0, 5, 10, 15].map(
        (minutes) => [ago(since - minutes * MINUTE_MS), { ...(isMeasured && rotated), ...words }] as const,
      ),
      [ago((KEYS - n) * 20_000), { ...(isMeasured && rotated), ...words }],
    ] as const;
    for (const [at, said] of shares) plan.push({ ...added, at, region, words: said });
  }
  const inOrder = plan.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  for (const check of inOrder.slice(0, -KEYS)) await runCheck(db, regions, check);
  for (const customerKeyId of measured) {
    await addKeyEvidence(db, regions, customerKeyId, POLICY_OF_OWNER, ago(EVIDENCE_AGO_MS));
    await addKeyEvidence(db, regions, customerKeyId, DESCRIBED_BY_OWNER, ago(EVIDENCE_AGO_MS));
  }
  // The last check of each key judges with the evidence; without one the reply would wait for it.
  for (const check of inOrder.slice(-KEYS)) await runCheck(db, regions, check);
  const [usual = '', busy = ''] = measured;
  await addOldEvents(ownerUrl, busy);
  return { usual, busy };
}

async function addKey(db: Database, n: number, region: string, at: Date) {
  const account = `1111222${String(n).padStart(5, '0')}`;
  const id = `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;
  const parsed = parseKeyArn(`arn:aws:kms:${region}:${account}:key/${id}`);
  if (!parsed.ok) throw new Error(`Not an ARN: ${parsed.reason}`);
  const parts = parsed.value;
  return db.transaction(async (tx) => {
    const customerId = await insertCustomer(tx, { name: `Customer ${n} of the bench`, timeZone: 'Europe/Berlin', at });
    const key = { customerId, parts, ownershipProvenAt: at, at };
    const verdict = { status: 'unverified', cause: 'never_checked' } as const;
    const customerKeyId = await insertKey(tx, { ...key, role: 'active', verdict });
    await tx.insert(contacts).values(
      (['key_admin', 'security'] as const).map((role) => ({
        id: newId(),
        customerId,
        role,
        name: `Dana Ruiz ${n}`,
        email: `${role}.${n}@example.com`,
        lastConfirmedAt: at,
        createdAt: at,
      })),
    );
    return { customerKeyId, arn: parts.arn };
  });
}

/** A refused test with AWS's answer, as the page shows it on request. */
const withError = (cell: Cell, arn: string): Cell =>
  cell.result === 'denied'
    ? {
        ...cell,
        error: {
          name: 'AccessDeniedException',
          message: `User: arn:aws:sts::900000000001:assumed-role/keydesk-probe/keydesk is not authorized to perform: kms:${cell.action} on resource: ${arn} because no resource-based policy allows the kms:${cell.action} action`,
        },
      }
    : cell;

async function runCheck(db: Database, regions: readonly HostingRegion[], check: PlannedCheck): Promise<void> {
  const clock = () => check.at;
  await checkKey(
    {
      db,
      clock,
      regions,
      probeKey: async ({ arn, region }, kind) => {
        const report = aReport({ kind, ...check.words }, check.at);
        const ours = findRegion(regions, region)?.vendorAccountId ?? '';
        const principalArn = `arn:aws:sts::${ours}:assumed-role/keydesk-probe/keydesk`;
        return { ...report, arn, region, principalArn, cells: report.cells.map((cell) => withError(cell, arn)) };
      },
      probeControl: async () => null,
      policy: { intervalMinutes: 60 },
      random: () => 0.5,
    },
    { customerKeyId: check.customerKeyId },
    { kind: 'system', job: 'sweep' },
  );
}

/**
 * Three years of events before the recent ones: every fifth a change of status, and 25 rotations, as many as AWS allows
 * on demand.
 */
async function addOldEvents(ownerUrl: string, customerKeyId: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `insert into key_events (id, key_id, customer_id, at, kind, detail)
       select gen_random_uuid(), k.id, k.customer_id, now() - interval '41 days' - n * interval '2 hours', d.detail ->> 'kind', d.detail
       from customer_keys k, generate_series(1, $2::int) as n, lateral (select case
           when n % 400 = 0 then jsonb_build_object('kind', 'key_material_changed', 'from', repeat('a', 64), 'to', md5(n::text) || md5(n::text))
           when n % 5 = 0 then jsonb_build_object('kind', 'verdict_changed', 'from', '{"status": "usable", "cause": null}'::jsonb,
                                                  'to', '{"status": "unusable", "cause": "key_disabled"}'::jsonb)
           when n % 2 = 0 then jsonb_build_object('kind', 'key_state_changed', 'from', 'Enabled', 'to', 'Disabled')
           else jsonb_build_object('kind', 'permission_changed', 'action', 'Encrypt', 'from', 'allowed', 'to', 'denied') end as detail) as d
       where k.id = $1`,
      [customerKeyId, EVENTS_OF_BUSY_KEY],
    );
    if (rowCount !== EVENTS_OF_BUSY_KEY) throw new Error('The events were not added.');
    // Two changes a day until the recent history begins, within the 90 days that the page draws.
    await client.query(
      `insert into verdict_spans (id, key_id, verdict, cause, from_at, to_at)
       select gen_random_uuid(), $1, case when n % 2 = 0 then 'usable' else 'unusable' end,
              case when n % 2 = 0 then null else 'key_disabled' end,
              now() - interval '61 days' - n * interval '12 hours', now() - interval '61 days' - (n - 1) * interval '12 hours'
       from generate_series(1, 60) as n`,
      [customerKeyId],
    );
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}
