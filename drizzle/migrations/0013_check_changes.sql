ALTER TABLE "key_checks" ADD COLUMN "recent_changes" jsonb DEFAULT '[]'::jsonb NOT NULL;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "real_failures" jsonb DEFAULT '[]'::jsonb NOT NULL;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "named_state" jsonb;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "denials" jsonb DEFAULT '{}'::jsonb NOT NULL;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "lost_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "lost_after" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "key_checks" ADD COLUMN "denial_group" text;
