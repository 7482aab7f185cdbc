ALTER TABLE "customer_evidence" ADD COLUMN "closed_at" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customer_evidence" ADD COLUMN "closed_by_staff_id" uuid;
--> statement-breakpoint
ALTER TABLE "customer_evidence" ADD COLUMN "closed_by_name" text;
--> statement-breakpoint
ALTER TABLE "customer_evidence" ADD COLUMN "closed_reason" text;
