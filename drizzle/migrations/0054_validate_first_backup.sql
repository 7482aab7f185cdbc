ALTER TABLE "setup_lines" VALIDATE CONSTRAINT "setup_lines_due_after";
--> statement-breakpoint
ALTER TABLE "setup_lines" VALIDATE CONSTRAINT "setup_lines_other_key_whole";
