import { eq, sql } from 'drizzle-orm';
import { contacts } from '#drizzle/schema/contacts.ts';
import { customerKeys } from '#drizzle/schema/customer-keys.ts';
import { customers } from '#drizzle/schema/customers.ts';
import { dependents } from '#drizzle/schema/dependents.ts';
import { keyChecks } from '#drizzle/schema/key-checks.ts';
import { keyReleases } from '#drizzle/schema/key-releases.ts';
import { keyTextKeys, keyTexts } from '#drizzle/schema/key-texts.ts';
import { ownershipProofs } from '#drizzle/schema/ownership-proofs.ts';
import { probeReports } from '#drizzle/schema/probe-reports.ts';
import { setupLines } from '#drizzle/schema/setup-lines.ts';
import { setups } from '#drizzle/schema/setups.ts';
import { regionStatus } from '#drizzle/schema/region-status.ts';
import type { OwnershipProof } from '#lib/core/customer/customer.ts';
import { lastSentAbout } from '#lib/db/customer-text/sent-about.ts';
import type { ToldChannel } from '#lib/core/customer/told.ts';
import type { Executor } from '#lib/db/database.ts';
import { mayShow, takenBackRelease } from '#lib/db/key/keys.ts';
import { prepared } from '#lib/db/prepared.ts';
import { instantOf } from '#lib/db/raw-instant.ts';

export type { StoredCell } from '#drizzle/schema/stored.ts';

/** The contacts of the customer who haven't left. Dates are text in JSON. */
const currentContacts = sql<
  { id: string; name: string; role: string; email: string; phone: string | null; lastConfirmedAt: string | null }[]
>`(select coalesce(json_agg(json_build_object('id', c.id, 'name', c.name, 'role', c.role, 'email', c.email, 'phone', c.phone,
    'lastConfirmedAt', c.last_confirmed_at) order by c.role, c.name), '[]')
  from ${contacts} as c where c.customer_id = ${customerKeys.customerId} and c.left_at is null)`;

type OtherKey = Pick<typeof customerKeys.$inferSelect, 'id' | 'arn' | 'region' | 'role' | 'verdict' | 'cause'> & {
  proven: boolean;
};

/** The customer's other keys. */
const otherKeysOf = sql<OtherKey[]>`(select coalesce(json_agg(other), '[]') from (
    select k.id, k.arn, k.region, k.role, k.verdict, k.cause, k.ownership_proven_at is not null as proven
    from ${customerKeys} as k where k.customer_id = ${customerKeys.customerId} and k.id <> ${customerKeys.id}
    order by k.region, k.created_at desc limit 50) as other)`;

/** The setup that the key came with: the newest where there are several. */
const setupOf = sql<{ id: string; ticket: string | null } | null>`(
  select json_build_object('id', s.id, 'ticket', s.ticket)
  from ${setupLines} as l join ${setups} as s on s.id = l.setup_id
  where l.key_id = ${customerKeys.id} order by l.key_received_at desc limit 1)`;

/** The other customers whose workspaces the key protects, or will protect when their open setups are cleared. */
const otherUsersOf = sql<string[]>`(select coalesce(json_agg(used.name order by used.name), '[]') from (
    select c.name from key_assignments as a
    join workspaces as w on w.id = a.workspace_id join customers as c on c.id = w.customer_id
    where a.key_id = ${customerKeys.id} and a.to_at is null and c.id <> ${customerKeys.customerId}
    union
    select c.name from ${setupLines} as l
    join workspaces as w on w.id = l.workspace_id join customers as c on c.id = w.customer_id
    where l.key_id = ${customerKeys.id} and l.cleared_at is null and l.ended_at is null
      and c.id <> ${customerKeys.customerId}
    limit 50) as used)`;

/** How the key was proven; null where that is not stored. */
const liveProofKind = sql<OwnershipProof | null>`(select p.kind from ${ownershipProofs} as p
  where p.key_id = ${customerKeys.id} and p.withdrawn_at is null)`;

/** The approver who accepted the key as its holder's without proof; null where it is proven, or nobody is stored. */
const liveProofBy = sql<string | null>`(select p.proven_by from ${ownershipProofs} as p
  where p.key_id = ${customerKeys.id} and p.withdrawn_at is null and p.kind = 'exception')`;

/** When its checks ended; null where they go on, or where it was retired without a release. */
const retiredAtOf = sql<Date | null>`(select max(r.retired_at) from ${keyReleases} as r
  where r.key_id = ${customerKeys.id})`.mapWith(keyReleases.retiredAt);

/** The release that holds; its time is text in JSON. */
const releasedOf = sql<{ at: string; byDeparture: boolean } | null>`(select json_build_object('at', r.released_at,
    'byDeparture', r.departure_id is not null)
  from ${keyReleases} as r where r.key_id = ${customerKeys.id} and r.resumed_at is null)`;

/** When and for what a retained key was needed again after its release; its time is text in JSON. */
const neededAgainOf = sql<{ at: string; kinds: string } | null>`case when ${customerKeys.role} = 'retained' then (
  select json_build_object('at', r.resumed_at, 'kinds', coalesce(r.resumed_for, ''))
  ${takenBackRelease(customerKeys.id)} limit 1) end`;

