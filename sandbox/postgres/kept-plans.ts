import type { Pool } from 'pg';

/**
 * Lets PostgreSQL parse and plan each statement of a pool once for each connection, where a few hundred statements run tens
 * of thousands of times. The product plans each statement anew, for its values.
 * @param settings SQL that each connection runs first
 */
export function keepPlans(pool: Pool, settings?: string): void {
  const names = new Map<string, string>();
  const named = (asked: unknown): unknown => {
    if (typeof asked !== 'object' || asked === null) return asked;
    const text: unknown = Reflect.get(asked, 'text');
    if (typeof text !== 'string') return asked;
    const name = names.get(text) ?? `kept_${names.size}`;
    names.set(text, name);
    return { ...asked, name };
  };
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
    if (settings !== undefined) query(settings);
    Object.assign(client, { query: (first: unknown, ...rest: unknown[]) => query(named(first), ...rest) });
  });
}
