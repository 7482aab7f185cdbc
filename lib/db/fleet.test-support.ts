import type pg from 'pg';

// A whole fleet, inserted set by set: 96 % of the keys are usable, 2 % unknown, 1 % need attention, 1 % are unusable.
// The shares are the same at every size, so that costs can be compared.

export type FleetSize = { keys: number; customers: number };

/** The regions and their shares in percent. */
export const FLEET_REGIONS = { 'eu-west-1': 40, 'us-east-1': 30, 'us-west-2': 20, 'ap-southeast-2': 10 } as const;

const idOf = (series: number, n = 'n'): string =>
  `('00000000-0000-7000-8${String(series).padStart(3, '0')}-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
/** A number below `below` that has nothing to do with those of other salts. */
const random = (salt: number, below: number): string => `(abs(hashint8(n + ${salt}000000000)::bigint) % ${below})`;
const pick = (words: readonly string[], number: string): string =>
  `(array[${words.map((word) => `'${word}'`).join(', ')}])[1 + ${number}]`;

const REGION = (() => {
  let upTo = 0;
  const cases = Object.entries(FLEET_REGIONS).map(
    ([region, share]) => `when ${random(1, 100)} < ${(upTo += share)} then '${region}'`,
  );
  return `case ${cases.join(' ')} end`;
})();
// `place` runs through 0 to 999 in every thousand keys.
const VERDICT = `case when place < 960 then 'usable' when place < 980 then 'unverified' when place < 990 then 'attention' else 'unusable' end`;
const CAUSE = `case when place < 960 then null when place < 964 then 'ownership_unproven' when place < 970 then 'never_checked'
  when place < 975 then 'permission_tests_overdue' when place < 980 then 'unreachable'
  when place < 985 then 'material_expiring' when place < 988 then 'partial_access' when place < 990 then 'vendor_permission_fault'
  when place < 994 then 'pending_deletion' when place < 997 then 'key_disabled' when place < 999 then 'access_lost'
  else 'vendor_credentials_fault' end`;
const NEXT_ACTION = `case when place < 960 then null when place < 975 then 'vendor' when place < 980 then 'one_of_several'
  when place = 999 or place between 988 and 989 then 'vendor' else 'customer' end`;
const ROLE = `case when place between 960 and 963 then 'candidate' when ${random(2, 100)} < 72 then 'active'
  when ${random(2, 100)} < 94 then 'retained' when ${random(2, 100)} < 98 then 'released' else 'retired' end`;
const STATE = `case when place between 990 and 993 then 'PendingDeletion' when place between 994 and 996 then 'Disabled'
  when place between 960 and 969 then null else 'Enabled' end`;
const ago = (salt: number, days: number): string => `now() - ${random(salt, days * 1440)} * interval '1 minute'`;

const KEYS = `
  insert into customer_keys (id, customer_id, region, role, arn, aws_account_id, kms_key_id, multi_region,
    ownership_proven_at, created_at, verdict, cause, verdict_since, not_usable_since, deadline_at, next_action, key_state,
    deletion_at, material_expires_at)
  select id, customer_id, region, role, 'arn:aws:kms:' || region || ':' || account || ':key/' || kms_key_id, account, kms_key_id,
    false, case when place not between 960 and 963 then now() end, now(), verdict, cause,
    case when verdict <> 'usable' or ${random(3, 200)} = 0 then ${ago(4, 20)} else ${ago(5, 700)} end,
    case when verdict in ('unusable', 'unverified') and place > 963 then ${ago(6, 60)} end,
    case when place between 980 and 984 or place between 990 and 993 then now() + ${random(7, 43200)} * interval '1 minute' end,
    next_action, key_state,
    case when place between 990 and 993 then now() + ${random(7, 43200)} * interval '1 minute' end,
    case when place between 980 and 984 then now() + ${random(7, 43200)} * interval '1 minute' end
  from (
    select n, place, ${idOf(1)} as id, ${idOf(0, '1 + (n::bigint * 7919) % $2::bigint')} as customer_id, ${REGION} as region,
      ${ROLE} as role, lpad((100000000000 + ${random(8, 100000)} * 7919)::text, 12, '0') as account,
      substr(md5(n::text), 1, 8) || '-' || substr(md5(n::text), 9, 4) || '-4000-8000-' || substr(md5(n::text), 13, 12) as kms_key_id,
      ${VERDICT} as verdict, ${CAUSE} as cause, ${NEXT_ACTION} as next_action, ${STATE} as key_state
    from (select n, (n * 387) % 1000 as place from generate_series(1, $1::bigint) as n) as places
  ) as keys`;

const FIRST_WORDS = [
  'Acme',
  'Zephyr',
  'Umbra',
  'Québec',
  'Ölwerk',
  'Northwind',
  'Globex',
  'Initech',
  'Hooli',
  'Vandelay',
  'Wonka',
  'Stark',
  'Tyrell',
  'Cyberdyne',
  'Aperture',
  'Soylent',
  'Massive',
  'Pied',
  'Gringotts',
  'Oscorp',
];
const SECOND_WORDS = [
  'Holding',
  'Bank',
  'Labs',
  'Insurance',
  'Logistics',
  'Energy',
  'Health',
  'Foods',
  'Media',
  'Systems',
];

// Every hundredth customer holds the keys of the next one, as its provider.
const CUSTOMERS = `
  insert into customers (id, name, external_id, service_level, provider_id, created_at, lead_key_id, urgency, deadline_at,
    not_usable_since, lead_verdict, lead_region, key_count)
  select numbered.id, ${pick(FIRST_WORDS, random(9, FIRST_WORDS.length))} || ' ' || ${pick(SECOND_WORDS, random(10, SECOND_WORDS.length))} || ' ' || n,
    'C-' || n, ${pick(['Premium', 'Standard', 'Basic'], random(11, 3))},
    case when n % 100 = 7 then ${idOf(0, 'n - 1')} end, now(),
    lead.id, coalesce(lead.urgency, 9), lead.deadline_at, lead.not_usable_since, lead.verdict, lead.region, coalesce(lead.keys, 0)
  from (select n, ${idOf(0)} as id from generate_series(1, $1::bigint) as n) as numbered
  left join (
    select distinct on (customer_id) *, count(*) over (partition by customer_id) as keys from customer_keys where role <> 'retired'
    order by customer_id, urgency, coalesce(deadline_at, 'infinity'), coalesce(not_usable_since, 'infinity'), id
  ) as lead on lead.customer_id = numbered.id`;

const SET_BY_SET = [
  `insert into key_checks (key_id, next_check_at, last_attempt_at, last_conclusive_at)
   select id, now() + interval '30 minutes', now() - interval '30 minutes', now() - interval '30 minutes' from customer_keys`,
  `insert into key_counts (region, role, verdict, cause, key_state, key_count)
   select region, role, case when ownership_proven_at is null then 'unverified' else verdict end,
     case when ownership_proven_at is null then 'ownership_unproven' else coalesce(cause, '') end,
     case when ownership_proven_at is null then '' else coalesce(key_state, '') end, count(*)
   from customer_keys group by 1, 2, 3, 4, 5`,
  `insert into workspaces (id, customer_id, name, region, created_at)
   select overlay(k.id::text placing '2' from 23 for 1)::uuid, coalesce(client.id, k.customer_id), 'w' || k.kms_key_id, k.region, now()
   from customer_keys k left join customers client on client.provider_id = k.customer_id where k.role in ('active', 'retained')`,
  `insert into key_assignments (id, workspace_id, key_id, role, from_at, origin)
   select overlay(id::text placing '3' from 23 for 1)::uuid, overlay(id::text placing '2' from 23 for 1)::uuid, id, role, now(), 'legacy'
   from customer_keys where role in ('active', 'retained')`,
];
// What a client uses of its provider's keys counts too.
const USED = `update customers set key_count = key_count + used.n from (
    select w.customer_id, count(distinct k.id) as n from workspaces w join key_assignments a on a.workspace_id = w.id
    join customer_keys k on k.id = a.key_id and k.customer_id <> w.customer_id group by 1) as used
  where used.customer_id = customers.id`;
const TABLES = ['customers', 'customer_keys', 'key_checks', 'workspaces', 'key_assignments'] as const;

/**
 * Fills an empty database with a fleet. Triggers and indexes are off meanwhile; what they keep is computed at once.
 * @param owner a connection of a superuser
 */
export async function fillFleet(owner: pg.Client | pg.ClientBase, { keys, customers }: FleetSize): Promise<void> {
  const { rows: indexes } = await owner.query<{ name: string; definition: string }>(
    `select c.relname as name, pg_get_indexdef(i.indexrelid) as definition from pg_index i
     join pg_class c on c.oid = i.indexrelid join pg_class t on t.oid = i.indrelid
     where t.relname = any($1) and t.relnamespace = 'public'::regnamespace
       and not exists (select from pg_constraint where conindid = i.indexrelid)`,
    [TABLES],
  );
  await owner.query(`set maintenance_work_mem = '256MB'`);
  for (const { name } of indexes) await owner.query(`drop index ${name}`);
  for (const table of TABLES) await owner.query(`alter table ${table} disable trigger all`);
  await owner.query('alter table customer_keys enable trigger customer_keys_urgency');
  await owner.query(KEYS, [keys, customers]);
  await owner.query(CUSTOMERS, [customers]);
  for (const statement of [...SET_BY_SET, USED]) await owner.query(statement);
  for (const { definition } of indexes) await owner.query(definition);
  for (const table of TABLES) await owner.query(`alter table ${table} enable trigger all`);
  await owner.query('vacuum analyze');
}
