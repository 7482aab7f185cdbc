-- keydesk: no transaction
-- An older version that still runs reads its list without them, only slower. It can't make a key active, which
-- "customer_keys_one_active" was about; "key_assignments_one_active" refuses a second active key of a workspace now.
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_one_active";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_worst";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_latest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_worst";
