-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_region" ON "customer_keys" USING btree ((case when "role" <> 'retired' then "region" end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_verdict" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is null then 'unverified' else "verdict" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_cause" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is null then 'ownership_unproven' else "cause" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_state" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is not null then "key_state" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_role" ON "customer_keys" USING btree (('role ' || "role"),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_region_verdict" ON "customer_keys" USING btree ((case when "role" <> 'retired' then "region" || ' ' || (case when "ownership_proven_at" is null then 'unverified' else "verdict" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_region_cause" ON "customer_keys" USING btree ((case when "role" <> 'retired' then "region" || ' ' || (case when "ownership_proven_at" is null then 'ownership_unproven' else "cause" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_region_state" ON "customer_keys" USING btree ((case when "role" <> 'retired' then "region" || ' ' || (case when "ownership_proven_at" is not null then "key_state" end) end),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent_region_role" ON "customer_keys" USING btree (("region" || ' role ' || "role"),"urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_id" ON "customer_keys" USING hash ("id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest_region" ON "customer_keys" USING btree ((case when "role" <> 'retired' then "region" end),"verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest_verdict" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is null then 'unverified' else "verdict" end) end),"verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest_cause" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is null then 'ownership_unproven' else "cause" end) end),"verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest_state" ON "customer_keys" USING btree ((case when "role" <> 'retired' then (case when "ownership_proven_at" is not null then "key_state" end) end),"verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest_role" ON "customer_keys" USING btree (('role ' || "role"),"verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
