/** So many rows that reading them all costs more than an index. */
const ROWS = 4_000;

/**
 * Statements that add requests with a line each, of which every hundredth is open. Without triggers: run them with
 * `session_replication_role = replica`.
 * @param idSql the id of a row: series 1 are customers, 2 keys, 3 staff, 4 workspaces, 9 requests and their lines
 */
export const manyReplacements = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${ROWS}) n`;
  const at = `timestamptz '2026-01-01' + n * interval '1 minute'`;
  const person = idSql(3, '1 + n % 2000');
  return [
    `insert into replacements (id, customer_id, source, reason, ticket, asked_by_name, owner_staff_id, owner_name, created_by_staff_id, created_by, created_at)
     select ${idSql(9)}, ${idSql(1, '1 + n % 2000')}, 'announced', 'their yearly rotation', 'T-' || n, 'x', ${idSql(3, '1 + n % 2000')}, 'x', ${person}, 'x', ${at} ${each}`,
    `insert into replacement_lines (id, replacement_id, position, workspace_id, region, old_key_id, new_key_id, key_received_at, state,
       state_at, end_note)
     select ${idSql(9)}, ${idSql(9)}, 0, ${idSql(4)}, 'eu-west-1', ${idSql(2)}, ${idSql(2, 'n + 1')}, now(),
       case when n % 100 = 0 then 'requested' else 'withdrawn' end, now(), 'x' ${each}`,
    `insert into replacement_parts (id, line_id, staff_id, part, at)
     select gen_random_uuid(), ${idSql(9)}, ${person}, 'created', now() ${each}`,
    `insert into replacement_overrides (id, line_id, new_key_id, staff_id, by, at, reason)
     select gen_random_uuid(), ${idSql(9)}, ${idSql(2, 'n + 1')}, ${person}, 'x', now(), 'they lost the old key' ${each}`,
    `insert into replacement_events (id, replacement_id, at, kind, detail)
     select gen_random_uuid(), ${idSql(9)}, now(), 'started', '{}' ${each}`,
    `insert into replacement_texts (id, replacement_id, kind, subject, body, frozen_at, frozen_by)
     select gen_random_uuid(), ${idSql(9)}, 'instructions', 'x', 'x', now(), 'x' ${each}`,
  ];
};
