-- keydesk: allow contract: the check of the same name, with two more proofs, follows in this file
ALTER TABLE "customer_accounts" DROP CONSTRAINT "customer_accounts_proof_known";
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD COLUMN "proven_by" text;
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD COLUMN "reason" text;
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD COLUMN "shared_since" timestamp (3) with time zone;
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD COLUMN "revoked_by" text;
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD COLUMN "revoke_reason" text;
--> statement-breakpoint
ALTER TABLE "customer_accounts" ADD CONSTRAINT "customer_accounts_proof_known" CHECK ("customer_accounts"."proof" in ('vendor_record', 'description_token', 'support_case', 'ciphertext', 'exception')) NOT VALID;
