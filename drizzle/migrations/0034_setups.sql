CREATE TABLE "setups" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"ticket" text,
	"asked_by_contact_id" uuid,
	"asked_by_name" text NOT NULL,
	"owner_staff_id" uuid NOT NULL,
	"owner_name" text NOT NULL,
	"plan_attested_by" text,
	"plan_attested_at" timestamp (3) with time zone,
	"hold_until" timestamp (3) with time zone,
	"hold_reason" text,
	"remind_at" timestamp (3) with time zone,
	"withdrawn_at" timestamp (3) with time zone,
	"withdrawn_by" text,
	"withdraw_reason" text,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "setups_plan_attested" CHECK (("setups"."plan_attested_by" is null) = ("setups"."plan_attested_at" is null)),
	CONSTRAINT "setups_hold_has_reason" CHECK (("setups"."hold_until" is null) = ("setups"."hold_reason" is null)),
	CONSTRAINT "setups_withdrawn_has_reason" CHECK (("setups"."withdrawn_at" is null) = ("setups"."withdrawn_by" is null) and ("setups"."withdrawn_at" is null) = ("setups"."withdraw_reason" is null))
);
--> statement-breakpoint
ALTER TABLE "setups" ADD CONSTRAINT "setups_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "setups" ADD CONSTRAINT "setups_asked_by_contact_id_contacts_id_fk" FOREIGN KEY ("asked_by_contact_id") REFERENCES "public"."contacts"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "setups_customer" ON "setups" USING btree ("customer_id");
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON setups FROM keydesk_app;
