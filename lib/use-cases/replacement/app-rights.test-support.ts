import pg from 'pg';
import { newId } from '#lib/db/new-id.ts';
import type { TestDesk } from '#lib/db/test-desk.test-support.ts';
import type { ReplacementDesk } from './replacement.test-support.ts';

export const NO_RIGHT = 'no right';

/**
 * Runs statements as the app's role in one transaction, which is undone.
 * @returns what refused them: a constraint, or what the line's gate says is missing; null where nothing did
 */
export async function refusalOf(desk: TestDesk, statements: readonly string[]): Promise<string | null> {
  const client = await desk.pool.connect();
  try {
    await client.query('begin');
    for (const statement of statements) await client.query(statement);
    // What is looked at when a transaction ends.
    await client.query('set constraints all immediate');
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    if (error.constraint === 'replacement_lines_gate')
      return /: (.*) is missing$/.exec(error.message)?.[1] ?? error.message;
    return error.constraint ?? (error.code === '42501' ? NO_RIGHT : error.message);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

/** Values in SQL by their columns. */
export type Sql = Readonly<Record<string, string>>;

export const lineSet = (lineId: string, set: Sql): string =>
  `update replacement_lines set ${Object.entries(set)
    .map(([column, value]) => `${column} = ${value}`)
    .join(', ')} where id = '${lineId}'`;
export const insertInto = (table: string, values: Sql): string =>
  `insert into ${table} (${Object.keys(values)
    .map((column) => `"${column}"`)
    .join(', ')}) values (${Object.values(values).join(', ')})`;
const quoted = (value: string): string => `'${value}'`;
export const time = (at: Date): string => `timestamptz '${at.toISOString()}'`;

/** What a line is about, for statements. */
export async function idsOf(place: ReplacementDesk) {
  const { line, replacement, newKey } = await place.stored();
  return {
    at: place.clock(),
    lineId: line.id,
    replacementId: replacement.id,
    workspaceId: line.workspaceId,
    oldKey: line.oldKeyId,
    newKey: line.newKeyId ?? '',
    newArn: newKey?.record.arn ?? '',
    approvalId: line.approvalId ?? '',
    customerId: place.old.customerId,
    agent: place.agent.actor.staffId,
    approver: place.approver.actor.staffId,
    second: place.second.actor.staffId,
  };
}
export type Ids = Awaited<ReturnType<typeof idsOf>>;

/** An approval of a line, as an approver who had no part in it gives it. */
export const approval = ({ lineId, newKey, newArn, second, at }: Ids, words: Sql = {}): string =>
  insertInto('replacement_approvals', {
    id: quoted(newId()),
    line_id: quoted(lineId),
    new_key_id: quoted(newKey),
    staff_id: quoted(second),
    by: `'me'`,
    at: time(at),
    typed: quoted(newArn.slice(-8)),
    valid_from: time(at),
    valid_until: `${time(at)} + interval '1 day'`,
    basis: `'{}'`,
    ...words,
  });

/** The switch of a line whose tests passed, with the newest checks of its new key. */
export const switched = ({ lineId, newKey, at }: Ids, words: Sql = {}): string => {
  const report = (kind: string, offset: number) =>
    `(select id from probe_reports where key_id = '${newKey}' and kind = '${kind}' and passed
       order by started_at desc offset ${offset} limit 1)`;
  return lineSet(lineId, {
    state: `'switched'`,
    state_at: time(at),
    switched_at: time(at),
    switched_by: `'me'`,
    first_report_id: report('grid', 1),
    second_report_id: report('grid', 0),
    proof_report_id: report('proof', 0),
    ownership_proof_id: `(select id from ownership_proofs where key_id = '${newKey}' order by proven_at desc limit 1)`,
    ...words,
  });
};

export const ended = (key: string, workspaceId: string, at: Date): string =>
  `update key_assignments set to_at = ${time(at)} where key_id = '${key}' and workspace_id = '${workspaceId}' and to_at is null`;
/** An assignment of origin `replacement`, unless said otherwise. */
export const assigned = ({ workspaceId, lineId, at }: Ids, key: string, role: string, words: Sql = {}): string =>
  insertInto('key_assignments', {
    id: quoted(newId()),
    workspace_id: quoted(workspaceId),
    key_id: quoted(key),
    role: quoted(role),
    from_at: time(at),
    origin: `'replacement'`,
    origin_id: quoted(lineId),
    ...words,
  });
/** A key takes over from another one, which is retained. */
export const takesOver = (ids: Ids, now: string, before: string): string[] => [
  ended(before, ids.workspaceId, ids.at),
  assigned(ids, before, 'retained'),
  ended(now, ids.workspaceId, ids.at),
  assigned(ids, now, 'active'),
];
/** Both keys of a line, as its switch moves them. */
export const movesKeys = (ids: Ids): string[] => takesOver(ids, ids.newKey, ids.oldKey);

/** A release of a key by what was reported of it, and what follows on its assignments. */
export const released = (key: string, at: Date, words: Sql = {}): string[] => [
  insertInto('key_releases', {
    id: quoted(newId()),
    key_id: quoted(key),
    released_at: time(at),
    released_by: `'me'`,
    reason: `'because'`,
    basis: `'reported_zero'`,
    counts: `(select content -> 'counts' from dependents where key_id = '${key}')`,
    counts_as_of: `(select as_of from dependents where key_id = '${key}')`,
    ...words,
  }),
  `with ended as (update key_assignments set to_at = ${time(at)} where key_id = '${key}' and to_at is null
     returning workspace_id, origin, origin_id)
   insert into key_assignments (id, workspace_id, key_id, role, from_at, origin, origin_id)
   select gen_random_uuid(), workspace_id, '${key}', 'released', ${time(at)}, origin, origin_id from ended`,
];
