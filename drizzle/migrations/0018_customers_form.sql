ALTER TABLE "customers" ADD COLUMN "external_id" text;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "service_level" text;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "working_days" smallint[];
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "provider_id" uuid;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "lead_key_id" uuid;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "urgency" smallint DEFAULT 9 NOT NULL;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "deadline_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "not_usable_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "lead_verdict" text;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "lead_region" text;
--> statement-breakpoint
ALTER TABLE "customers" ADD COLUMN "key_count" smallint DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_provider_id_customers_id_fk" FOREIGN KEY ("provider_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action NOT VALID;
--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_external_id_form" CHECK ("customers"."external_id" ~ '^[A-Za-z0-9._-]{1,64}$') NOT VALID;
--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_service_level_short" CHECK (length("customers"."service_level") between 1 and 64) NOT VALID;
--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_working_days_known" CHECK ("customers"."working_days" <@ '{1,2,3,4,5,6,7}'::smallint[] and cardinality("customers"."working_days") > 0) NOT VALID;
--> statement-breakpoint
ALTER TABLE "customers" ADD CONSTRAINT "customers_other_provider" CHECK ("customers"."provider_id" <> "customers"."id") NOT VALID;
