ALTER TABLE "customer_keys" ADD COLUMN "not_usable_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "deadline_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "usable_until" timestamp (3) with time zone;
