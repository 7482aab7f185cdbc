ALTER TABLE "customer_keys" VALIDATE CONSTRAINT "customer_keys_next_action_known";
--> statement-breakpoint
ALTER TABLE "customer_keys" VALIDATE CONSTRAINT "customer_keys_role_known";
