-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "customer_keys_promised" ON "customer_keys" USING btree ("promised_for","id") WHERE "customer_keys"."promised_for" is not null and "customer_keys"."role" <> 'retired';
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "key_texts_sent_by" ON "key_texts" USING btree ((coalesce("owner_staff_id", "copied_by_staff_id")),"sent_at" DESC NULLS LAST) WHERE "key_texts"."sent_at" is not null;
