-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_urgent" ON "customer_keys" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_urgent" ON "customer_keys" USING btree ("region","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_verdict_urgent" ON "customer_keys" USING btree ("verdict","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_verdict_urgent" ON "customer_keys" USING btree ("region","verdict","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_cause_urgent" ON "customer_keys" USING btree ("cause","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_cause_urgent" ON "customer_keys" USING btree ("region","cause","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_state_urgent" ON "customer_keys" USING btree ("key_state","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_state_urgent" ON "customer_keys" USING btree ("region","key_state","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_role_urgent" ON "customer_keys" USING btree ("role","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_role_urgent" ON "customer_keys" USING btree ("region","role","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_customer_urgent" ON "customer_keys" USING btree ("customer_id","urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_newest" ON "customer_keys" USING btree ("verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_region_newest" ON "customer_keys" USING btree ("region","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_verdict_newest" ON "customer_keys" USING btree ("verdict","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_cause_newest" ON "customer_keys" USING btree ("cause","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_state_newest" ON "customer_keys" USING btree ("key_state","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST) WHERE "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_role_newest" ON "customer_keys" USING btree ("role","verdict_since" DESC NULLS FIRST,"id" DESC NULLS FIRST);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_deadline" ON "customer_keys" USING btree ("deadline_at","id") WHERE "customer_keys"."deadline_at" is not null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_deletion" ON "customer_keys" USING btree ((coalesce("deletion_at", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."key_state" in ('PendingDeletion', 'PendingReplicaDeletion') and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_material_expiry" ON "customer_keys" USING btree ("material_expires_at","id") WHERE "customer_keys"."material_expires_at" is not null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_not_filled" ON "customer_keys" USING btree ("id") WHERE "customer_keys"."urgency" = 9;
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_kms_key_id_end" ON "customer_keys" USING btree (reverse("kms_key_id") text_pattern_ops);
