import { expect, it } from 'vitest';
import { MINUTE_MS } from '#lib/core/verdict/checks.test-support.ts';
import { aClock } from '#lib/db/test-desk.test-support.ts';
import { createServiceUses } from './service-uses.ts';
import type { KnownService } from './service-token.ts';

const SERVICE: KnownService = {
  tokenId: '018f2f3e-7c11-7a3b-8d2e-0000000000ab',
  name: 'backup',
  scopes: ['keys:read'],
  regions: null,
  auditedOn: null,
};

/** Uses whose database fails while `down` is set. */
function someUses() {
  const clock = aClock();
  const database = { down: true, uses: 0, firstUses: 0, asked: 0 };
  const errors: unknown[] = [];
  const uses = createServiceUses({
    clock,
    addUses: async (_tokenId, count) => {
      if (database.down) throw new Error('The database is down.');
      database.uses += count;
    },
    auditFirstUse: async () => {
      database.asked += 1;
      if (database.down) throw new Error('The database is down.');
      database.firstUses += 1;
    },
    auditRefusal: async () => undefined,
    onError: (error) => void errors.push(error),
  });
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const use = async (): Promise<void> => {
    uses.noteUse(SERVICE, null);
    await settled();
  };
  return { clock, database, errors, uses, use };
}

it('uses that could not be written are written with the next ones', async () => {
  const { database, uses, use } = someUses();
  await use();
  await use();
  await expect(uses.flush()).rejects.toThrow('down');
  await use();
  database.down = false;
  await uses.flush();
  expect(database.uses).toBe(3);
  await uses.flush();
  expect(database.uses).toBe(3);
});

it('the first use of a day that could not be audited is audited by a later one, asking once a minute', async () => {
  const { clock, database, errors, use } = someUses();
  for (let n = 0; n < 100; n += 1) await use();
  expect(database.asked).toBe(1);
  expect(errors).toHaveLength(1);
  database.down = false;
  clock.advance(MINUTE_MS);
  for (let n = 0; n < 100; n += 1) await use();
  expect(database).toMatchObject({ asked: 2, firstUses: 1 });
});
