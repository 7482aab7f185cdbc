-- How pages look for a person, and until when they are away.
ALTER TABLE "staff" ADD COLUMN "away_until" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "theme" text;
--> statement-breakpoint
ALTER TABLE "staff" ADD COLUMN "density" text;
--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_theme_known" CHECK ("staff"."theme" in ('system', 'light', 'dark')) NOT VALID;
--> statement-breakpoint
ALTER TABLE "staff" ADD CONSTRAINT "staff_density_known" CHECK ("staff"."density" in ('normal', 'compact')) NOT VALID;
