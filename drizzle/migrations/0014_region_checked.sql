ALTER TABLE "region_status" ADD COLUMN "our_side_checked_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "our_side_checked_by" text;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "our_side_checked_note" text;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "clock_skew_ms" integer;
--> statement-breakpoint
ALTER TABLE "region_status" ADD COLUMN "clock_seen_at" timestamp (3) with time zone;
