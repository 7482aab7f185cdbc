-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_urgent" ON "customers" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_provider" ON "customers" USING btree ("provider_id") WHERE "customers"."provider_id" is not null;
--> statement-breakpoint
CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS "customers_external_id_key" ON "customers" USING btree ("external_id" text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_urgent_verdict" ON "customers" USING btree ((case when "urgency" = 4 then 'unverified' else "lead_verdict" end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_urgent_region" ON "customers" USING btree (('' || "lead_region"),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customers_id" ON "customers" USING hash ("id");
