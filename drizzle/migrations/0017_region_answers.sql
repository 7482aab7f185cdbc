ALTER TABLE "region_status" ADD COLUMN "answered_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "asked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "silent_since" timestamp (3) with time zone;
