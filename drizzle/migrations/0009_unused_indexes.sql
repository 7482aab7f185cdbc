-- keydesk: no transaction
-- No query uses these: reports are read by id, and the deltas are few and read in full.
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_deletion";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "probe_reports_key";--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "fleet_count_deltas_key";
