import { sql } from 'drizzle-orm';
import type { AssignmentRole, KeyRole } from '#lib/core/key/role.ts';
import type { KnownDependents } from '#lib/core/departure/release-blocks.ts';
import type { Executor } from '#lib/db/database.ts';
import { instantOf } from '#lib/db/raw-instant.ts';
import type { StoredDependents } from '#drizzle/schema/stored.ts';

/** A key that protects, or protected, a workspace of a departure, with what its texts and its page name. */
export type DepartingKey = {
  id: string;
  arn: string;
  region: string;
  awsAccountId: string;
  role: KeyRole;
  /** Whether anything about it may be shown (H16). */
  shown: boolean;
  /** Its strongest open role for a workspace of the departure; null where all have ended. */
  assigned: AssignmentRole | null;
  /** Whether it is active or retained for a workspace that stays. */
  shared: boolean;
  known: KnownDependents | null;
  keyState: string | null;
  deletionAt: Date | null;
  lastDescribedAt: Date | null;
  lastConclusiveAt: Date | null;
  release: { releasedAt: Date; unseenSince: Date | null; retiredAt: Date | null } | null;
  ownerSaid: { at: Date; exists: boolean; keyState: string | null; deletionAt: Date | null } | null;
};

type Row = {
  id: string;
  arn: string;
  region: string;
  aws_account_id: string;
  role: KeyRole;
  shown: boolean;
  assigned: AssignmentRole | null;
  shared: boolean;
  as_of: string | null;
  zero_since: string | null;
  content: StoredDependents | null;
  key_state: string | null;
  deletion_at: string | null;
  last_described_at: string | null;
  last_conclusive_at: string | null;
  released_at: string | null;
  unseen_since: string | null;
  retired_at: string | null;
  said_at: string | null;
  said: { exists: boolean; keyState?: string; deletionAt?: string | null } | null;
};

/** The keys of a departure, in one statement: each once, whatever it protects. */
export async function keysOfDeparture(db: Executor, departureId: string): Promise<DepartingKey[]> {
  const { rows } = await db.execute<Row>(sql`
    with leaving as (select workspace_id from departure_workspaces where departure_id = ${departureId}),
    used as (
      select a.key_id, min(case when a.to_at is null then array_position(array['active', 'retained', 'released'], a.role) end) as rank
      from key_assignments a where a.workspace_id in (select workspace_id from leaving) group by a.key_id)
    select k.id, k.arn, k.region, k.aws_account_id, k.role,
      k.ownership_proven_at is not null and k.ownership_withdrawn_at is null as shown,
      (array['active', 'retained', 'released'])[u.rank] as assigned,
      exists (select from key_assignments o where o.key_id = k.id and o.to_at is null and o.role in ('active', 'retained')
        and o.workspace_id not in (select workspace_id from leaving)) as shared,
      d.as_of, d.zero_since, d.content, k.key_state, k.deletion_at, c.last_described_at, c.last_conclusive_at,
      r.released_at, r.unseen_since, r.retired_at, e.as_of as said_at, e.content as said
    from used u
    join customer_keys k on k.id = u.key_id
    join key_checks c on c.key_id = k.id
    left join dependents d on d.key_id = k.id
    left join key_releases r on r.key_id = k.id and r.resumed_at is null
    left join lateral (select as_of, content from customer_evidence where key_id = k.id and kind = 'describe_key' and arn = k.arn
      order by as_of desc nulls last limit 1) e on true
    order by k.region, k.id`);
  return rows.map((row) => ({
    id: row.id,
    arn: row.arn,
    region: row.region,
    awsAccountId: row.aws_account_id,
    role: row.role,
    shown: row.shown,
    assigned: row.assigned,
    shared: row.shared,
    known:
      row.as_of === null || row.content === null
        ? null
        : { counts: row.content.counts, asOf: new Date(row.as_of), zeroSince: instantOf(row.zero_since) },
    keyState: row.key_state,
    deletionAt: instantOf(row.deletion_at),
    lastDescribedAt: instantOf(row.last_described_at),
    lastConclusiveAt: instantOf(row.last_conclusive_at),
    release:
      row.released_at === null
        ? null
        : {
            releasedAt: new Date(row.released_at),
            unseenSince: instantOf(row.unseen_since),
            retiredAt: instantOf(row.retired_at),
          },
    ownerSaid:
      row.said_at === null || row.said === null
        ? null
        : {
            at: new Date(row.said_at),
            exists: row.said.exists,
            keyState: row.said.keyState ?? null,
            deletionAt: instantOf(row.said.deletionAt ?? null),
          },
  }));
}
