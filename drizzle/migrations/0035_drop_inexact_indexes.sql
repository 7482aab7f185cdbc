-- keydesk: no transaction
-- An older version reads its list without them, only slower.
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_verdict_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_verdict_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_cause_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_cause_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_state_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_state_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_role_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_role_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_region_newest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_verdict_newest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_cause_newest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_state_newest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customer_keys_role_newest";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customers_external_id";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customers_verdict_urgent";
--> statement-breakpoint
DROP INDEX CONCURRENTLY IF EXISTS "customers_region_urgent";
