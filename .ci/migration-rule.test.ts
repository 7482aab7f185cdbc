import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMigrations, type Migration } from '#lib/jobs/apply-migrations.ts';
import { breachesOf, MIGRATION_RULES, type MigrationRule } from './migration-rule.ts';

const ROOT = path.join(import.meta.dirname, '..');
const SHIPPED = readMigrations(path.join(ROOT, 'drizzle', 'migrations'));
/** The first three migrations are the first release, before which nothing was running. */
const FIRST_UNDER_THE_RULES = 3;

const inOneTransaction = (...statements: string[]): Migration => aFile(statements, true);
const stepwise = (...statements: string[]): Migration => aFile(statements, false);
const aFile = (statements: readonly string[], inTransaction: boolean): Migration => ({
  file: `${statements[0] ?? ''}.sql`,
  when: 0,
  hash: '',
  inTransaction,
  statements,
});
const rulesBrokenBy = (...files: readonly Migration[]): MigrationRule[] => [
  ...new Set(breachesOf(files).map(({ rule }) => rule)),
];

it('every migration since the first release follows the rules', () => {
  expect(SHIPPED.length).toBeGreaterThan(FIRST_UNDER_THE_RULES);
  expect(breachesOf(SHIPPED.slice(FIRST_UNDER_THE_RULES))).toEqual([]);
});

