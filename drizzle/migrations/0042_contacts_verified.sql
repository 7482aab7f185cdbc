ALTER TABLE "contacts" ADD COLUMN "phone" text;
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "verified_by_staff_id" uuid;
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "verified_by" text;
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "verified_channel" text;
--> statement-breakpoint
ALTER TABLE "contacts" ADD COLUMN "verified_with" text;
--> statement-breakpoint
ALTER TABLE "contacts" ADD CONSTRAINT "contacts_channel_known" CHECK ("contacts"."verified_channel" in ('phone', 'video_call', 'in_person', 'signed_letter')) NOT VALID;
