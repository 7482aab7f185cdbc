import { sql, type SQL } from 'drizzle-orm';
import type { Acts, VerdictStatus } from '#lib/core/finding/status.ts';
import type { KeyRole } from '#lib/core/key/role.ts';
import type { Executor } from '#lib/db/database.ts';
import { instantOf } from '#lib/db/raw-instant.ts';
import { takenBackRelease } from './keys.ts';

/** What the database has for one row of a list. */
export type KeyListRow = {
  id: string;
  customerId: string;
  customerName: string;
  serviceLevel: string | null;
  /** The customers whose workspaces the key protects, or will when set up, where the holder is their provider. */
  clientNames: string[];
  arn: string;
  region: string;
  role: KeyRole;
  /** Null where nothing of the key may be shown: its ownership is not proven, or the proof was withdrawn (H16). */
  shownSince: Date | null;
  verdict: VerdictStatus;
  cause: string | null;
  verdictSince: Date;
  urgency: number;
  nextAction: Acts | null;
  keyState: string | null;
  notUsableSince: Date | null;
  deadlineAt: Date | null;
  lastConclusiveAt: Date | null;
  /** The approver who accepted the ownership without proof; null where it is proven. */
  acceptedBy: string | null;
  /** Whether it is retained because something depended on it again after its release. */
  neededAgain: boolean;
  /** When its checks ended; null where they go on, or where it never protected a workspace. */
  retiredAt: Date | null;
};

/** A row as the database answers it. */
export type FoundKey = {
  id: string;
  customer_id: string;
  customer_name: string | null;
  service_level: string | null;
  client_names: string[] | null;
  arn: string;
  region: string;
  role: KeyRole;
  ownership_proven_at: string | null;
  ownership_withdrawn_at: string | null;
  verdict: VerdictStatus;
  cause: string | null;
  verdict_since: string;
  urgency: number;
  next_action: Acts | null;
  key_state: string | null;
  not_usable_since: string | null;
  deadline_at: string | null;
  last_conclusive_at: string | null;
  accepted_by: string | null;
  needed_again: boolean;
  retired_at: string | null;
  /** False for an entry that was only read. */
  matches: boolean;
  /** True where the query stopped reading. */
  is_last_read: boolean;
};

/** A row of the list. */
export const rowOf = (row: FoundKey): KeyListRow => ({
  id: row.id,
  customerId: row.customer_id,
  customerName: row.customer_name ?? '',
  serviceLevel: row.service_level,
  clientNames: row.client_names ?? [],
  arn: row.arn,
  region: row.region,
  role: row.role,
  shownSince: row.ownership_withdrawn_at === null ? instantOf(row.ownership_proven_at) : null,
  verdict: row.verdict,
  cause: row.cause,
  verdictSince: new Date(row.verdict_since),
  urgency: row.urgency,
  nextAction: row.next_action,
  keyState: row.key_state,
  notUsableSince: instantOf(row.not_usable_since),
  deadlineAt: instantOf(row.deadline_at),
  lastConclusiveAt: instantOf(row.last_conclusive_at),
  acceptedBy: row.accepted_by,
  neededAgain: row.needed_again,
  retiredAt: instantOf(row.retired_at),
});

/** A provider's key may serve thousands of clients: a row names so many at most. */
const CLIENTS_NAMED = 5;

/**
 * What lists show of the keys that a query found, which is cut to a page before: one look-up per row, at any size of the
 * fleet. Clients are looked up only for holders that are providers.
 * @returns all columns of the query, and those that are looked up
 */
export async function selectFound<Row extends Record<string, unknown>>(db: Executor, keys: SQL, order: SQL) {
  const { rows } = await db.execute<Row>(sql`
    with page as materialized (${keys}),
    providers as materialized (select array(
      select provider_id from customers where provider_id = any(array(select customer_id from page))) as ids)
    select page.*, holder.name as customer_name, holder.service_level, checked.last_conclusive_at,
      (select proven_by from ownership_proofs where key_id = page.id and withdrawn_at is null and kind = 'exception') as accepted_by,
      case when page.role = 'retained' then exists (select ${takenBackRelease(sql`page.id`)}) else false end as needed_again,
      case when page.role = 'retired' then (select max(retired_at) from key_releases where key_id = page.id) end as retired_at,
      case when page.customer_id = any((select ids from providers)::uuid[]) then (
        select array_agg(distinct name order by name) from (
          select client.name
          from key_assignments assigned
          join workspaces on workspaces.id = assigned.workspace_id
          join customers client on client.id = workspaces.customer_id
          where assigned.key_id = page.id and assigned.to_at is null and client.id <> page.customer_id
          union
          select client.name
          from setup_lines line
          join workspaces on workspaces.id = line.workspace_id
          join customers client on client.id = workspaces.customer_id
          where line.key_id = page.id and line.cleared_at is null and line.ended_at is null
            and client.id <> page.customer_id
          limit ${CLIENTS_NAMED}
        ) as clients
      ) end as client_names
    from page
    left join lateral (select name, service_level from customers where id = page.customer_id limit 1) as holder on true
    left join lateral (select last_conclusive_at from key_checks where key_id = page.id limit 1) as checked on true
    order by ${order}`);
  return rows;
}
