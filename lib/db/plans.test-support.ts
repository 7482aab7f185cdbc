import { drizzle } from 'drizzle-orm/node-postgres';
import type pg from 'pg';
import type { Database } from '#lib/db/database.ts';

export type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
};

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The nodes of the plans of every statement that a function runs. */
export async function plannedNodes(pool: pg.Pool, run: (db: Database) => Promise<unknown>): Promise<Plan[]> {
  const ran: { query: string; params: unknown[] }[] = [];
  await run(drizzle(pool, { logger: { logQuery: (query, params) => void ran.push({ query, params }) } }));
  const nodes: Plan[] = [];
  for (const { query, params } of ran) {
    if (/^(?:begin|commit)/.test(query)) continue;
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `explain (analyze, timing off, format json) ${query}`,
      params,
    );
    nodes.push(...rows.flatMap((row) => nodesOf(row['QUERY PLAN'][0].Plan)));
  }
  return nodes;
}

/** How many rows and index entries of a table these nodes read. */
export const entriesRead = (nodes: readonly Plan[], table: string): number =>
  nodes
    .filter((node) => node['Relation Name'] === table || (node['Index Name'] ?? '').startsWith(table))
    .reduce((sum, node) => {
      const rows =
        (node['Actual Rows'] ?? 0) +
        (node['Rows Removed by Filter'] ?? 0) +
        (node['Rows Removed by Index Recheck'] ?? 0);
      return sum + rows * (node['Actual Loops'] ?? 0);
    }, 0);

export const indexesOf = (nodes: readonly Plan[]): string[] => nodes.flatMap((node) => node['Index Name'] ?? []);
export const scannedTables = (nodes: readonly Plan[]): string[] =>
  nodes.flatMap((node) => (node['Node Type'] === 'Seq Scan' ? (node['Relation Name'] ?? []) : []));
