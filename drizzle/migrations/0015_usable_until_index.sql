-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_usable_until" ON "customer_keys" USING btree ("usable_until") WHERE "customer_keys"."verdict" = 'usable';
