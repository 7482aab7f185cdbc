import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, SESSION_TOKENS_FILE, test } from './desk.ts';
import { runningStack } from './running-stack.ts';

// Runs last, by its name: it judges what all the journeys before it left behind.
const stack = runningStack();
const ROOT = path.join(import.meta.dirname, '..');

test('the audit of the whole run is intact, and its head is printed', () => {
  const output = execFileSync(process.execPath, [path.join(ROOT, 'lib', 'jobs', 'verify-audit.ts')], {
    env: { ...process.env, DATABASE_URL: stack.env['DATABASE_URL'] },
    encoding: 'utf8',
  });
  expect(output).toMatch(/^The audit is intact: \d+ entries\.\nHead: \d+:[0-9a-f]{64}/);
});

test('no session token and no secret of the desk stands in any log', () => {
  const tokens = existsSync(SESSION_TOKENS_FILE)
    ? readFileSync(SESSION_TOKENS_FILE, 'utf8').split('\n').filter(Boolean)
    : [];
  expect(tokens.length).toBeGreaterThan(0);
  const secrets = [...tokens, stack.env['NEXTAUTH_SECRET'], stack.env['OIDC_CLIENT_SECRET']].filter(
    (secret): secret is string => typeof secret === 'string' && secret.length >= 16,
  );
  const logs = path.join(stack.dir, 'logs');
  const leaking = readdirSync(logs).filter((file) => {
    const text = readFileSync(path.join(logs, file), 'utf8');
    return secrets.some((secret) => text.includes(secret));
  });
  expect(leaking).toEqual([]);
});
