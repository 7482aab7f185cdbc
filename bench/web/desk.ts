import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { sessions } from '#drizzle/schema/sessions.ts';
import { staff } from '#drizzle/schema/staff.ts';
import { sessionCookieName } from '#lib/auth/cookies.ts';
import { hashSessionToken, newSessionToken } from '#lib/auth/session-token.ts';
import { hostingRegions } from '#lib/config/hosting-regions.ts';
import { createDatabase, createPool, type Database } from '#lib/db/database.ts';
import { newId } from '#lib/db/new-id.ts';
import { migrate } from '#lib/jobs/migrate.ts';
import { ensureBuild } from '#sandbox/demo/build.ts';
import { createChildren } from '#sandbox/demo/children.ts';
import { stackEnvironment } from '#sandbox/demo/environment.ts';
import { DEMO_REGIONS } from '#sandbox/demo/regions.ts';
import { anyFreePort } from '#sandbox/ports.mjs';
import { asOldKeys } from '#sandbox/postgres/old-keys.ts';
import { ensureDatabase, removePostgresData, startPostgres } from '#sandbox/postgres/server.ts';
import { addDeskKeys, type MeasuredKeys } from './desk-keys.ts';
import { untilAnswers, type ServedApp } from './served-app.ts';

const ROOT = path.join(import.meta.dirname, '..', '..');
const DIR = path.join(ROOT, '.sandbox', 'bench-web');

/** Keydesk as it is measured: a production build, one PostgreSQL with keys, one web process, and an admin's cookie. */
export type Desk = ServedApp & { cookie: string; keys: MeasuredKeys };

/** Builds, fills and serves Keydesk, without worker and stand-ins: nobody asks KMS here. */
export async function serveDesk(): Promise<Desk> {
  await mkdir(DIR, { recursive: true });
  const children = createChildren(path.join(DIR, 'logs'), () => undefined);
  await ensureBuild(children);
  const dataDir = path.join(DIR, 'postgres');
  await removePostgresData(dataDir);
  const postgres = await startPostgres({ dataDir, fast: true });
  try {
    await ensureDatabase(postgres.url('postgres'), 'keydesk');
    const url = postgres.url('keydesk');
    await migrate(url);
    const regions = hostingRegions.parse(DEMO_REGIONS);
    const options = { url, applicationName: 'keydesk-bench', maxConnections: 4, statementTimeoutMs: 30_000 };
    const pool = createPool({ ...options, onError: () => undefined });
    const db = createDatabase(pool);
    const token = newSessionToken();
    await signIn(db, token);
    const keys = await asOldKeys(url, () => addDeskKeys(db, url, regions));
    await pool.end();

    const port = await anyFreePort();
    const origin = `http://localhost:${port}`;
    const env = stackEnvironment({
      origin,
      databaseUrl: url,
      awsEndpoint: 'http://127.0.0.1:9',
      regions: DEMO_REGIONS,
      oidcIssuer: 'http://127.0.0.1:9',
      clockFile: path.join(DIR, 'clock.json'),
      secrets: { nextAuth: newSessionToken() + newSessionToken(), oidcClient: newSessionToken() },
    });
    // Keydesk's own clock, as for a vendor: the sandbox's would read its file for every question about the time.
    delete env['SANDBOX_CLOCK_FILE'];
    const web = spawn(process.execPath, [path.join('lib', 'http', 'serve.ts')], {
      cwd: ROOT,
      env: { ...env, PORT: `${port}`, LOG_LEVEL: 'warn', CHECK_INTERVAL_MINUTES: '60' },
      stdio: ['ignore', openSync(path.join(DIR, 'logs', 'web.log'), 'w', 0o600), 'inherit'],
    });
    await untilAnswers(`${origin}/sign-in`);
    return {
      origin,
      pid: web.pid ?? 0,
      cookie: `${sessionCookieName(origin)}=${token}`,
      keys,
      stop: async () => {
        web.kill();
        await postgres.stop();
      },
    };
  } catch (error) {
    await postgres.stop();
    throw error;
  }
}

async function signIn(db: Database, token: string): Promise<void> {
  const at = new Date();
  const staffId = newId();
  const tokenHash = hashSessionToken(token);
  if (tokenHash === null) throw new Error('Not a session token.');
  await db.insert(staff).values({
    id: staffId,
    issuer: 'bench',
    subject: 'bench',
    email: 'ada@example.com',
    name: 'Ada Admin',
    role: 'admin',
    createdAt: at,
  });
  const expiresAt = new Date(at.getTime() + 12 * 3_600_000);
  await db.insert(sessions).values({ id: newId(), tokenHash, staffId, createdAt: at, lastSeenAt: at, expiresAt });
}
