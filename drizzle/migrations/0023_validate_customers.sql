ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_provider_id_customers_id_fk";
--> statement-breakpoint
ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_external_id_form";
--> statement-breakpoint
ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_service_level_short";
--> statement-breakpoint
ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_working_days_known";
--> statement-breakpoint
ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_other_provider";
