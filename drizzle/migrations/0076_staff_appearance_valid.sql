ALTER TABLE "staff" VALIDATE CONSTRAINT "staff_theme_known";
--> statement-breakpoint
ALTER TABLE "staff" VALIDATE CONSTRAINT "staff_density_known";
