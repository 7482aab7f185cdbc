import type pg from 'pg';
import { EXPECTED_MIGRATIONS } from './migrations.ts';

/** Whether the database is ready. */
export type Readiness = 'ready' | 'unreachable' | 'not_migrated';

/**
 * Reads which migrations are applied, within a deadline that includes the wait for a connection.
 * @param deadlineMs after which it counts as unreachable
 */
export async function readiness(pool: pg.Pool, deadlineMs: number): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'unreachable'>((resolve) => {
    timer = setTimeout(() => resolve('unreachable'), deadlineMs);
  });
  try {
    return await Promise.race([late, askDatabase(pool)]);
  } finally {
    clearTimeout(timer);
  }
}

const UNDEFINED_TABLE = '42P01';
const UNDEFINED_SCHEMA = '3F000';

async function askDatabase(pool: pg.Pool): Promise<Readiness> {
  try {
    const { rows } = await pool.query<{ applied: number }>(
      'select count(*)::int as applied from drizzle.__drizzle_migrations',
    );
    return (rows[0]?.applied ?? 0) >= EXPECTED_MIGRATIONS ? 'ready' : 'not_migrated';
  } catch (error) {
    const code = error instanceof Error ? Reflect.get(error, 'code') : undefined;
    return code === UNDEFINED_TABLE || code === UNDEFINED_SCHEMA ? 'not_migrated' : 'unreachable';
  }
}