/** The newest text about the key that a person sent; its times are text in JSON. */
const lastSentOf = sql<{
  at: string;
  by: string;
  to: string;
  channel: ToldChannel;
  tellDigest: string;
} | null>`(select json_build_object('at', x.sent_at, 'by', x.sent_by, 'to', x.sent_to, 'channel', x.sent_channel,
    'tellDigest', x.tell_digest)
  from (${lastSentAbout(sql`${customerKeys.id}`)}) as x)`;

const OF_READER = {
  own: sql`coalesce(x.owner_staff_id, x.copied_by_staff_id) = ${sql.placeholder('staffId')}::uuid`,
  // Whoever copied it and handed it over isn't told of themselves.
  other: sql`${sql.placeholder('staffId')}::uuid not in (x.copied_by_staff_id, coalesce(x.owner_staff_id, x.copied_by_staff_id))`,
} as const;

/** The newest text about the key that nobody answered for, of this person, or of another; its time is text in JSON. */
const unansweredOf = (whose: 'own' | 'other') => sql<{
  textId: string;
  by: string;
  byReader: boolean;
  copiedAt: string;
} | null>`(
  select json_build_object('textId', x.id, 'by', x.copied_by, 'copiedAt', x.copied_at,
    'byReader', x.copied_by_staff_id = ${sql.placeholder('staffId')}::uuid)
  from ${keyTextKeys} as t join ${keyTexts} as x on x.id = t.text_id
  where t.key_id = ${customerKeys.id}
    and ${OF_READER[whose]}
    and x.sent_at is null and x.not_sent_at is null order by t.text_id desc limit 1)`;

const keyWithPage = prepared('key_with_page', (db, name) =>
  db
    .select({
      key: customerKeys,
      customer: customers,
      check: keyChecks,
      report: { principalArn: probeReports.principalArn, cells: probeReports.cells },
      ourSide: {
        // First, because drizzle drops the whole object where its first column is null.
        region: regionStatus.region,
        incidentSince: regionStatus.incidentSince,
        ourSideCheckedAt: regionStatus.ourSideCheckedAt,
        answeredAt: regionStatus.answeredAt,
        askedAt: regionStatus.askedAt,
        silentSince: regionStatus.silentSince,
        pausedUntil: regionStatus.pausedUntil,
      },
      dependents: {
        asOf: dependents.asOf,
        receivedAt: dependents.receivedAt,
        reportedBy: dependents.reportedBy,
        content: dependents.content,
      },
      proofKind: liveProofKind,
      acceptedBy: liveProofBy,
      contacts: currentContacts,
      otherKeys: otherKeysOf,
      setup: setupOf,
      usedBy: otherUsersOf,
      retiredAt: retiredAtOf,
      released: releasedOf,
      neededAgain: neededAgainOf,
      lastSent: lastSentOf,
      unsent: unansweredOf('own'),
      copiedByOther: unansweredOf('other'),
    })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .leftJoin(probeReports, eq(probeReports.id, keyChecks.lastReportId))
    .leftJoin(dependents, eq(dependents.keyId, customerKeys.id))
    .leftJoin(regionStatus, eq(regionStatus.region, customerKeys.region))
    .where(eq(customerKeys.id, sql.placeholder('keyId')))
    .prepare(name),
);

/**
 * A key with everything small that its page shows: its customer with contacts and other keys, its check row, the report
 * that the page shows, what depends on it, what its customer was told, and our own side's incident in its region; null if
 * there is no such key.
 * @param staffId who looks: the page has the text that they copied last and nobody answered for
 */
export async function findKeyPage(db: Executor, customerKeyId: string, staffId: string | null = null) {
  const [row] = await keyWithPage(db).execute({ keyId: customerKeyId, staffId });
  if (row === undefined) return null;
  return {
    ...row,
    contacts: row.contacts.map(({ lastConfirmedAt, ...contact }) => ({
      ...contact,
      lastConfirmedAt: instantOf(lastConfirmedAt),
    })),
  };
}

/** What a part of a key's page needs of the key itself; null if there is no such key. */
export async function findKeyPlace(
  db: Executor,
  customerKeyId: string,
): Promise<{ proven: boolean; timeZone: string | null; spanLastSeenAt: Date | null } | null> {
  const [row] = await db
    .select({
      ownershipProvenAt: customerKeys.ownershipProvenAt,
      ownershipWithdrawnAt: customerKeys.ownershipWithdrawnAt,
      timeZone: customers.timeZone,
      spanLastSeenAt: keyChecks.spanLastSeenAt,
    })
    .from(customerKeys)
    .innerJoin(customers, eq(customers.id, customerKeys.customerId))
    .innerJoin(keyChecks, eq(keyChecks.keyId, customerKeys.id))
    .where(eq(customerKeys.id, customerKeyId));
  return row === undefined ? null : { ...row, proven: mayShow(row) };
}
