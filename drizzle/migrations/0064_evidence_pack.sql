-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "ownership_proofs_key" ON "ownership_proofs" USING btree ("key_id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_accounts_accepted" ON "customer_accounts" USING btree ("customer_id") WHERE "customer_accounts"."proof" = 'exception';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "departures_customer" ON "departures" USING btree ("customer_id");
