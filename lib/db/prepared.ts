import type { Executor } from './database.ts';

/**
 * A statement that is read with every page. Drizzle builds its text once for each pool, and PostgreSQL parses and plans it
 * once for each connection. Building costs as much CPU as the reading itself.
 *
 * Only for statements whose best plan is the same for all values: PostgreSQL may keep one plan for all of them. They name
 * their columns, because a kept plan fails when its result gets other columns.
 * @param name unique in Keydesk
 * @param build makes the statement, with placeholders for its values, and ends with `.prepare(name)`
 */
export function prepared<S>(name: string, build: (db: Executor, name: string) => S): (db: Executor) => S {
  const built = new WeakMap<Executor, S>();
  return (db) => {
    const known = built.get(db);
    if (known !== undefined) return known;
    const statement = build(db, name);
    built.set(db, statement);
    return statement;
  };
}
