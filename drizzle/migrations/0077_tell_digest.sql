-- What a customer must be told of a key, and what they were told last.
ALTER TABLE "customer_keys" ADD COLUMN "tell_digest" text;
--> statement-breakpoint
ALTER TABLE "customer_keys" ADD COLUMN "told_digest" text;
