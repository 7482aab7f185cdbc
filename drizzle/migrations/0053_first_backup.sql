ALTER TABLE "setup_lines" ADD COLUMN "first_backup_due_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD COLUMN "other_key_arn" text;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD COLUMN "other_key_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_due_after" CHECK ("setup_lines"."first_backup_due_at" is null or "setup_lines"."told_at" is not null) NOT VALID;
--> statement-breakpoint
ALTER TABLE "setup_lines" ADD CONSTRAINT "setup_lines_other_key_whole" CHECK (num_nulls("setup_lines"."other_key_arn", "setup_lines"."other_key_at") in (0, 2)) NOT VALID;
