-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_accounts_account" ON "customer_accounts" USING btree ("aws_account_id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_name_form" ON "customers" USING btree ("name_form");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_name_form_trgm" ON "customers" USING gin ("name_form" gin_trgm_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_name_form_length" ON "customers" USING btree (length("name_form"));
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "probe_reports_passed" ON "probe_reports" USING btree ("key_id","started_at" DESC NULLS LAST) WHERE "probe_reports"."passed";
