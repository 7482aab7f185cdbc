-- keydesk: allow contract: the check of the same name, with one more role, follows in this file
ALTER TABLE "customer_keys" DROP CONSTRAINT "customer_keys_role_known";
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "next_action" text;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "assignments_filled" boolean DEFAULT false NOT NULL;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "urgency" smallint DEFAULT 9 NOT NULL;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_next_action_known" CHECK ("customer_keys"."next_action" in ('customer', 'vendor', 'nobody', 'one_of_several')) NOT VALID;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_role_known" CHECK ("customer_keys"."role" in ('candidate', 'active', 'retained', 'released', 'retired')) NOT VALID;
