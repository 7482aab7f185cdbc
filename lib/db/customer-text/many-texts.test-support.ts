/** So many rows that reading them all costs more than an index. */
const ROWS = 6_000;

/**
 * Statements that add copied texts. Without triggers: run them with `session_replication_role = replica`.
 * @param idSql the id of a row: series 1 are customers, 2 keys, 3 staff, b texts
 */
export const manyTexts = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${ROWS}) n`;
  const textId = idSql(2).replace('-8002-', '-800b-');
  return [
    `insert into key_texts (id, customer_id, subject, body, copied_at, copied_by_staff_id, copied_by, not_sent_at, not_sent_by,
       owner_staff_id, owner_name)
     select ${textId}, ${idSql(1, '1 + n % 2000')}, 'x', 'x', timestamptz '2026-01-01' + n * interval '1 minute',
       ${idSql(3, '1 + n % 50')}, 'X', case when n % 100 > 0 then now() end, case when n % 100 > 0 then 'X' end,
       case when n % 200 < 100 then ${idSql(3, '1 + n % 70')} end, case when n % 200 < 100 then 'X' end ${each}`,
    `insert into key_text_keys (text_id, key_id, tell_digest) select ${textId}, ${idSql(2)}, '' ${each}`,
  ];
};
