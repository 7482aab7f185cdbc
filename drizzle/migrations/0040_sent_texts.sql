CREATE TABLE "sent_texts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"customer_id" uuid NOT NULL,
	"setup_id" uuid NOT NULL,
	"line_id" uuid,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"frozen_at" timestamp (3) with time zone NOT NULL,
	"frozen_by" text NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"told_at" timestamp (3) with time zone,
	"told_by" text,
	"told_to" text,
	"told_channel" text,
	CONSTRAINT "sent_texts_kind_known" CHECK ("sent_texts"."kind" in ('instructions', 'follow_up', 'findings', 'tests_passed', 'cleared')),
	CONSTRAINT "sent_texts_channel_known" CHECK ("sent_texts"."told_channel" in ('ticket', 'email', 'phone', 'chat', 'meeting')),
	CONSTRAINT "sent_texts_told_whole" CHECK (num_nulls("sent_texts"."told_at", "sent_texts"."told_by", "sent_texts"."told_to", "sent_texts"."told_channel") in (0, 4))
);
--> statement-breakpoint
ALTER TABLE "sent_texts" ADD CONSTRAINT "sent_texts_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "sent_texts" ADD CONSTRAINT "sent_texts_setup_id_setups_id_fk" FOREIGN KEY ("setup_id") REFERENCES "public"."setups"("id") ON DELETE no action ON UPDATE no action;
--> statement-breakpoint
CREATE INDEX "sent_texts_setup" ON "sent_texts" USING btree ("setup_id","frozen_at" DESC NULLS LAST);
--> statement-breakpoint
REVOKE DELETE, TRUNCATE ON sent_texts FROM keydesk_app;
