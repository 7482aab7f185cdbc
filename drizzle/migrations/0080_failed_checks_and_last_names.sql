-- keydesk: no transaction
CREATE INDEX CONCURRENTLY IF NOT EXISTS "contacts_names_after" ON "contacts" USING btree (lower(regexp_replace("name", '^[^ ]+ +', '')) text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "contacts_last_name" ON "contacts" USING btree (lower(regexp_replace("name", '^.* ', '')) text_pattern_ops);
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "key_checks_failed" ON "key_checks" USING btree ("key_id") WHERE "key_checks"."inconclusive_count" > 0;
