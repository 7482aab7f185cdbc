/** So many that reading them all costs more than an index. */
const TICKETS = 4_000;

/**
 * Statements that add tickets with a key each, notes and hand-overs. Without triggers: run them with
 * `session_replication_role = replica`.
 * @param idSql the id of a row: series 1 are customers, 2 keys, 3 staff; 8 is used here for tickets
 */
export const manyShifts = (idSql: (series: number, n?: string) => string): readonly string[] => {
  const each = `from generate_series(1, ${TICKETS}) n`;
  const customer = idSql(1, '1 + n % 2000');
  const person = idSql(3, '1 + n % 2000');
  const at = `now() - n * interval '1 minute'`;
  return [
    `insert into tickets (id, customer_id, reference, owner_staff_id, owner_name, opened_at, opened_by, closed_at, closed_by)
     select ${idSql(8)}, ${customer}, '#' || n, ${person}, 'X', ${at}, 'X', case when n % 20 <> 7 then now() end,
       case when n % 20 <> 7 then 'X' end ${each}`,
    `insert into ticket_keys (ticket_id, key_id) select ${idSql(8)}, ${idSql(2)} ${each}`,
    `insert into notes (id, customer_id, key_id, at, by_staff_id, by, body)
     select gen_random_uuid(), ${customer}, case when n % 2 = 1 then ${idSql(2)} end, ${at}, ${person}, 'X', 'A note.' ${each}`,
    `insert into handovers (id, at, from_staff_id, from_name, to_staff_id, to_name, note, items, acknowledged_at,
       acknowledged_by_staff_id, acknowledged_by)
     select gen_random_uuid(), ${at}, ${person}, 'X', ${idSql(3)}, 'Y', 'A note.', '[]', case when n % 100 <> 0 then now() end,
       case when n % 100 <> 0 then ${person} end, case when n % 100 <> 0 then 'Y' end ${each}`,
  ];
};
