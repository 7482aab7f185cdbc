-- keydesk: no transaction
-- Losses are counted by lost_at. An older version that still runs finds first denials without the index, only slower.
CREATE INDEX CONCURRENTLY IF NOT EXISTS "key_checks_lost" ON "key_checks" USING btree ("lost_at") WHERE "key_checks"."lost_at" is not null;
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "key_checks_first_denial";
