import { pgTable, uuid } from 'drizzle-orm/pg-core';

/**
 * The keys that were active or retained before setups existed. Only these may be assigned without a cleared setup. The
 * app's role can only read it.
 */
export const legacyKeys = pgTable('legacy_keys', { keyId: uuid('key_id').primaryKey() });
