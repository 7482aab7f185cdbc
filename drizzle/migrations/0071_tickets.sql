-- Tickets of the vendor's ticket system: who has them, and what was promised.
CREATE TABLE "tickets" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"reference" text NOT NULL,
	"owner_staff_id" uuid,
	"owner_name" text,
	"promise" text,
	"promised_for" timestamp (3) with time zone,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"opened_by" text NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"closed_by" text,
	"revision" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "tickets_reference_form" CHECK (length("tickets"."reference") between 1 and 64),
	CONSTRAINT "tickets_owner_whole" CHECK (num_nulls("tickets"."owner_staff_id", "tickets"."owner_name") in (0, 2)),
	CONSTRAINT "tickets_promise_whole" CHECK (num_nulls("tickets"."promise", "tickets"."promised_for") in (0, 2)),
	CONSTRAINT "tickets_closed_whole" CHECK (num_nulls("tickets"."closed_at", "tickets"."closed_by") in (0, 2))
);
--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_open" ON "tickets" USING btree ("customer_id",lower("reference")) WHERE "tickets"."closed_at" is null;
--> statement-breakpoint
CREATE INDEX "tickets_customer" ON "tickets" USING btree ("customer_id","opened_at" DESC NULLS LAST);
--> statement-breakpoint
CREATE INDEX "tickets_owner" ON "tickets" USING btree ("owner_staff_id","opened_at") WHERE "tickets"."closed_at" is null;
--> statement-breakpoint
CREATE INDEX "tickets_reference" ON "tickets" USING btree (lower("reference") text_pattern_ops);
