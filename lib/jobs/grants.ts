import pg from 'pg';
import { SCHEDULER_QUEUE } from './queues.ts';

/** Columns that pg-boss's worker stamps in the row of its schema version; `version` itself decides what the owner runs. */
const VERSION_CLAIMS = 'cron_on, flow_on, reindex_on, monitor_backoff_on';

/** Columns of a queue that its monitor counts in. `table_name` and `partition` name tables in statements of the owner. */
const QUEUE_COUNTS = `deferred_count, blocked_count, queued_count, ready_count, active_count, failed_count, total_count,
  retained_count, retained_on, created_delta, completed_delta, failed_delta, delta_on, delta_seconds, wait_bins,
  run_bins, ready_oldest_seconds, ready_history, singletons_active, monitor_claim_on, monitor_on, maintain_on`;

/** Columns of the row that a scheduling worker inserts at its start unless it is there (`create_queue`). */
const QUEUE_DEFINITION = `name, policy, retry_limit, retry_delay, retry_backoff, retry_delay_max, expire_seconds,
  retention_seconds, deletion_seconds, warning_queued, dead_letter, partition, table_name, heartbeat_seconds, notify,
  created_on, updated_on`;

/** With these policies the scheduler's queue, which the migration has made, is the only one a worker can "create". */
const QUEUE_POLICIES = `
  do $$ begin
    if not exists (select from pg_policies where schemaname = 'pgboss' and policyname = 'keydesk_app_inserts') then
      create policy keydesk_app_reads on pgboss.queue for select to keydesk_app using (true);
      create policy keydesk_app_counts on pgboss.queue for update to keydesk_app using (true);
      create policy keydesk_app_inserts on pgboss.queue for insert to keydesk_app
        with check (name = '${SCHEDULER_QUEUE}' and table_name = 'job_common' and not partition);
      alter table pgboss.queue enable row level security;
    end if;
  end $$;`;

/**
 * What the app's role may do in pg-boss's schema: what a running worker writes, and nothing that the owner executes at
 * the next migration (commands in `bam`, table names in `queue`, the schema's version).
 */
const JOB_GRANTS = `
  revoke all on all tables in schema pgboss from keydesk_app;
  revoke all on all sequences in schema pgboss from keydesk_app;
  revoke all on all functions in schema pgboss from public, keydesk_app;
  grant usage on schema pgboss to keydesk_app;
  grant select on all tables in schema pgboss to keydesk_app;
  grant insert, update, delete
    on pgboss.job, pgboss.job_common, pgboss.job_dependency, pgboss.schedule, pgboss.instance to keydesk_app;
  grant update (${VERSION_CLAIMS}) on pgboss.version to keydesk_app;
  grant update (${QUEUE_COUNTS}) on pgboss.queue to keydesk_app;
  grant insert (${QUEUE_DEFINITION}) on pgboss.queue to keydesk_app;
  grant execute on function pgboss.job_now(), pgboss.create_queue(text, jsonb) to keydesk_app;`;

/** Gives exactly these rights, in one transaction: a running worker never sees itself without them. */
export const grantJobs = (client: pg.Client) => client.query(QUEUE_POLICIES + JOB_GRANTS);

/** Rows that the owner would run: commands that aren't done, and queues whose table isn't the one pg-boss gave them. */
const EXECUTED_ROWS = `
  select 'bam ' || id as row from pgboss.bam where status <> 'completed'
  union all
  select 'queue ' || name from pgboss.queue
  where table_name <> case when partition then 'j' || encode(sha224(convert_to(name, 'UTF8')), 'hex') else 'job_common' end`;

/**
 * Takes the right to write those rows from the app's role, where an earlier version gave it. What may have been written
 * with it isn't executed.
 * @throws where such rows are there: a person has to look at them first
 */
export async function closeJobSchema(client: pg.Client): Promise<void> {
  const { rows: found } = await client.query<{ open: boolean | null }>(
    `select has_table_privilege('keydesk_app', to_regclass('pgboss.bam'), 'insert') as open`,
  );
  if (found[0]?.open !== true) return;
  await client.query('begin');
  try {
    await client.query('lock table pgboss.bam, pgboss.queue in share row exclusive mode');
    const { rows } = await client.query<{ row: string }>(EXECUTED_ROWS);
    if (rows.length > 0)
      throw new Error(
        `The job engine's schema holds rows that the app's role could have written and that this migration would execute as the owner: ${rows
          .map(({ row }) => row)
          .join(
            ', ',
          )}. Look at them in the schema pgboss, remove what pg-boss didn't write, and run the migration again.`,
      );
    await grantJobs(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  }
}

/**
 * Rights that belong to a database, not to what is in it: a copy made from a template doesn't have them. Without
 * TEMPORARY nobody shadows a table by a temporary one of the same name.
 * @param client a connection to any database of the server, as the owner of `database`
 */
export const limitDatabase = (client: pg.Client, database: string) =>
  client.query(`revoke temporary on database ${pg.escapeIdentifier(database)} from public, keydesk_app`);
