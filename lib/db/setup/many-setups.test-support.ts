/** So many setups that reading them all costs more than an index. */
const SETUPS = 4_000;

/**
 * Statements that add setups with one line each, and what belongs to them. Without triggers: run them with
 * `session_replication_role = replica`.
 * @param idSql the id of a row: series 1 are customers, 2 keys, 4 workspaces; 6 and 7 are used here
 */
export const manySetups = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${SETUPS}) n`;
  const customer = idSql(1, '1 + n % 2000');
  return [
    `insert into setups (id, customer_id, ticket, asked_by_name, owner_staff_id, owner_name, created_at, created_by)
     select ${idSql(6)}, ${customer}, 'T-' || n, 'Dana', ${idSql(3)}, 'Robin', now(), 'Robin' ${each}`,
    `insert into setup_lines (id, setup_id, position, workspace_id, region, key_id, key_received_at, ended_at)
     select ${idSql(7)}, ${idSql(6)}, 0, ${idSql(4)}, 'eu-west-1', ${idSql(2)}, now(),
       case when n % 50 <> 0 then now() end ${each}`,
    `insert into setup_events (id, setup_id, at, by, kind, detail) select gen_random_uuid(), ${idSql(6)}, now(), 'Robin', 'started', '{}' ${each}`,
    `insert into sent_texts (id, customer_id, setup_id, kind, subject, body, frozen_at, frozen_by)
     select gen_random_uuid(), ${customer}, ${idSql(6)}, 'instructions', 's', 'b', now(), 'Robin' ${each}`,
    `insert into ownership_codes (id, setup_id, code, created_at, expires_at)
     select gen_random_uuid(), ${idSql(6)}, lpad(translate(n::text, '0123456789', 'bcdefghijk'), 20, 'a'), now(), now() + interval '30 days' ${each}`,
    `insert into ownership_proofs (id, key_id, customer_id, arn, kind, proven_at)
     select gen_random_uuid(), ${idSql(2)}, ${customer}, 'arn', 'ciphertext', now() ${each}`,
    `insert into probe_reports (id, key_id, kind, conclusive, passed, arn, started_at, finished_at, cells, findings)
     select gen_random_uuid(), ${idSql(2)}, 'grid', true, n % 3 = 0, 'arn', now(), now(), '[]', '[]' ${each}`,
  ];
};
