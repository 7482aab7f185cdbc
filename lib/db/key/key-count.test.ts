import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { VERDICT_STATUSES } from '#lib/core/finding/status.ts';
import { KEY_ROLES } from '#lib/core/key/role.ts';
import { readKeyFilter, type KeyFilter } from '#lib/core/verdict/key-filter.ts';
import { NOW } from '#lib/core/verdict/checks.test-support.ts';
import { countKeys } from '#lib/db/key/key-count.ts';
import { foldFleetCounts } from '#lib/db/verdict/fleet.ts';
import { addKey, newArn, openTestDesk, type TestDesk } from '#lib/db/test-desk.test-support.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk.close());

/** The counts within a filter, key by key. */
const countedKeyByKey = async ({ region, role, cause, keyState }: KeyFilter) => {
  const rows = await desk.rows<{ verdict: string; n: number }>(
    `select verdict, count(*)::int as n from (
       select region, role, case when ownership_proven_at is null then 'unverified' else verdict end as verdict,
         case when ownership_proven_at is null then 'ownership_unproven' else cause end as cause,
         case when ownership_proven_at is not null and ownership_withdrawn_at is null then key_state end as key_state
       from customer_keys) as shown
     where ($1::text is null or region = $1) and (role = $2 or ($2::text is null and role <> 'retired'))
       and ($3::text is null or cause = $3) and ($4::text is null or key_state = $4) group by verdict`,
    [region, role, cause, keyState],
  );
  return Object.fromEntries(
    VERDICT_STATUSES.map((status) => [
      status,
      { n: rows.find(({ verdict }) => verdict === status)?.n ?? 0, exact: true },
    ]),
  );
};

describe('the counts of keys', () => {
  it('H16 equal the number of rows that any filters show, after any changes and folds', async () => {
    const keys = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        addKey(desk.db, { arn: newArn(n % 2 === 0 ? 'eu-west-1' : 'us-west-2'), role: 'candidate' }),
      ),
    );
    const CAUSES = ['key_disabled', 'pending_deletion', 'never_checked'] as const;
    const STATES = ['Enabled', 'Disabled', null] as const;
    const change = fc.record({
      key: fc.nat(7),
      verdict: fc.constantFrom(...VERDICT_STATUSES),
      cause: fc.constantFrom(...CAUSES),
      state: fc.constantFrom(...STATES),
      role: fc.constantFrom('candidate', 'retired'),
      proof: fc.constantFrom('none', 'proven', 'withdrawn'),
      fold: fc.boolean(),
    });
    const filters = fc.record({
      region: fc.constantFrom('eu-west-1', 'us-west-2', null),
      role: fc.constantFrom(...KEY_ROLES, null),
      cause: fc.constantFrom(...CAUSES, 'ownership_unproven', null),
      keyState: fc.constantFrom(...STATES),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 6 }), filters, async (changes, given) => {
        for (const { key, verdict, cause, state, role, proof, fold } of changes) {
          await desk.pool.query(
            `update customer_keys set verdict = $2, cause = $3, key_state = $4, role = $5, ownership_proven_at = $6,
               ownership_withdrawn_at = $7 where id = $1`,
            [
              keys[key]?.customerKeyId,
              verdict,
              verdict === 'usable' ? null : cause,
              state,
              role,
              proof === 'none' ? null : NOW,
              proof === 'withdrawn' ? NOW : null,
            ],
          );
          if (fold) await foldFleetCounts(desk.db);
        }
        const filter = { ...readKeyFilter(() => null), ...given };
        expect(await countKeys(desk.db, filter, NOW)).toEqual(await countedKeyByKey(filter));
      }),
      { numRuns: 25 },
    );
    await desk.owner.query('delete from customer_keys where id = $1', [keys[0]?.customerKeyId]);
    const everything = readKeyFilter(() => null);
    expect(await countKeys(desk.db, everything, NOW)).toEqual(await countedKeyByKey(everything));
  }, 60_000);
});
