import type { Migration } from '#lib/jobs/apply-migrations.ts';

/** What a migration may not do while Keydesk runs, and what to do instead. `docs/migrations.md` says why. */
export const MIGRATION_RULES = {
  concurrently: 'Build, drop and rebuild an index of an existing table CONCURRENTLY.',
  repeatable:
    'A file without a transaction holds index statements alone, each behind its own breakpoint, with IF [NOT] EXISTS and a name.',
  transaction: 'CONCURRENTLY needs a file marked "-- keydesk: no transaction"; the migrator begins and commits.',
  not_valid: 'Add a CHECK, a foreign key or a NOT NULL constraint to an existing table as NOT VALID, named.',
  validate_apart: 'VALIDATE a constraint in a later file than the one that adds it, and do validate it.',
  not_null: 'SET NOT NULL only after an earlier file has validated CHECK (column IS NOT NULL).',
  rewrite: 'Do not rewrite an existing table: add a new column and fill it in batches.',
  add_column: 'A new column is nullable or has a constant default: the version before this one writes rows without it.',
  unique: 'Build the unique index concurrently first, then ADD CONSTRAINT … USING INDEX.',
  contract: 'Drop and rename only what the version before this one no longer uses.',
  one_table: 'One existing table per file: its lock is held to the end of the file.',
  backfill: 'Fill rows in batches from a job, not in a migration.',
  lock: 'The migrator sets the timeouts and the locks.',
  function: 'Pin a function: SET search_path = pg_catalog, public, pg_temp.',
  do_block: 'No DO block: these rules can’t check its content.',
  waiver: 'A waiver names one of these rules and gives a reason: "-- keydesk: allow <rule>: <reason>".',
} as const;
export type MigrationRule = keyof typeof MIGRATION_RULES;

export type Breach = { file: string; rule: MigrationRule; statement: string };

const NAME = String.raw`(?:public\.)?(\w+)`;
const COLUMN = String.raw`(?:column\s+)?(?:if\s+(?:not\s+)?exists\s+)?`;
const PINNED = /\bset search_path (?:=|to) pg_catalog, public, pg_temp\b/;
const match = (pattern: string, text: string): string | null => new RegExp(pattern).exec(text)?.[1] ?? null;

/** SQL in lower case, without comments, string contents and the quotes of names. */
const bare = (sql: string): string =>
  sql
    .replaceAll(
      /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|(\$\w*\$)[\s\S]*?\1|"((?:[^"]|"")*)"/g,
      (text, dollar: string | undefined, name: string | undefined) =>
        name ?? (dollar !== undefined ? '$$' : text.startsWith("'") ? "''" : ' '),
    )
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .trim();

/** Splits at a separator outside parentheses. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of text) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter === separator && depth === 0) parts.push('');
    else parts[parts.length - 1] += letter;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

type Context = {
  /** Tables that this file creates, which nobody uses yet. */
  created: ReadonlySet<string>;
  /** Each `table.column` that an earlier file has validated as not null. */
  validatedNotNull: ReadonlySet<string>;
  inTransaction: boolean;
};

