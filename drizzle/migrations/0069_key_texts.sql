-- Replies about keys as they were copied, and whether a person sent them.
CREATE TABLE "key_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"body_before" text,
	"as_of" timestamp (3) with time zone,
	"copied_at" timestamp (3) with time zone NOT NULL,
	"copied_by_staff_id" uuid NOT NULL,
	"copied_by" text NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"sent_by" text,
	"sent_to" text,
	"sent_channel" text,
	"not_sent_at" timestamp (3) with time zone,
	"not_sent_by" text,
	CONSTRAINT "key_texts_channel_known" CHECK ("key_texts"."sent_channel" in ('ticket', 'email', 'phone', 'chat', 'meeting')),
	CONSTRAINT "key_texts_sent_whole" CHECK (num_nulls("key_texts"."sent_at", "key_texts"."sent_by", "key_texts"."sent_to", "key_texts"."sent_channel") in (0, 4)),
	CONSTRAINT "key_texts_not_sent_whole" CHECK (num_nulls("key_texts"."not_sent_at", "key_texts"."not_sent_by") in (0, 2)),
	CONSTRAINT "key_texts_sent_or_not" CHECK ("key_texts"."sent_at" is null or "key_texts"."not_sent_at" is null)
);
--> statement-breakpoint
ALTER TABLE "key_texts" ADD CONSTRAINT "key_texts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "key_texts_customer" ON "key_texts" USING btree ("customer_id","copied_at" DESC NULLS LAST);
--> statement-breakpoint
CREATE INDEX "key_texts_unsent" ON "key_texts" USING btree ("copied_by_staff_id","copied_at") WHERE "key_texts"."sent_at" is null and "key_texts"."not_sent_at" is null;
