/** So many rows that reading them all costs more than an index. */
const ROWS = 4_000;

/**
 * Statements that add tokens, events and reports about dependents. Without triggers: run them with
 * `session_replication_role = replica`.
 * @param idSql the id of a row: series 2 are keys
 */
export const manyServices = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${ROWS}) n`;
  return [
    `insert into service_tokens (id, name, token_hash, last_four, scopes, created_at, created_by, expires_at)
     select gen_random_uuid(), 'backup', sha256(n::text::bytea), 'abcd', '{keys:read}', now(), 'Ada', now() ${each}`,
    `insert into outbox_events (id, txid, kind, version, subject, region, payload, occurred_at)
     select gen_random_uuid(), n::text::xid8, 'key_cleared', 1, 'x', 'eu-west-1', '{}', now() ${each}`,
    `insert into dependent_reports (key_id, report_id, as_of, received_at, content_hash, content)
     select ${idSql(2)}, 'r', now(), timestamptz '2026-01-01' + n * interval '1 minute', sha256('x'), '{}' ${each}`,
    `insert into dependents (key_id, report_id, as_of, received_at, reported_by, content)
     select ${idSql(2)}, 'r', now(), now(), 'backup', '{}' ${each}`,
  ];
};
