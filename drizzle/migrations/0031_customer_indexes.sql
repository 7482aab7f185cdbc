-- keydesk: no transaction
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "customers_external_id" ON "customers" USING btree ("external_id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_urgent" ON "customers" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_verdict_urgent" ON "customers" USING btree ("lead_verdict","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_region_urgent" ON "customers" USING btree ("lead_region","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_provider" ON "customers" USING btree ("provider_id") WHERE "customers"."provider_id" is not null;
