import { drizzle } from 'drizzle-orm/node-postgres';
import { hashServiceToken, newServiceToken, readService } from '#lib/auth/service-token.ts';
import { createServiceUses } from '#lib/auth/service-uses.ts';
import { createLogger } from '#lib/config/log.ts';
import type { ServiceScope } from '#lib/core/service/service-scope.ts';
import { NOW, POLICY } from '#lib/core/verdict/checks.test-support.ts';
import { newId } from '#lib/db/new-id.ts';
import { insertToken } from '#lib/db/service/tokens.ts';
import { aClock, type TestDesk } from '#lib/db/test-desk.test-support.ts';
import { readServiceKey } from '#lib/queries/service/service-keys.ts';
import { keyById } from '#lib/service-api/operations.ts';
import { guardService, type ServiceContext } from './guard-service.ts';

/** Makes a token in the database. */
export async function aToken(
  desk: Pick<TestDesk, 'db'>,
  words: { scopes?: ServiceScope[]; regions?: string[] | null; expiresAt?: Date } = {},
) {
  const token = newServiceToken();
  const id = newId();
  await desk.db.transaction((tx) =>
    insertToken(tx, {
      id,
      name: 'backup',
      tokenHash: hashServiceToken(token),
      lastFour: token.slice(-4),
      scopes: words.scopes ?? ['keys:read', 'dependents:write'],
      regions: words.regions ?? null,
      createdAt: NOW,
      createdBy: 'Ada Admin',
      expiresAt: words.expiresAt ?? new Date(NOW.getTime() + 86_400_000),
    }),
  );
  return { id, token };
}

/** A door with everything real but the audit, which is counted. */
export function aDoor(desk: Pick<TestDesk, 'pool'>) {
  const statements: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const audited: unknown[] = [];
  const clock = aClock();
  const db = drizzle(desk.pool, { logger: { logQuery: (query) => void statements.push(query) } });
  const uses = createServiceUses({
    clock,
    addUses: async () => undefined,
    auditFirstUse: async (token) => void audited.push({ first: token.tokenId }),
    auditRefusal: async (refused) => void audited.push(refused),
    onError: () => undefined,
  });
  const context: ServiceContext = {
    requestId: 'request-1',
    log: createLogger({ name: 'test', level: 'debug' }, { write: (line) => void logged.push(JSON.parse(line)) }),
    readService: (authorization) => readService({ db, clock }, authorization),
    ...uses,
  };
  const deps = { db, clock, policy: POLICY };
  return { context, deps, statements, logged, audited };
}

export type Door = ReturnType<typeof aDoor>;

export const request = (
  url: string,
  token: string | null,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
) =>
  new Request(`https://desk.acme.test${url}`, {
    ...init,
    headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...init.headers },
  });

/** Asks for a key as its route does. */
export const askKey = (door: Door, id: string, token: string | null, headers: Record<string, string> = {}) =>
  guardService(
    door.context,
    keyById,
    request(`/api/v1/keys/${id}`, token, { headers }),
    { id },
    async (input, service) => {
      const found = await readServiceKey(door.deps, service, input.path.id);
      return found === null ? { ok: false, problem: 'not_found' } : { ok: true, value: found };
    },
  );
