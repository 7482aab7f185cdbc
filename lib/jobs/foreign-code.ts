import type pg from 'pg';

const OLDEST_SERVER = 150_000;

/** The schemas whose functions the owner and our triggers find by name. */
const SCHEMAS = `array['public', 'pgboss', 'drizzle']`;

/** Who still may create something there, of everyone and the app's role. */
const CREATORS = `
  select distinct n.nspname as schema, case a.grantee when 0 then 'PUBLIC' else 'keydesk_app' end as grantee
  from pg_namespace n, aclexplode(n.nspacl) a
  where n.nspname = any (${SCHEMAS}) and a.privilege_type = 'CREATE'
    and (a.grantee = 0 or a.grantee = to_regrole('keydesk_app'))`;

/** Functions and operators there that belong neither to the owner nor to a superuser nor to an extension. */
const FOREIGN_CODE = `
  with code as (
    select 'pg_proc'::regclass as class, oid, proowner as owner, pronamespace as schema, oid::regprocedure::text as name
    from pg_proc
    union all
    select 'pg_operator'::regclass, oid, oprowner, oprnamespace, oid::regoperator::text from pg_operator
  )
  select code.name || ' of ' || r.rolname as name
  from code join pg_roles r on r.oid = code.owner join pg_namespace n on n.oid = code.schema
  where n.nspname = any (${SCHEMAS}) and not r.rolsuper and r.rolname <> current_user
    and r.oid <> (select datdba from pg_database where datname = current_database())
    and not exists (
      select from pg_depend d where d.classid = code.class and d.objid = code.oid and d.deptype = 'e')
  order by 1`;

/**
 * Makes sure that a migration runs no code of anyone but the owner. Where everyone may create functions in the schema
 * public (the default before PostgreSQL 15, which an upgrade keeps), the app's login could add a function that fits the
 * arguments of a call better than PostgreSQL's own, and the owner or an audit trigger would run it.
 * @throws where the server is older than PostgreSQL 15, the right can't be taken away, or such code is already there
 */
export async function refuseForeignCode(client: pg.Client): Promise<void> {
  // Until the end of the checks nothing is found but PostgreSQL's own functions.
  await client.query('set search_path = pg_catalog, pg_temp');
  const { rows: versions } = await client.query<{ number: number; name: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name`,
  );
  for (const { number, name } of versions)
    if (number < OLDEST_SERVER) throw new Error(`Keydesk needs PostgreSQL 15 or newer. This server is ${name}.`);

  for (const { schema, grantee } of await creators(client))
    await client.query(`revoke create on schema ${schema} from ${grantee}`);
  const [left] = await creators(client);
  if (left !== undefined)
    throw new Error(
      `${left.grantee} may create functions in the schema ${left.schema}, and the owner of the database can't take that right away. As a superuser, run: REVOKE CREATE ON SCHEMA ${left.schema} FROM ${left.grantee}; then run the migration again.`,
    );

  const { rows: foreign } = await client.query<{ name: string }>(FOREIGN_CODE);
  if (foreign.length > 0)
    throw new Error(
      `The database holds code that does not belong to its owner, and that the migration or the audit could run as the owner: ${foreign
        .map(({ name }) => name)
        .join(', ')}. Find out who made it, drop it, and run the migration again.`,
    );
  await client.query('set search_path = public, pg_temp');
}

async function creators(client: pg.Client): Promise<{ schema: string; grantee: string }[]> {
  const { rows } = await client.query<{ schema: string; grantee: string }>(CREATORS);
  return rows;
}