/** The rules that one action of ALTER TABLE breaks. */
function alterBreaches(table: string, action: string, { validatedNotNull }: Context): MigrationRule[] {
  const breaches: MigrationRule[] = [];
  const constraint = /^add (?:constraint \w+ )?(check|foreign key|not null|unique|primary key|exclude)\b/.exec(action);
  if (constraint) {
    const kind = constraint[1] ?? '';
    const indexed = ['unique', 'primary key', 'exclude'].includes(kind);
    if (indexed && !/\busing index\b/.test(action)) breaches.push('unique');
    const named = action.startsWith('add constraint ');
    if (!indexed && !(named && action.endsWith(' not valid'))) breaches.push('not_valid');
  } else if (action.startsWith('add ')) {
    const generated = /\bgenerated\b/.test(action);
    const fallback = match(String.raw`\bdefault (.+)$`, action);
    if (generated || /\b\w*serial\b/.test(action)) breaches.push('rewrite');
    // A default that differs from row to row has to be written into each of them.
    if (fallback !== null && /\b(?!now\b)\w+ ?\(/.test(fallback)) breaches.push('rewrite');
    if (/\bnot null\b/.test(action) && fallback === null && !generated) breaches.push('add_column');
    if (/\b(?:references|check)\b/.test(action)) breaches.push('not_valid');
    if (/\b(?:unique|primary key)\b/.test(action)) breaches.push('unique');
  }
  const required = match(String.raw`^alter ${COLUMN}(\w+) set not null`, action);
  if (required !== null && !validatedNotNull.has(`${table}.${required}`)) breaches.push('not_null');
  if (/^alter .*\b(?:type|add generated|set expression)\b/.test(action)) breaches.push('rewrite');
  if (/^set (?:logged|unlogged|tablespace|access method)\b/.test(action)) breaches.push('rewrite');
  if (/^rename\b/.test(action) || /^drop (?!constraint\b)/.test(action)) breaches.push('contract');
  return breaches;
}

const isIndexStatement = (sql: string): boolean => /^(?:create (?:unique )?index|drop index|reindex)\b/.test(sql);

function indexBreaches(sql: string, { created, inTransaction }: Context): MigrationRule[] {
  const table = match(String.raw`^create .*? on (?:only )?${NAME}`, sql);
  if (table !== null && created.has(table)) return [];
  if (!/\bconcurrently\b/.test(sql)) return ['concurrently'];
  if (inTransaction) return ['transaction'];
  const named = /^create (?:unique )?index concurrently if not exists \w+ on\b|^drop index concurrently if exists \w/;
  return named.test(sql) || sql.startsWith('reindex') ? [] : ['repeatable'];
}

const alteredTable = (sql: string): string | null =>
  match(String.raw`^alter table (?:if exists )?(?:only )?${NAME}`, sql);

/** The actions of ALTER TABLE, or none for another statement. */
const actionsOf = (sql: string): string[] =>
  splitOutside(sql.replace(new RegExp(String.raw`^alter table (?:if exists )?(?:only )?${NAME} `), ''), ',');

/** The rules that one statement breaks by itself. */
function statementBreaches(sql: string, context: Context): MigrationRule[] {
  const breaches: MigrationRule[] = [];
  const table = alteredTable(sql);
  if (!context.inTransaction && !isIndexStatement(sql)) breaches.push('repeatable');
  if (isIndexStatement(sql)) breaches.push(...indexBreaches(sql, context));
  else if (table !== null && !context.created.has(table))
    breaches.push(...actionsOf(sql).flatMap((action) => alterBreaches(table, action, context)));
  if (/^(?:begin|start transaction|commit|end|rollback|savepoint)\b/.test(sql)) breaches.push('transaction');
  if (/^drop (?:table|schema|type|view|function|sequence|column)\b/.test(sql)) breaches.push('contract');
  if (/^alter (?:index|type|view|function|schema|sequence) .*\brename\b/.test(sql)) breaches.push('contract');
  if (/^(?:cluster|vacuum full|vacuum \(full)\b/.test(sql)) breaches.push('rewrite');
  if (/^(?:with\b.*\b)?(?:update|delete from|truncate|insert into .*\bselect)\b/.test(sql)) breaches.push('backfill');
  if (/^lock\b|^(?:set|reset)\b.*\b(?:lock_timeout|statement_timeout|role)\b/.test(sql)) breaches.push('lock');
  if (/^create (?:or replace )?(?:function|procedure)\b/.test(sql) && !PINNED.test(sql)) breaches.push('function');
  if (/^do\b/.test(sql)) breaches.push('do_block');
  return breaches;
}

/** The existing table on which a statement takes a lock that writers wait for. */
function lockedTable(sql: string): string | null {
  const altered = alteredTable(sql);
  if (altered !== null) return actionsOf(sql).every((action) => action.startsWith('validate ')) ? null : altered;
  return match(String.raw`^(?:create|drop) (?:or replace )?(?:constraint )?trigger .*? on ${NAME}`, sql);
}

const WAIVER = /^\s*-- keydesk: allow (\w+): (.{20,})$/gm;

/** The rules that a statement's own comments waive, each with a reason of at least 20 characters. */
function waivers(text: string): { waived: Set<string>; broken: boolean } {
  const waived = new Set([...text.matchAll(WAIVER)].map(([, rule]) => rule ?? ''));
  const claimed = text.match(/-- keydesk: allow/g)?.length ?? 0;
  return { waived, broken: claimed > waived.size || [...waived].some((rule) => !(rule in MIGRATION_RULES)) };
}

/** Tracks which constraints still have to be validated, and which columns are validated as not null. */
class Constraints {
  readonly validatedNotNull = new Set<string>();
  readonly #checked = new Map<string, string>();
  readonly #open = new Map<string, string>();

  /** Records an action. @returns false if it validates a constraint that the same file added */
  note(file: string, table: string, action: string): boolean {
    const added = match(String.raw`^add constraint (\w+) .*not valid$`, action);
    if (added !== null) {
      this.#open.set(`${table}.${added}`, file);
      const column = match(String.raw`check \(+ ?(?:\w+\.)?(\w+) is not null ?\)`, action);
      if (column !== null) this.#checked.set(`${table}.${added}`, `${table}.${column}`);
    }
    const key = `${table}.${match(String.raw`^validate constraint (\w+)`, action) ?? ''}`;
    if (this.#open.get(key) === file) return false;
    this.#open.delete(key);
    const proven = this.#checked.get(key);
    if (proven !== undefined) this.validatedNotNull.add(proven);
    return true;
  }

  neverValidated(): Breach[] {
    return [...this.#open].map(([statement, file]) => ({ file, rule: 'validate_apart', statement }));
  }
}

function fileBreaches({ file, statements, inTransaction }: Migration, constraints: Constraints): Breach[] {
  const breaches: Breach[] = [];
  const segments = statements.map((text) => ({ text, parts: splitOutside(bare(text), ';') }));
  const created = new Set(
    segments
      .flatMap(({ parts }) => parts)
      .flatMap((sql) => match(String.raw`^create table (?:if not exists )?${NAME}`, sql) ?? []),
  );
  const locked = new Set<string>();
  for (const { text, parts } of segments) {
    const { waived, broken } = waivers(text);
    const add = (rule: MigrationRule, statement: string): void =>
      void (waived.has(rule) || breaches.push({ file, rule, statement }));
    if (broken) add('waiver', text.trim());
    if (!inTransaction && parts.length > 1) add('repeatable', parts.join('; '));
    for (const sql of parts) {
      const context = { created, validatedNotNull: constraints.validatedNotNull, inTransaction };
      for (const rule of statementBreaches(sql, context)) add(rule, sql);
      const writersWait = lockedTable(sql);
      if (writersWait !== null && !created.has(writersWait) && locked.add(writersWait).size > 1) add('one_table', sql);
      const table = alteredTable(sql);
      for (const action of table === null ? [] : actionsOf(sql))
        if (!constraints.note(file, table ?? '', action)) add('validate_apart', sql);
    }
  }
  return breaches;
}

/** Everything in these migrations, given in order, that would disturb a running system. */
export function breachesOf(migrations: readonly Migration[]): Breach[] {
  const constraints = new Constraints();
  const breaches = migrations.flatMap((migration) => fileBreaches(migration, constraints));
  return [...breaches, ...constraints.neverValidated()];
}
