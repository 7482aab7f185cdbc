-- keydesk: no transaction
-- An older version that still runs reads when the last batch ended without the index, only slower.
DROP INDEX CONCURRENTLY IF EXISTS "sweep_runs_latest";
--> statement-breakpoint
CREATE INDEX CONCURRENTLY IF NOT EXISTS "key_events_kind" ON "key_events" USING btree ("key_id","kind","at" DESC NULLS FIRST,"id" DESC NULLS FIRST);
