/** So many rows that reading them all costs more than an index. */
const ROWS = 4_000;

/**
 * Statements that add departures, moves and releases. Without triggers: run them with `session_replication_role = replica`.
 * @param idSql the id of a row: series 1 are customers, 2 keys, 4 workspaces, 6 setups, 7 departures
 */
export const manyDepartures = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${ROWS}) n`;
  return [
    `insert into departures (id, customer_id, path, reason, ticket, started_at, started_by)
     select ${idSql(7)}, ${idSql(1, '1 + n % 2000')}, 'leaves', 'x', 'T-' || n, timestamptz '2026-01-01' + n * interval '1 minute', 'x' ${each}`,
    `insert into departure_workspaces (departure_id, workspace_id) select ${idSql(7)}, ${idSql(4)} ${each}`,
    `insert into departure_steps (departure_id, step, done_at, done_by, evidence)
     select ${idSql(7)}, 'jobs_stopped', now(), 'x', 'seen in the console' ${each}`,
    `insert into departure_exceptions (id, departure_id, at, by, reason, acceptance, review_at)
     select gen_random_uuid(), ${idSql(7)}, now(), 'x', 'they accept it', 'x', now() + interval '1 day' ${each}`,
    `insert into departure_texts (id, departure_id, kind, subject, body, frozen_at, frozen_by)
     select gen_random_uuid(), ${idSql(7)}, 'leaving', 'x', 'x', now(), 'x' ${each}`,
    `insert into key_releases (id, key_id, released_at, released_by, reason, basis, retired_at, retired_how)
     select ${idSql(8)}, ${idSql(2)}, now(), 'x', 'x', 'reported_zero',
       case when n % 100 > 0 then now() end, case when n % 100 > 0 then 'nothing_depends' end ${each}`,
    `insert into workspace_moves (id, from_workspace_id, to_workspace_id, setup_id, started_at, started_by)
     select gen_random_uuid(), ${idSql(4)}, ${idSql(4, 'n + 1')}, ${idSql(6)}, now(), 'x' ${each}`,
  ];
};
