-- Notes of staff for staff. Rows are only added.
CREATE TABLE "notes" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"key_id" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	"by_staff_id" uuid NOT NULL,
	"by" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "notes_body_length" CHECK (length("notes"."body") between 1 and 4000)
);
--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "notes" ADD CONSTRAINT "notes_key_id_customer_keys_id_fk" FOREIGN KEY ("key_id") REFERENCES "public"."customer_keys"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "notes_customer" ON "notes" USING btree ("customer_id","at" DESC NULLS LAST);
--> statement-breakpoint
CREATE INDEX "notes_key" ON "notes" USING btree ("key_id","at" DESC NULLS LAST) WHERE "notes"."key_id" is not null;
--> statement-breakpoint
REVOKE UPDATE, DELETE, TRUNCATE ON notes FROM keydesk_app;
