-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "contacts_name" ON "contacts" USING btree (lower("name") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "contacts_email" ON "contacts" USING btree (lower("email") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_untold" ON "customer_keys" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."tell_digest" <> '' and "customer_keys"."tell_digest" is distinct from "customer_keys"."told_digest" and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_told" ON "customer_keys" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."tell_digest" <> '' and "customer_keys"."tell_digest" = "customer_keys"."told_digest" and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_ours" ON "customer_keys" USING btree ("urgency",(coalesce("deadline_at", 'infinity'::timestamptz)),(coalesce("not_usable_since", 'infinity'::timestamptz)),"id") WHERE "customer_keys"."next_action" = 'vendor' and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_not_digested" ON "customer_keys" USING btree ("id") WHERE "customer_keys"."tell_digest" is null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "departures_ticket" ON "departures" USING btree (lower("ticket") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "replacements_ticket" ON "replacements" USING btree (lower("ticket") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "replacements_owner" ON "replacements" USING btree ("owner_staff_id");
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "setups_ticket" ON "setups" USING btree (lower("ticket") text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "setups_owner" ON "setups" USING btree ("owner_staff_id");