it('docs/migrations.md lists every rule, and cites only paths that exist', () => {
  const written = readFileSync(path.join(ROOT, 'docs', 'migrations.md'), 'utf8');
  const rules = [...written.matchAll(/^\| `(\w+)`/gm)].map(([, rule]) => rule);
  expect(rules).toEqual(Object.keys(MIGRATION_RULES));
  const cited = [...written.matchAll(/`((?:lib|drizzle|\.ci|docs)\/[\w./-]+)`/g)].map(([, file]) => file ?? '');
  expect(cited.length).toBeGreaterThan(3);
  expect(cited.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});

/** The one rule that a statement breaks when it is alone in a file with a transaction. */
const FORBIDDEN: readonly (readonly [rule: MigrationRule, statement: string])[] = [
  ['concurrently', 'CREATE INDEX "k_i" ON "k" USING btree ("a")'],
  ['concurrently', 'create unique index k_i on public.k (a)'],
  ['concurrently', 'DROP INDEX "k_i"'],
  ['concurrently', 'reindex table k'],
  ['transaction', 'CREATE INDEX CONCURRENTLY IF NOT EXISTS "k_i" ON "k" ("a")'],
  ['transaction', 'commit'],
  ['not_valid', `ALTER TABLE "k" ADD CONSTRAINT "c" CHECK ("k"."a" in ('x', 'not valid'))`],
  ['not_valid', 'ALTER TABLE "k" ADD CHECK ("a" > 0) NOT VALID'],
  ['not_valid', 'ALTER TABLE "k" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "public"."o"("id") ON DELETE cascade'],
  ['not_valid', 'ALTER TABLE k ADD COLUMN a uuid REFERENCES o (id)'],
  ['not_valid', 'alter table k add a int check (a > 0)'],
  ['validate_apart', 'alter table k add constraint c check (a > 0) not valid; alter table k validate constraint c'],
  ['validate_apart', 'alter table k add constraint c check (a > 0) not valid'],
  ['not_null', 'ALTER TABLE "k" ALTER COLUMN "a" SET NOT NULL'],
  ['rewrite', 'ALTER TABLE "k" ALTER COLUMN "a" SET DATA TYPE bigint'],
  ['rewrite', 'alter table k alter a type bigint using a::bigint'],
  [
    'rewrite',
    `ALTER TABLE "k" ADD COLUMN "a" smallint GENERATED ALWAYS AS (case b when 'x' then 0 end) STORED NOT NULL`,
  ],
  ['rewrite', 'alter table k add column a uuid not null default gen_random_uuid()'],
  ['rewrite', 'alter table k add column a bigserial'],
  ['rewrite', 'vacuum full k'],
  ['add_column', 'ALTER TABLE "k" ADD COLUMN "a" text NOT NULL'],
  ['unique', 'ALTER TABLE "k" ADD CONSTRAINT "u" UNIQUE("a","b")'],
  ['unique', 'alter table k add column a text unique'],
  ['contract', 'ALTER TABLE "k" DROP COLUMN "a"'],
  ['contract', 'alter table k rename column a to b'],
  ['contract', 'ALTER TABLE "k" RENAME TO "l"'],
  ['contract', 'DROP TABLE "k"'],
  ['one_table', 'alter table k add column a int; alter table l add column a int'],
  ['one_table', 'create trigger t before insert on k execute function f(); alter table l add column a int'],
  ['backfill', 'update k set a = 1'],
  ['backfill', 'with old as (select 1) delete from k using old'],
  ['backfill', 'insert into k (a) select b from l'],
  ['lock', `set lock_timeout = '1h'`],
  ['lock', 'lock table k'],
  ['function', 'create or replace function f() returns trigger language plpgsql as $$ begin return new; end $$'],
  ['function', 'create function f() returns int language sql set search_path = public as $$ select 1 $$'],
  ['do_block', `do $body$ begin execute 'drop table k'; end $body$`],
  ['waiver', '-- keydesk: allow everything: because it would be more convenient\nselect 1'],
];

/** Migrations that break no rule. */
const ALLOWED: readonly (readonly [what: string, files: readonly Migration[]])[] = [
  [
    'a new table with everything in it',
    [
      inOneTransaction(
        'CREATE TABLE "k" ("id" uuid PRIMARY KEY NOT NULL, "a" text NOT NULL, CONSTRAINT "c" CHECK ("k"."a" <> \'\'))',
        'ALTER TABLE "k" ADD CONSTRAINT "f" FOREIGN KEY ("a") REFERENCES "public"."o"("id") ON DELETE no action',
        'CREATE INDEX "k_i" ON "k" USING btree ("a" DESC NULLS FIRST)',
        'create trigger t before insert on k for each row execute function f()',
      ),
    ],
  ],
  [
    'new columns of one table',
    [
      inOneTransaction(
        'ALTER TABLE "k" ADD COLUMN "a" text',
        `ALTER TABLE "k" ADD COLUMN "b" jsonb DEFAULT '{}'::jsonb NOT NULL`,
        'alter table k add column c timestamptz default now()',
        'alter table k alter column d drop not null, alter e set default 3',
      ),
    ],
  ],
  [
    'a check in two steps, after which the column is not null',
    [
      inOneTransaction('alter table k add constraint c check (a is not null) not valid'),
      inOneTransaction('alter table k validate constraint c'),
      inOneTransaction('alter table k alter column a set not null', 'alter table k drop constraint c'),
    ],
  ],
  [
    'checks of several tables validated at once',
    [
      inOneTransaction('alter table k add constraint c check (a > 0) not valid'),
      inOneTransaction('alter table l add constraint c check (a > 0) not valid'),
      inOneTransaction('alter table k validate constraint c', 'alter table l validate constraint c'),
    ],
  ],
  [
    'a unique constraint over an index that was built concurrently',
    [
      stepwise('create unique index concurrently if not exists k_u on k (a)'),
      inOneTransaction('alter table k add constraint k_u unique using index k_u'),
    ],
  ],
  [
    'indexes that are created and dropped concurrently',
    [
      stepwise(
        '-- Why.\nCREATE INDEX CONCURRENTLY IF NOT EXISTS "k_i" ON "k" (lower("a"));',
        'DROP INDEX CONCURRENTLY IF EXISTS "k_j";',
      ),
    ],
  ],
  [
    'a pinned function whose body does what a migration may not',
    [
      inOneTransaction(
        'create function f() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$ begin update k set a = 1; drop table l; end $$',
      ),
    ],
  ],
  [
    'forbidden statements in comments and strings',
    [inOneTransaction(`-- drop table k\nalter table k /* rename */ alter a set default 'drop table k; update l'`)],
  ],
  [
    'what a waiver with a reason allows',
    [
      inOneTransaction(
        '-- keydesk: allow contract: no version since the one before last reads it\nalter table k drop column a',
      ),
    ],
  ],
];

describe('a migration', () => {
  it.each(FORBIDDEN)('is refused for %s: %s', (rule, statement) => {
    expect(rulesBrokenBy(inOneTransaction(statement))).toContain(rule);
    expect(
      rulesBrokenBy(inOneTransaction(statement)).filter((other) => other !== 'validate_apart' && other !== rule),
    ).toEqual([]);
  });

  it('is refused for each of the rules in at least one case', () => {
    const shown = new Set(FORBIDDEN.map(([rule]) => rule));
    expect(
      Object.keys(MIGRATION_RULES).filter((rule) => rule !== 'repeatable' && !shown.has(rule as MigrationRule)),
    ).toEqual([]);
  });

  it.each([
    ['a statement that can’t be repeated', stepwise('alter table k add column a int')],
    ['an index without IF NOT EXISTS', stepwise('create index concurrently k_i on k (a)')],
    ['an index without a name', stepwise('create index concurrently on k (a)')],
    ['a drop without IF EXISTS', stepwise('drop index concurrently k_i')],
    [
      'two statements before one breakpoint',
      stepwise('drop index concurrently if exists i; drop index concurrently if exists j'),
    ],
  ])('without a transaction is refused for %s', (_, file) => {
    expect(rulesBrokenBy(file)).toEqual(['repeatable']);
  });

  it.each([
    ['no reason', '-- keydesk: allow contract:\ndrop table k', ['waiver', 'contract']],
    ['a reason that is too short', '-- keydesk: allow contract: needed\ndrop table k', ['waiver', 'contract']],
    ['another rule', '-- keydesk: allow backfill: the table has three rows in all\ndrop table k', ['contract']],
  ] as const)('is not allowed by a waiver with %s', (_, statement, rules) => {
    expect(rulesBrokenBy(inOneTransaction(statement))).toEqual(rules);
  });

  it.each(ALLOWED)('may hold %s', (_, files) => {
    expect(breachesOf(files)).toEqual([]);
  });

  it('that sets NOT NULL is refused when the check on the column was added but never validated', () => {
    const add = inOneTransaction('alter table k add constraint c check (a is not null) not valid');
    const require = inOneTransaction('alter table k alter column a set not null');
    expect(rulesBrokenBy(add, require)).toEqual(['not_null', 'validate_apart']);
  });
});
