import type { Database } from '#lib/db/database.ts';
import { lockWithoutForm, setNameForms } from '#lib/db/customer/customers.ts';

/** Customers in one transaction: it holds its locks for a moment. */
const CUSTOMERS_AT_ONCE = 500;
/** A run ends after this time and the next one goes on, so that it doesn't hold up the scheduler. */
const RUN_MS = 15_000;

/**
 * Gives customers of an earlier version the form of their name, without which nobody sees that they are similar. Once all
 * have one it costs one look at an index.
 * @returns how many customers were filled
 */
export async function fillNameForms({ db }: { db: Database }): Promise<number> {
  const endsAt = performance.now() + RUN_MS;
  let filled = 0;
  while (performance.now() < endsAt) {
    const batch = await db.transaction(async (tx) => {
      const named = await lockWithoutForm(tx, CUSTOMERS_AT_ONCE);
      await setNameForms(tx, named);
      return named.length;
    });
    filled += batch;
    if (batch < CUSTOMERS_AT_ONCE) break;
  }
  return filled;
}
