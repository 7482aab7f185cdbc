CREATE TABLE "ownership_proofs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"key_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"arn" text NOT NULL,
	"kind" text NOT NULL,
	"proven_at" timestamp (3) with time zone NOT NULL,
	"proven_by" text,
	"reason" text,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text,
	"withdraw_reason" text,
	CONSTRAINT "ownership_proofs_kind_known" CHECK ("ownership_proofs"."kind" in ('account', 'description_code', 'ciphertext', 'exception')),
	CONSTRAINT "ownership_proofs_exception_has_reason" CHECK ("ownership_proofs"."kind" <> 'exception' or ("ownership_proofs"."proven_by" is not null and "ownership_proofs"."reason" is not null)),
	CONSTRAINT "ownership_proofs_withdrawn_whole" CHECK (num_nulls("ownership_proofs"."withdrawn_at", "ownership_proofs"."withdrawn_by", "ownership_proofs"."withdraw_reason") in (0, 3))
);
--> statement-breakpoint
ALTER TABLE "ownership_proofs" ADD CONSTRAINT "ownership_proofs_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "ownership_proofs" ADD CONSTRAINT "ownership_proofs_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "ownership_proofs_live" ON "ownership_proofs" USING btree ("key_id") WHERE "ownership_proofs"."withdrawn_at" is null;
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON ownership_proofs FROM keydesk_app;
