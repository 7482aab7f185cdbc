-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent" ON "customer_keys" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_customer_urgent" ON "customer_keys" USING btree ("customer_id","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest" ON "customer_keys" USING btree ("verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_deadline" ON "customer_keys" USING btree ("deadline_at","id") WHERE "customer_keys"."deadline_at" is not null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_deletion" ON "customer_keys" USING btree ((coalesce("deletion_at", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."key_state" in ('PendingDeletion', 'PendingReplicaDeletion') and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_material_expiry" ON "customer_keys" USING btree ("material_expires_at","id") WHERE "customer_keys"."material_expires_at" is not null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_not_filled" ON "customer_keys" USING btree ("id") WHERE not "customer_keys"."assignments_filled";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_kms_key_id_end" ON "customer_keys" USING btree (reverse("kms_key_id") text_pattern_ops);
--> statement-breakpoint
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
