ALTER TABLE "customer_keys" DROP CONSTRAINT "customer_keys_cause_known";--> statement-breakpoint
ALTER TABLE "customer_keys" ADD CONSTRAINT "customer_keys_cause_form" CHECK ("customer_keys"."cause" ~ '^[a-z][a-z0-9_]{0,62}$') NOT VALID;
